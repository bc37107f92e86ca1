using Sim.Reporting.Charts.Drawing;

namespace Sim.Reporting.Charts;

/// <summary>CPU ready and co-stop per vCPU against VMs per host, with the thresholds operators know.</summary>
public sealed record ReadyDensityChart : Chart
{
    /// <summary>A second line under the title: workload, host.</summary>
    public string? Subtitle { get; init; }

    /// <summary>At least one hypervisor.</summary>
    public required ImmutableArray<ReadyCurve> Curves { get; init; }

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
        foreach (var curve in Curves.Where(c => c.Ready.IsDefaultOrEmpty))
            throw Fault($"the ready curve of '{curve.Hypervisor}' has no points.");

        var styles = SeriesStyle.ForHypervisors(Curves.Select(c => c.Hypervisor));
        return new LineBandChart
        {
            Name = Name,
            Finding = Finding,
            Source = Source,
            AltText = AltText,
            Subtitle = Subtitle,
            XAxis = new ChartAxis("Density", "VMs per host"),
            YAxis = new ChartAxis("Time waiting per vCPU", "% of elapsed time"),
            Series = [.. Curves.SelectMany((c, i) => SeriesOf(c, styles[i]))],
            Limits = [new LimitLine(5, $"{NumberText.WithUnit("5", "%")} ready: watch"), new LimitLine(10, $"{NumberText.WithUnit("10", "%")} ready: users notice")],
            Positions = Today is { } today ? [new PositionLine(today, $"today {NumberText.Tick(today)}")] : [],
            Scale = AxisScale.Linear,
            BandMeaning = BandMeaning,
        };
    }

    private static IEnumerable<BandSeries> SeriesOf(ReadyCurve curve, int style)
    {
        yield return new BandSeries { Name = $"{curve.Hypervisor} ready", Style = style, Points = [.. curve.Ready.Select(p => p.ToBandPoint())] };
        if (!curve.CoStop.IsDefaultOrEmpty)
        {
            yield return new BandSeries
            {
                Name = $"{curve.Hypervisor} co-stop",
                Style = style,
                Role = SeriesRole.Secondary,
                Points = [.. curve.CoStop.Select(p => p.ToBandPoint())],
            };
        }
    }
}
