using Sim.Reporting.Charts.Drawing;
using Sim.Reporting.Tables;

namespace Sim.Reporting.Charts;

/// <summary>Measured and predicted, case by case: one row a case, one panel a metric.</summary>
public sealed record PredictionChart : Chart
{
    /// <summary>Rows that fit on the picture.</summary>
    public const int MostRows = 24;

    /// <summary>A second line under the title: machine, conditions.</summary>
    public string? Subtitle { get; init; }

    /// <summary>One to three panels.</summary>
    public required ImmutableArray<PredictionPanel> Panels { get; init; }

    /// <summary>What the measured bars mean.</summary>
    public string RangeMeaning { get; init; } = "measured: mean and range of the runs";

    /// <summary>What the predicted whiskers mean.</summary>
    public string IntervalMeaning { get; init; } = "predicted, 90 % interval";

    /// <summary>What the second prediction is.</summary>
    public string CorrectedMeaning { get; init; } = "predicted for a core as fast as in the case";

    /// <inheritdoc/>
    public override ChartArtifact Render()
    {
        Check();
        return new ChartPicture(this, Subtitle, new PredictionPlot(this)).ToArtifact(Csv(), AltText ?? Description());
    }

    private void Check()
    {
        CheckHeading();
        if (Panels.IsDefaultOrEmpty || Panels.Length > 3)
            throw Fault($"{(Panels.IsDefault ? 0 : Panels.Length)} panels; one to three can be drawn.");
        foreach (var panel in Panels)
        {
            if (panel.Values.IsDefaultOrEmpty || panel.Values.Length > MostRows)
                throw Fault($"panel '{panel.Axis.Title}' has {(panel.Values.IsDefault ? 0 : panel.Values.Length)} cases; 1 to {MostRows} can be drawn.");
            if (!panel.Values.Select(value => value.Name).SequenceEqual(Panels[0].Values.Select(value => value.Name), StringComparer.Ordinal))
                throw Fault($"panel '{panel.Axis.Title}' has other cases than the first.");
            foreach (var value in panel.Values)
            {
                if (!double.IsFinite(value.Measured) || !double.IsFinite(value.Predicted))
                    throw Fault($"case '{value.Name}' is {value.Measured} measured and {value.Predicted} predicted; both must be finite.");
                if (panel.Scale == AxisScale.Logarithmic && Math.Min(value.Measured, value.Predicted) <= 0)
                    throw Fault($"case '{value.Name}' is not above zero, which a logarithmic axis cannot show.");
                if (value.MeasuredLow > value.MeasuredHigh || value.Low > value.High)
                    throw Fault($"case '{value.Name}' has a range that is the wrong way round.");
            }
        }

        if (Panels[0].Values.Select(value => value.Name).Distinct(StringComparer.Ordinal).Count() != Panels[0].Values.Length)
            throw Fault($"two cases have the same name.");
    }

    private string Description() => $"{Finding}. Measured and predicted by case. " + string.Join(" ", Panels.Select(panel =>
        $"{panel.Axis.Label}: " + string.Join("; ", panel.Values.Select(value =>
            $"{value.Name}{(value.IsFitted ? " (fitted)" : "")} {NumberText.Significant(value.Measured)} measured, {NumberText.Significant(value.Predicted)} predicted")) + "."));

    private string Csv()
    {
        var csv = new CsvText().Text("case").Text("metric").Text("unit").Text("measured").Text("measured low").Text("measured high")
            .Text("predicted").Text("predicted low").Text("predicted high").Text("corrected").Text("fitted").EndRow();
        foreach (var panel in Panels)
        {
            foreach (var value in panel.Values)
            {
                csv.Text(value.Name).Text(panel.Axis.Title).Text(panel.Axis.Unit).Number(value.Measured).Number(value.MeasuredLow).Number(value.MeasuredHigh)
                    .Number(value.Predicted).Number(value.Low).Number(value.High).Number(value.Corrected).Text(value.IsFitted ? "yes" : "no").EndRow();
            }
        }

        return csv.ToString();
    }
}
