using System.Collections.Immutable;
using Sim.Core.Statistics;
using Sim.Core.Time;
using Sim.Experiments.Analysis;
using Sim.Experiments.Running;
using Sim.Models.Hypervisor;
using Sim.Models.Measurement;
using Sim.Models.Scenarios;
using Sim.Planning.Density;

namespace Sim.Planning.Tests.Density;

/// <summary>Promises held against replications made by hand: a limit of 20 ms, every response alike.</summary>
public sealed class SloVerdictTests
{
    private static readonly SloSpec Slo = new() { ResponseP99 = SimDuration.FromMilliseconds(20) };

    [Fact]
    public void Where_requests_were_issued_and_none_finished_nothing_is_established_and_the_point_does_not_hold()
    {
        var runs = Runs(4, requests: 0, milliseconds: 0, inFlight: 3);
        var verdict = P99(runs);
        Assert.Equal("no request finished", verdict.NotEstablished);
        Assert.Equal((null, false, false, false), (verdict.Estimate, verdict.Holds, verdict.HoldsSurely, verdict.MayHold));

        var point = PointOf(runs);
        Assert.False(point.Holds || point.MayHold);
        Assert.Equal("web-request p99", new DensityCurve([point]).Binding);
    }

    [Fact]
    public void A_kind_that_nobody_asked_for_breaks_no_density_and_makes_none_sure()
    {
        var runs = Runs(4, requests: 0, milliseconds: 0, inFlight: 0);
        Assert.Equal("no request was issued", P99(runs).NotEstablished);
        Assert.False(P99(runs).Holds);
        var curve = new DensityCurve([PointOf(runs)]);
        Assert.Equal((10, 0, 10), (curve.Density, curve.Low, curve.High));
    }

    [Fact]
    public void Far_from_the_limit_a_promise_is_surely_kept_although_the_percentile_has_no_interval()
    {
        // 2,000 requests, none beyond 20 ms: at most 0.15 % are (ExceedanceShareTests), and 1 % may be; 100 beyond p99 would take 10,000.
        var verdict = P99(Runs(4, requests: 500, milliseconds: 1));
        Assert.Null(verdict.Low);
        Assert.Equal(1e6, verdict.Estimate!.Value, 5e3);
        Assert.True(verdict.Holds && verdict.HoldsSurely && verdict.MayHold);

        var broken = P99(Runs(4, requests: 500, milliseconds: 40));
        Assert.False(broken.Holds || broken.HoldsSurely || broken.MayHold);
    }

    [Theory]
    [InlineData(4, 100)]       // 400 requests: too few to know one in a hundred
    [InlineData(1, 50_000)]    // one replication says nothing of the others
    public void No_ground_is_not_sure(int replications, int requests)
    {
        var verdict = P99(Runs(replications, requests, milliseconds: 1));
        Assert.True(verdict.Holds && verdict.MayHold);
        Assert.False(verdict.HoldsSurely);
        Assert.Equal(0, new DensityCurve([PointOf(Runs(replications, requests, milliseconds: 1))]).Low);
    }

    [Fact]
    public void Ready_time_without_an_interval_is_not_sure_unless_nobody_ever_waited()
    {
        Assert.False(Ready(Runs(1, 500, 1, ready: [0.01])).HoldsSurely);
        Assert.False(Ready(Runs(3, 500, 1, ready: [0.01, 0.01, 0.01])).HoldsSurely);
        Assert.False(Ready(Runs(1, 500, 1, ready: [0])).HoldsSurely);
        Assert.True(Ready(Runs(3, 500, 1, ready: [0, 0, 0])).HoldsSurely);
        // Mean 1 %, s = 0.1 %: 1 % ± 4.3 x 0.1 / sqrt 3 = 0.25 % stays below 5 %.
        Assert.True(Ready(Runs(3, 500, 1, ready: [0.009, 0.01, 0.011])).HoldsSurely);
    }

    private static SloVerdict P99(RunResult[] runs) => Of(runs).Single(verdict => verdict.Name == "web-request p99");

    private static SloVerdict Ready(RunResult[] runs) => Of(runs).Single(verdict => verdict.Name == "CPU ready");

    private static ImmutableArray<SloVerdict> Of(RunResult[] runs) => SloVerdict.Of(Slo, runs, Summary.Of(runs, 0.95), 0.95);

    private static DensityPoint PointOf(RunResult[] runs) => new(
        10, new MemorySettlement { Demand = 0, Shortage = 0, Shared = 0, Ballooned = 0, Swapped = 0, Missing = 0, ActiveLost = [] },
        Summary.Of(runs, 0.95), Of(runs));

    private static RunResult[] Runs(int replications, int requests, double milliseconds, double inFlight = 1, double[]? ready = null)
    {
        var runs = new RunResult[replications];
        for (var i = 0; i < replications; i++)
        {
            var histogram = new LatencyHistogram();
            for (var n = 0; n < requests; n++) histogram.Add(SimDuration.FromMilliseconds(milliseconds));
            var metrics = new Dictionary<string, double>(StringComparer.Ordinal)
            {
                ["request.web-request.throughput"] = requests, ["request.web-request.in_flight"] = inFlight, [MetricCatalog.Ready] = ready?[i] ?? 0,
            };
            if (requests > 0)
            {
                metrics["request.web-request.response_p99"] = milliseconds * 1e6;
                metrics["request.web-request.error_fraction"] = 0;
            }

            runs[i] = new RunResult
            {
                Replication = i, Metrics = RunResult.MetricsOf(metrics), Events = 1, Fingerprint = "f", SimulatedSeconds = 1,
                Latencies = ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, [KeyValuePair.Create("request.web-request", histogram)]),
                Percentiles = [new LatencyPercentile("request.web-request.response_p99", "request.web-request", 0.99)],
            };
        }

        return runs;
    }
}
