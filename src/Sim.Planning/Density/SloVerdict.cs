using System.Collections.Immutable;
using Sim.Experiments.Analysis;
using Sim.Experiments.Running;
using Sim.Models.Measurement;
using Sim.Models.Scenarios;
using Sim.Models.Workload;

namespace Sim.Planning.Density;

/// <summary>One promise of an SLO held against what was simulated.</summary>
/// <remarks>
/// Whether a promise about responses or errors is surely kept is asked of the share of requests beyond it (<see cref="ExceedanceShare"/>), which
/// is known far from the limit although the percentile's own interval is refused for lack of requests. Ready time is a mean over
/// replications; without an interval nothing is sure of it, except where no vCPU ever waited in any of two replications or more.
/// </remarks>
/// <param name="Name">Which promise, for reports.</param>
/// <param name="Metric">The metric it looks at.</param>
/// <param name="Limit">The largest good value, in the metric's unit.</param>
/// <param name="Estimate">The mean over replications, or the percentile of all requests; nothing when the promise could not be tested.</param>
/// <param name="Low">Lower end of the metric's interval; nothing when none could be formed.</param>
/// <param name="High">Upper end of the interval.</param>
public sealed record SloVerdict(string Name, string Metric, double Limit, double? Estimate, double? Low, double? High)
{
    private const double BeyondP99 = 0.01;

    private const string NoneFinished = "no request finished";

    private const string NoneIssued = "no request was issued";

    /// <summary>Why the promise could not be tested; nothing when it was.</summary>
    public string? NotEstablished { get; init; }

    /// <summary>Whether the estimate keeps the promise; false when it could not be tested.</summary>
    public bool Holds => Estimate <= Limit;

    /// <summary>Whether the promise is kept beyond chance.</summary>
    public bool HoldsSurely { get; init; }

    /// <summary>Whether chance leaves room for the promise to be kept; of a promise that could not be tested, when nobody asked.</summary>
    public bool MayHold { get; init; }

    /// <summary>Whether nobody asked for what is promised: neither kept nor broken.</summary>
    public bool IsIdle => NotEstablished == NoneIssued;

    /// <summary>How far beyond the limit, as a ratio: beyond any when nothing finished.</summary>
    public double Excess => Estimate / Limit ?? double.PositiveInfinity;

    /// <summary>A verdict by an interval of the metric itself.</summary>
    public static SloVerdict By(string name, string metric, double limit, double estimate, double? low, double? high) =>
        new(name, metric, limit, estimate, low, high) { HoldsSurely = high <= limit, MayHold = (low ?? estimate) <= limit };

    /// <summary>Every promise of an SLO that is about the VMs of these replications.</summary>
    /// <param name="slo">The promises.</param>
    /// <param name="replications">What was simulated.</param>
    /// <param name="metrics">The same, summarised.</param>
    /// <param name="confidence">Of what is called sure, between 0 and 1.</param>
    public static ImmutableArray<SloVerdict> Of(
        SloSpec slo, IReadOnlyList<RunResult> replications, IReadOnlyDictionary<string, MetricSummary> metrics, double confidence)
    {
        var verdicts = ImmutableArray.CreateBuilder<SloVerdict>();
        foreach (var template in RequestTemplates.All)
        {
            // Work that a VM starts itself is not answered to anybody; how long it takes is not a promise.
            if (template.RequestBytes > 0) AddRequests(template.Name, withErrors: true);
        }

        AddRequests(RequestTemplates.Custom, withErrors: false);
        if (metrics.TryGetValue(MetricCatalog.Ready, out var ready))
        {
            var verdict = By("CPU ready", MetricCatalog.Ready, slo.Ready, ready.Estimate, ready.Low, ready.High);
            verdicts.Add(ready is { Estimate: 0, Replications: > 1, Missing: 0 } ? verdict with { HoldsSurely = true } : verdict);
        }

        return verdicts.ToImmutable();

        void AddRequests(string kind, bool withErrors)
        {
            if (!metrics.ContainsKey($"request.{kind}.throughput")) return;
            var limit = slo.ResponseP99.Nanoseconds;
            Add($"{kind} p99", $"request.{kind}.response_p99", limit, BeyondP99, () => ExceedanceShare.OfLatency(replications, HostReading.LatencyOf(kind), limit, confidence));
            if (withErrors) Add($"{kind} errors", $"request.{kind}.error_fraction", slo.Errors, slo.Errors, () => ExceedanceShare.Of([.. Errors(kind)], confidence));

            void Add(string name, string metric, double most, double promised, Func<IntervalEstimate> beyond)
            {
                if (!metrics.TryGetValue(metric, out var found))
                {
                    var isIdle = metrics.TryGetValue($"request.{kind}.in_flight", out var open) && open.Estimate == 0;
                    verdicts.Add(new SloVerdict(name, metric, most, null, null, null) { NotEstablished = isIdle ? NoneIssued : NoneFinished, MayHold = isIdle });
                    return;
                }

                // Estimate and share may fall on two sides of the limit by a bucket; the estimate, which is shown, decides.
                var share = beyond();
                var holds = found.Estimate <= most;
                verdicts.Add(new SloVerdict(name, metric, most, found.Estimate, found.Low, found.High)
                {
                    HoldsSurely = holds && found.Missing == 0 && ExceedanceShare.IsSurelyWithin(share, promised),
                    MayHold = holds || share.Low <= promised || found.Low <= most,
                });
            }
        }

        IEnumerable<(long Beyond, long Count)> Errors(string kind)
        {
            foreach (var run in replications)
            {
                if (!run.Latencies.TryGetValue(HostReading.LatencyOf(kind), out var finished)) continue;
                var fraction = run.Metrics.GetValueOrDefault($"request.{kind}.error_fraction");
                yield return ((long)Math.Round(fraction * finished.Count), finished.Count);
            }
        }
    }
}
