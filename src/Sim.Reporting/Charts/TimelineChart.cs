using Sim.Reporting.Charts.Drawing;
using Sim.Reporting.Tables;

namespace Sim.Reporting.Charts;

/// <summary>Who did what when, one row an object (a Gantt chart): bars over time from an arrival.</summary>
public sealed record TimelineChart : Chart
{
    /// <summary>More rows cannot be told apart at 675 pixels.</summary>
    public const int MostLanes = 18;

    /// <summary>Line under the title; null for none.</summary>
    public string? Subtitle { get; init; }

    /// <summary>Time axis; milliseconds.</summary>
    public ChartAxis Axis { get; init; } = new("Time since arrival", "ms");

    /// <summary>End of the axis, milliseconds, above 0.</summary>
    public required double End { get; init; }

    /// <summary>Rows from the top, 1 to <see cref="MostLanes"/>.</summary>
    public required ImmutableArray<TimelineLane> Lanes { get; init; }

    /// <inheritdoc/>
    public override ChartArtifact Render()
    {
        Check();
        return new ChartPicture(this, Subtitle, new TimelinePlot(this)).ToArtifact(Csv(), AltText ?? Description());
    }

    private void Check()
    {
        CheckHeading();
        if (!(End > 0) || !double.IsFinite(End))
            throw Fault($"the time axis ends at {End}; must be above 0.");
        if (Lanes.IsDefaultOrEmpty || Lanes.Length > MostLanes)
            throw Fault($"{(Lanes.IsDefault ? 0 : Lanes.Length)} rows; must be 1 to {MostLanes}.");
        foreach (var lane in Lanes)
        {
            var end = 0.0;
            foreach (var bar in lane.Bars)
            {
                if (!double.IsFinite(bar.From) || !double.IsFinite(bar.To) || bar.From < end || bar.To < bar.From)
                    throw Fault($"row '{lane.Name}': the bar from {bar.From} to {bar.To} is out of order.");
                end = bar.To;
            }
        }
    }

    private string Description()
    {
        var rows = Lanes.Select(lane => $"{lane.Name}: " + string.Join(", ", lane.Bars.Where(bar => bar.Tone != TimelineTone.None)
            .GroupBy(bar => bar.Tone).Select(tone => (Name: ToneStyle.Of(tone.Key).Name, Time: tone.Sum(bar => bar.To - bar.From)))
            .OrderByDescending(part => part.Time).Select(part => $"{part.Name} {NumberText.Significant(part.Time)} ms")));
        return $"{Finding}. Timeline of {NumberText.Significant(End)} ms. {string.Join(". ", rows)}.";
    }

    private string Csv()
    {
        var csv = new CsvText().Text("row").Text("from [ms]").Text("to [ms]").Text("state").Text("label").EndRow();
        foreach (var lane in Lanes)
        {
            foreach (var bar in lane.Bars.Where(bar => bar.Tone != TimelineTone.None))
                csv.Text(lane.Name).Number(bar.From).Number(bar.To).Text(ToneStyle.Of(bar.Tone).Name).Text(bar.Label).EndRow();
        }

        return csv.ToString();
    }
}
