using System.Collections.Immutable;
using Sim.Experiments.Analysis;
using Sim.Experiments.Hosts;
using Sim.Experiments.Running;
using Sim.Experiments.Variance;
using Sim.Models.Measurement;

namespace Sim.Cli.Output;

/// <summary>A metric with the chance of the drawn load taken out of it.</summary>
/// <param name="Metric">The metric.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Estimate">The controlled mean.</param>
/// <param name="Low">Lower end of its interval.</param>
/// <param name="High">Upper end.</param>
/// <param name="PlainEstimate">The mean without the control.</param>
/// <param name="PlainHalfWidth">Half of its interval.</param>
/// <param name="Control">What the metric was held against.</param>
/// <param name="Drawn">The control's mean over replications.</param>
/// <param name="Expected">Its expectation by the laws of arrivals and demands.</param>
/// <param name="Replications">Replications.</param>
internal sealed record ControlledRow(
    string Metric, string Unit, double Estimate, double Low, double High, double PlainEstimate, double PlainHalfWidth, string Control, double Drawn,
    double Expected, int Replications)
{
    /// <summary>Fewer replications pay more for the estimated coefficient than they get.</summary>
    private const int LeastReplications = 10;

    /// <summary>Mean responses and CPU utilisation, held against the CPU work that requests drew; empty where that has no known expectation.</summary>
    public static ImmutableArray<ControlledRow> Of(IReadOnlyList<RunResult> replications, IReadOnlyDictionary<string, MetricSummary> metrics, double confidence)
    {
        if (replications.Count < LeastReplications || !replications.All(run => run.Controls.ContainsKey(HostPoint.OfferedCpu))) return [];
        var control = replications.Select(run => run.Controls[HostPoint.OfferedCpu].Drawn).ToList();
        var expected = replications[0].Controls[HostPoint.OfferedCpu].Expected;
        return
        [
            .. metrics.Values
                .Where(metric => metric.Value.IsEstablished && (metric.Name == MetricCatalog.Utilisation || metric.Name.EndsWith(".response_mean", StringComparison.Ordinal)))
                .Select(metric => Of(metric.Name, ControlVariate.Of([.. replications.Select(run => run.Metrics[metric.Name])], [control], [expected], confidence))),
        ];

        ControlledRow Of(string metric, ControlledMean found) => new(
            metric, ResultRow.UnitOf(metric), found.Interval.Estimate, found.Interval.Low, found.Interval.High, found.Plain.Estimate,
            found.Plain.HalfWidth, HostPoint.OfferedCpu, control.Average(), expected, replications.Count);
    }

    /// <summary>The same in words.</summary>
    public string Sentence()
    {
        var unit = ShownUnit.Of(Metric, Estimate);
        return FormattableString.Invariant(
            $"  {Reports.BestReport.Short(Metric)}: {Estimate * unit.Scale:0.####} ±{(High - Estimate) * unit.Scale:0.####} {unit.Text}, plain {PlainEstimate * unit.Scale:0.####} ±{PlainHalfWidth * unit.Scale:0.####}");
    }

    /// <summary>What stands above the sentences.</summary>
    public string Heading() => FormattableString.Invariant(
        $"Controlled by the drawn CPU load, {Drawn:0.####} CPU s/s, at its expectation of {Expected:0.####}:");
}
