using Sim.Core.Time;
using Sim.Experiments.Analysis;
using Sim.Experiments.Hosts;
using Sim.Experiments.Running;
using Sim.Models.Hardware.Cpu;
using Sim.Models.Hardware.Memory;
using Sim.Models.Hypervisor;
using Sim.Models.Scenarios;
using Sim.Models.Workload;

namespace Sim.Experiments.Tests.Hosts;

/// <summary>A warm-up that nobody declared, found before the first measured replication.</summary>
public sealed class WarmUpPilotTests
{
    private const string Kind = "request.web-request";
    private static readonly SimDuration Length = SimDuration.FromMilliseconds(400);

    [Fact]
    public async Task The_warm_up_is_the_cut_of_three_pilots_that_no_experiment_runs_whatever_the_threads()
    {
        var (one, two) = (await RunAsync(cores: 8, rate: 1000, threads: 1), await RunAsync(cores: 8, rate: 1000, threads: 2));
        Assert.Equal(one.Fingerprint(), two.Fingerprint());

        // The same by hand: replications from a million on without a warm-up, twice as long until rate and mean settle.
        double? cut = null;
        var length = Length;
        for (; cut is null; length = new SimDuration(length.Picoseconds * 2))
        {
            var pilot = Point(cores: 8, rate: 1000, new MeasurementSpec { WarmUp = SimDuration.Zero, Length = length });
            cut = TimeAverages.Of([.. Enumerable.Range(1_000_000, 3).Select(i => pilot.Run(i, TestContext.Current.CancellationToken).Series[Kind])], length.Seconds)?.Cut();
        }

        Assert.All(one.Points[0].Replications, run => Assert.Equal(cut.Value, run.WarmUpSeconds, 1e-9));
        Assert.All(one.Points[0].Replications, run => Assert.Equal(Length.Seconds, run.SimulatedSeconds, 1e-12));
    }

    [Fact]
    public async Task A_host_that_never_settles_throws_away_half_of_the_longest_pilot_and_says_that_it_was_not_enough()
    {
        // 2 ms of CPU 1,500 times a second is three cores' work on one: responses grow for ever. Pilots of 0.4, 0.8, 1.6 and 3.2 s; half of the last.
        var outcome = await RunAsync(cores: 1, rate: 1500, threads: 2);
        Assert.All(outcome.Points[0].Replications, run => Assert.Equal(1.6, run.WarmUpSeconds, 1e-12));
        Assert.False(WarmUpCheck.Of(Kind, outcome.Points[0].Replications, 0.95).IsEnough);
    }

    private static Task<RunOutcome> RunAsync(int cores, double rate, int threads)
    {
        var point = Point(cores, rate, new MeasurementSpec { WarmUp = null, Length = Length });
        return new ReplicationRunner(threads).RunAsync(
            new RunPlan { Scenario = "auto", Seed = 1, Points = [point], Replications = 3 }, cancellation: TestContext.Current.CancellationToken);
    }

    private static RunPoint Point(int cores, double rate, MeasurementSpec measurement) => HostPoint.Of(
        "host",
        new HostSpec
        {
            Name = "bench", Cpu = new CpuParameters { Sockets = 1, CoresPerSocket = cores, ThreadsPerCore = 1, Clock = 3e9 },
            Memory = new MemoryParameters { Size = 64L << 30 },
        },
        new HypervisorSpec(), [new VmPlan("web", 4, new MemoryDemand(4L << 30, 1, 0.5, 4), new WorkloadSpec { Template = "web-request", Rate = rate })],
        measurement, _ => "test");
}
