namespace Sim.Reporting.Charts.Drawing;

/// <summary>Makes the bars of a row drawable: each column of the picture goes to what has most of it, so that no bar is thinner than a column.</summary>
internal static class BarColumns
{
    private const int Apart = 3;

    /// <summary>The runs of columns, left to right; columns without a bar are left out.</summary>
    /// <param name="bars">In order, none over another, milliseconds.</param>
    /// <param name="end">What the last column ends at, milliseconds.</param>
    /// <param name="columns">How many there are.</param>
    public static ImmutableArray<(int First, int Last, TimelineBar Bar)> Of(ImmutableArray<TimelineBar> bars, double end, int columns)
    {
        var runs = ImmutableArray.CreateBuilder<(int First, int Last, TimelineBar Bar)>();
        var width = end / columns;
        var next = 0;
        for (var column = 0; column < columns; column++)
        {
            var (left, right) = (column * width, (column + 1) * width);
            while (next < bars.Length && bars[next].To <= left)
                next++;
            // A column that is nearly empty stays empty, unless a short bar that stands alone would vanish.
            if (Most(bars, next, left, right, out var covered) is not { } bar || (covered < width / 2 && runs.Count > 0 && column - runs[^1].Last < Apart))
                continue;
            // A short bar hides between its neighbours: what looks the same is drawn as one.
            if (runs.Count > 0 && runs[^1] is var last && last.Last == column - 1 && (last.Bar.Tone, last.Bar.Label) == (bar.Tone, bar.Label))
                runs[^1] = (last.First, column, last.Bar);
            else
                runs.Add((column, column, bar));
        }

        return runs.ToImmutable();
    }

    private static TimelineBar? Most(ImmutableArray<TimelineBar> bars, int from, double left, double right, out double covered)
    {
        covered = 0;
        var times = new Dictionary<(TimelineTone, string), (double Time, TimelineBar Bar)>();
        for (var i = from; i < bars.Length && bars[i].From < right; i++)
        {
            if (bars[i].Tone == TimelineTone.None)
                continue;
            var time = Math.Min(right, bars[i].To) - Math.Max(left, bars[i].From);
            covered += time;
            var key = (bars[i].Tone, bars[i].Label);
            times[key] = (times.GetValueOrDefault(key).Time + time, bars[i]);
        }

        return times.Count == 0 ? null : times.Values.Aggregate((most, one) => one.Time > most.Time ? one : most).Bar;
    }
}
