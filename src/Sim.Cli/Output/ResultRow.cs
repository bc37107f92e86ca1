using System.Collections.Immutable;
using Sim.Experiments.Analysis;
using Sim.Models.Measurement;

namespace Sim.Cli.Output;

/// <summary>One metric of one point: what results.json and CSV are made of.</summary>
/// <param name="Point">Which point, e.g. <c>hypervisor=kvm,vms=40</c>.</param>
/// <param name="Metric">Name of the catalogue.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Estimate">Mean over replications; of a percentile of latencies that of all together.</param>
/// <param name="Low">Lower end of the interval; absent where there is no ground for one.</param>
/// <param name="High">Upper end of the interval.</param>
/// <param name="Replications">Replications behind it.</param>
/// <param name="Truth">simulated, screened, measured or input.</param>
/// <param name="HalfWidth">Half the interval; absent as it is.</param>
/// <param name="NoInterval">Why there is no interval.</param>
/// <param name="Method">How the interval is formed, or would be.</param>
internal sealed record ResultRow(
    string Point, string Metric, string Unit, double Estimate, double? Low, double? High, int Replications, string Truth, double? HalfWidth = null, string? NoInterval = null,
    string? Method = null)
{
    private static readonly ImmutableDictionary<string, string> Units =
        MetricCatalog.All.ToImmutableDictionary(metric => metric.Name, metric => metric.Unit, StringComparer.Ordinal);

    /// <summary>The metrics of a point.</summary>
    public static IEnumerable<ResultRow> Of(string point, IEnumerable<MetricSummary> metrics) => metrics.Select(metric => new ResultRow(
        point, metric.Name, UnitOf(metric.Name), metric.Estimate, metric.Low, metric.High, metric.Replications, "simulated",
        metric.Value.HalfWidth, metric.NoInterval, metric.Value.Basis.Method));

    /// <summary>The unit of a metric.</summary>
    public static string UnitOf(string metric)
    {
        if (Units.TryGetValue(metric, out var unit)) return unit;
        return metric[(metric.LastIndexOf('.') + 1)..] switch
        {
            "throughput" => "1/s",
            "in_flight" => "1",
            "error_fraction" => "fraction",
            _ => "ns",
        };
    }
}
