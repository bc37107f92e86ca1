using Sim.Reporting.Charts.Drawing;

namespace Sim.Reporting.Charts;

/// <summary>Latency against VMs per host, one curve a hypervisor: where is the knee, where is the SLO, how far to go.</summary>
public sealed record LatencyDensityChart : Chart
{
    /// <summary>A second line under the title: workload, host.</summary>
    public string? Subtitle { get; init; }

    /// <summary>At least one hypervisor.</summary>
    public required ImmutableArray<LatencyCurve> Curves { get; init; }

    /// <summary>The service level objective on p99, milliseconds, above zero.</summary>
    public double? SloMilliseconds { get; init; }

    /// <summary>VMs per host today.</summary>
    public double? Today { get; init; }

    /// <summary>What the bands mean.</summary>
    public string BandMeaning { get; init; } = "95 % interval over replications";

    /// <inheritdoc/>
    public override ChartArtifact Render() => ToLineChart().Render();

    /// <summary>The same picture as a general line chart.</summary>
    public LineBandChart ToLineChart()
    {
        if (Curves.IsDefaultOrEmpty)
            throw Fault($"no hypervisor: nothing to draw.");
        foreach (var curve in Curves.Where(c => c.P99.IsDefaultOrEmpty))
            throw Fault($"the p99 curve of '{curve.Hypervisor}' has no points.");

        var styles = SeriesStyle.ForHypervisors(Curves.Select(c => c.Hypervisor));
        return new LineBandChart
        {
            Name = Name,
            Finding = Finding,
            Source = Source,
            AltText = AltText,
            Subtitle = Subtitle,
            XAxis = new ChartAxis("Density", "VMs per host"),
            YAxis = new ChartAxis("Latency", "ms"),
            Series = [.. Curves.SelectMany((c, i) => SeriesOf(c, styles[i]))],
            Limits = SloMilliseconds is { } slo ? [new LimitLine(slo, $"SLO: p99 {NumberText.WithUnit(NumberText.Tick(slo), "ms")}")] : [],
            Positions = [.. PositionsOf(styles)],
            BandMeaning = BandMeaning,
        };
    }

    private static IEnumerable<BandSeries> SeriesOf(LatencyCurve curve, int style)
    {
        yield return new BandSeries { Name = $"{curve.Hypervisor} p99", Style = style, Points = [.. curve.P99.Select(p => p.ToBandPoint())] };
        if (!curve.P50.IsDefaultOrEmpty)
        {
            yield return new BandSeries
            {
                Name = $"{curve.Hypervisor} p50",
                Style = style,
                Role = SeriesRole.Secondary,
                Points = [.. curve.P50.Select(p => p.ToBandPoint())],
            };
        }
    }

    private IEnumerable<PositionLine> PositionsOf(ImmutableArray<int> styles)
    {
        if (Today is { } today)
            yield return new PositionLine(today, $"today {NumberText.Tick(today)}");
        for (var i = 0; i < Curves.Length; i++)
        {
            if (Curves[i].Recommended is { } recommended)
                yield return new PositionLine(recommended, $"{Curves[i].Hypervisor} recommended {NumberText.Tick(recommended)} (with margin)", styles[i], IsEmphasised: true);
            if (Curves[i].SloLimit is { } limit)
                yield return new PositionLine(limit, $"{Curves[i].Hypervisor} SLO limit {NumberText.Tick(limit)}", styles[i]);
        }
    }
}
