using System.Collections.Immutable;
using System.Globalization;
using Sim.Core.Statistics;
using Sim.Experiments.Running;

namespace Sim.Experiments.Analysis;

/// <summary>Whether the warm-up that was thrown away was enough for one kind of observation.</summary>
/// <remarks>
/// MSER-5 on rate and mean over time, averaged over replications. A cut later than the warm-up is believed only when it matters: when
/// throwing away up to the cut (or, without a cut, the first half of the measured part) changes the mean of a replication by more than the
/// replications' Student interval allows for chance. MSER-5 alone takes every slow swing for a warm-up.
/// </remarks>
/// <param name="Name">What was observed, e.g. <c>request.web-request</c>.</param>
/// <param name="WarmUpSeconds">What was thrown away.</param>
/// <param name="SuggestedSeconds">What MSER-5 would throw away; nothing when it finds no cut.</param>
/// <param name="Change">Change of the mean observation by throwing away more; nothing when the warm-up reaches the cut.</param>
/// <param name="IsEnough">The verdict; nothing when there was too little to judge.</param>
/// <param name="Averages">What was judged; nothing when there was too little.</param>
public sealed record WarmUpCheck(
    string Name, double WarmUpSeconds, double? SuggestedSeconds, Interval? Change, bool? IsEnough, TimeAverages? Averages)
{
    /// <summary>Checks every series that the replications recorded, in ordinal order of names.</summary>
    /// <param name="replications">Replications of one point with one warm-up.</param>
    /// <param name="confidence">Between 0 and 1.</param>
    public static ImmutableArray<WarmUpCheck> All(IReadOnlyList<RunResult> replications, double confidence) =>
    [
        .. replications.SelectMany(run => run.Series.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(name => Of(name, replications, confidence)),
    ];

    /// <summary>Checks a series that every replication recorded.</summary>
    /// <param name="name">Name of the series.</param>
    /// <param name="replications">Replications of one point with one warm-up.</param>
    /// <param name="confidence">Between 0 and 1.</param>
    public static WarmUpCheck Of(string name, IReadOnlyList<RunResult> replications, double confidence)
    {
        var warmUp = replications[0].WarmUpSeconds;
        var end = warmUp + replications[0].SimulatedSeconds;
        BoundedSeries[] series = [.. replications.Where(run => run.Series.ContainsKey(name)).Select(run => run.Series[name])];
        if (TimeAverages.Of(series, end) is not { } averages) return new WarmUpCheck(name, warmUp, null, null, null, null);

        // A cut is known to a batch of five bins.
        var cut = averages.Cut();
        if (cut <= warmUp + (averages.BinSeconds * Mser5.BatchSize)) return new WarmUpCheck(name, warmUp, cut, null, true, averages);
        var change = ChangeBy(series, warmUp, cut ?? ((warmUp + end) / 2), confidence);
        return new WarmUpCheck(name, warmUp, cut, change, change?.Contains(0), averages);
    }

    /// <summary>One line for people.</summary>
    public override string ToString()
    {
        var head = string.Create(CultureInfo.InvariantCulture, $"warm-up {WarmUpSeconds:0.###} s, ")
            + (SuggestedSeconds is { } cut ? string.Create(CultureInfo.InvariantCulture, $"MSER-5 suggests {cut:0.###} s: ") : "MSER-5 finds no cut in the first half: ");
        if (Averages is null) return string.Create(CultureInfo.InvariantCulture, $"warm-up {WarmUpSeconds:0.###} s: too few requests to judge");
        var change = Change is { } by
            ? string.Create(CultureInfo.InvariantCulture, $"; more would change the mean by {by.Estimate:p1}, {by.Low:p1} to {by.High:p1}")
            : "";
        return head + (IsEnough switch { true => "enough", false => "NOT enough", null => "not established, one replication" }) + change;
    }

    /// <summary>Relative change of a replication's mean observation when what lies before <paramref name="cut"/> is left out too.</summary>
    private static Interval? ChangeBy(BoundedSeries[] series, double warmUp, double cut, double confidence)
    {
        var changes = new List<double>();
        foreach (var one in series)
        {
            var (all, late) = (MeanFrom(one, warmUp), MeanFrom(one, cut));
            if (double.IsFinite(all) && double.IsFinite(late) && all > 0) changes.Add((late / all) - 1);
        }

        return changes.Count < 2 ? null : StudentInterval.Of(changes, confidence);
    }

    private static double MeanFrom(BoundedSeries series, double seconds)
    {
        var (sum, count) = (0.0, 0L);
        for (var bin = (int)Math.Ceiling(seconds / series.Width.Seconds); bin < series.Length; bin++)
        {
            sum += series.SumOf(bin);
            count += series.CountOf(bin);
        }

        return count > 0 ? sum / count : double.NaN;
    }
}
