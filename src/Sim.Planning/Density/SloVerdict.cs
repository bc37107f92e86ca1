using System.Collections.Immutable;
using Sim.Experiments.Analysis;
using Sim.Models.Measurement;
using Sim.Models.Scenarios;
using Sim.Models.Workload;

namespace Sim.Planning.Density;

/// <summary>One promise of an SLO held against what was simulated.</summary>
/// <param name="Name">Which promise, for reports.</param>
/// <param name="Metric">The metric it looks at.</param>
/// <param name="Limit">The largest good value, in the metric's unit.</param>
/// <param name="Estimate">The mean over replications.</param>
/// <param name="Low">Lower end of the interval; the estimate where none could be formed.</param>
/// <param name="High">Upper end of the interval.</param>
public sealed record SloVerdict(string Name, string Metric, double Limit, double Estimate, double Low, double High)
{
    /// <summary>Whether the mean keeps the promise.</summary>
    public bool Holds => Estimate <= Limit;

    /// <summary>Whether the whole interval keeps it.</summary>
    public bool HoldsSurely => High <= Limit;

    /// <summary>Whether some of the interval keeps it.</summary>
    public bool MayHold => Low <= Limit;

    /// <summary>Every promise of an SLO.</summary>
    /// <param name="slo">The promises.</param>
    /// <param name="metrics">Metrics over replications.</param>
    public static ImmutableArray<SloVerdict> Of(SloSpec slo, IReadOnlyDictionary<string, MetricSummary> metrics)
    {
        var verdicts = ImmutableArray.CreateBuilder<SloVerdict>();
        foreach (var template in RequestTemplates.All)
        {
            // Work that a VM starts itself is not answered to anybody; how long it takes is not a promise.
            if (template.RequestBytes > 0) Add($"{template.Name} p99", $"request.{template.Name}.response_p99", slo.ResponseP99.Nanoseconds);
            if (template.RequestBytes > 0) Add($"{template.Name} errors", $"request.{template.Name}.error_fraction", slo.Errors);
        }

        Add("custom p99", $"request.{RequestTemplates.Custom}.response_p99", slo.ResponseP99.Nanoseconds);
        Add("CPU ready", MetricCatalog.Ready, slo.Ready);
        return verdicts.ToImmutable();

        void Add(string name, string metric, double limit)
        {
            if (!metrics.TryGetValue(metric, out var found)) return;
            verdicts.Add(new SloVerdict(
                name, metric, limit, found.Estimate, found.Interval?.Low ?? found.Estimate, found.Interval?.High ?? found.Estimate));
        }
    }
}
