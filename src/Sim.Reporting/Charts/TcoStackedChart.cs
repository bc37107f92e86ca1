using System.Globalization;
using Sim.Reporting.Charts.Drawing;
using Sim.Reporting.Tables;

namespace Sim.Reporting.Charts;

/// <summary>Total cost of ownership by cost line, one stacked bar an alternative.</summary>
public sealed record TcoStackedChart : Chart
{
    /// <summary>ISO code: "USD", "EUR".</summary>
    public required string Currency { get; init; }

    /// <summary>Years added up, more than zero.</summary>
    public required double Years { get; init; }

    /// <summary>Yearly discount rate in percent; null when flows are added without discounting.</summary>
    public double? NpvRatePercent { get; init; }

    /// <summary>Name of the price book.</summary>
    public required string PriceBook { get; init; }

    /// <summary>As-of date of the price book.</summary>
    public required DateOnly PriceBookDate { get; init; }

    /// <summary>At least one alternative.</summary>
    public required ImmutableArray<TcoAlternative> Alternatives { get; init; }

    /// <summary>What the whiskers on the totals mean.</summary>
    public string WhiskerMeaning { get; init; } = "95 % interval of the total";

    /// <summary>"USD, 5 years, net present value at 8 % a year, price book us-2026 of 2026-10-01".</summary>
    public string Subtitle => string.Create(
        CultureInfo.InvariantCulture,
        $"{Currency}, {Years:0.##} years, {(NpvRatePercent is { } rate ? $"net present value at {NumberText.Tick(rate)} % a year" : "not discounted")}, price book {PriceBook} of {PriceBookDate:yyyy-MM-dd}");

    /// <inheritdoc/>
    public override ChartArtifact Render()
    {
        Check();
        return new ChartPicture(this, Subtitle, new StackedBarPlot(this)).ToArtifact(Csv(), AltText ?? Description());
    }

    private void Check()
    {
        CheckHeading();
        if (Alternatives.IsDefaultOrEmpty)
            throw Fault($"no alternative: nothing to draw.");
        if (!(Years > 0))
            throw Fault($"{Years} years; must be more than 0.");
        if (Alternatives.Select(a => a.Name).Distinct(StringComparer.Ordinal).Count() != Alternatives.Length)
            throw Fault($"two alternatives have the same name.");
        foreach (var alternative in Alternatives)
        {
            if (alternative.Lines.IsDefaultOrEmpty)
                throw Fault($"alternative '{alternative.Name}' has no cost lines.");
            if (alternative.Lines.FirstOrDefault(l => !double.IsFinite(l.Amount)) is { } line)
                throw Fault($"alternative '{alternative.Name}': cost line '{line.Name}' is {line.Amount}; it must be finite.");
            if (alternative.Lines.Select(l => l.Name).Distinct(StringComparer.Ordinal).Count() != alternative.Lines.Length)
                throw Fault($"alternative '{alternative.Name}' has two cost lines of the same name.");
            if (alternative.Low > alternative.High)
                throw Fault($"alternative '{alternative.Name}' has an interval from {alternative.Low} to {alternative.High}.");
        }
    }

    private string Description() =>
        $"{Finding}. Stacked bars of cost, {Subtitle}. " + string.Join(". ", Alternatives.Select(a =>
            $"{a.Name}: {NumberText.IntervalFixed(a.Total, a.Low, a.High, 0)} {Currency}, of which "
            + string.Join(", ", a.Lines.Select(l => $"{l.Name} {NumberText.Fixed(l.Amount, 0)}")))) + ".";

    private string Csv()
    {
        var unit = string.Create(CultureInfo.InvariantCulture, $"[{Currency} over {Years:0.##} years]");
        var csv = new CsvText().Text("alternative").Text("cost line").Text($"amount {unit}").Text($"low {unit}").Text($"high {unit}").EndRow();
        foreach (var alternative in Alternatives)
        {
            foreach (var line in alternative.Lines)
                csv.Text(alternative.Name).Text(line.Name).Number(line.Amount).Empty().Empty().EndRow();
            csv.Text(alternative.Name).Text("total").Number(alternative.Total).Number(alternative.Low).Number(alternative.High).EndRow();
        }

        return csv.ToString();
    }
}
