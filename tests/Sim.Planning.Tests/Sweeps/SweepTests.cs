using System.Collections.Immutable;
using Sim.Core.Time;
using Sim.Experiments.Running;
using Sim.Models.Hardware.Cpu;
using Sim.Models.Hardware.Memory;
using Sim.Models.Measurement;
using Sim.Models.Scenarios;
using Sim.Models.Workload;
using Sim.Planning.Sweeps;

namespace Sim.Planning.Tests.Sweeps;

/// <summary>Overcommit studies on hosts whose answer can be worked out by hand.</summary>
public sealed class SweepTests
{
    [Theory]
    [InlineData(4, 3, 16, 12)]
    [InlineData(3, 2, 16, null)]
    [InlineData(2, 0.1, 160, 8)]
    [InlineData(4, 0.1, 16, null)]
    [InlineData(5, 0.3125, 16, 1)]
    public void Only_whole_numbers_of_vms_make_a_ratio(int vcpus, double ratio, int threads, int? vms) =>
        Assert.Equal(vms, SweepReader.VmsOf(Class("any", vcpus, 1), ratio, threads));

    [Fact]
    public async Task Work_done_and_time_waited_follow_the_utilisation_law()
    {
        // Two cores, VMs of 1 vCPU that ask for 0.4 of a core: 1 ms, 400/s. 1:1 asks for 0.8 of 2 cores. 4:1 asks for 3.2: 62.5 % can be done, less
        // what exits, ticks and switches cost (they take some per cent, never a tenth), and every vCPU has work all the time of which it gets a quarter,
        // so that it waits three quarters; it halts only before its first backlog, which the warm-up cuts off.
        var points = await Run(Study([Class("busy", 1, 400)], 1, 4));
        Assert.Equal([(1, 2), (1, 2), (4, 8), (4, 8)], points.Select(point => ((int)point.Ratio, point.Vms)));
        foreach (var point in points)
        {
            var achieved = point.Achieved!.Estimate / point.Offered;
            var ready = point.Metrics[MetricCatalog.Ready].Estimate;
            if (point.Ratio == 1)
            {
                // 800/s for 3 x 2 s: 4800 Poisson arrivals, three standard errors are 4.3 %.
                Assert.Equal(1, achieved, 0.045);
                Assert.InRange(ready, 0, 0.05);
            }
            else
            {
                Assert.InRange(achieved, 0.9 * 0.625, 0.625);
                Assert.Equal(0.75, ready, 0.03);
                Assert.True(point.P99!.Estimate > 10 * points[0].P99!.Estimate);
            }
        }
    }

    [Fact]
    public async Task A_vm_has_the_same_chance_at_every_ratio_and_under_both_hypervisors()
    {
        // With idle cores for all, a request is answered within milliseconds of its arrival: as many are answered under both, but for those on their way
        // at either end of the measured time. Independent draws of 1200 would differ by 49 (sqrt of 2 x 1200) on average.
        var points = await Run(Study([Class("light", 1, 100)], 1));
        var done = points.Select(point => point.Achieved!.Estimate * 2).ToList();
        Assert.Equal(done[0], done[1], 2.0);
    }

    [Fact]
    public async Task Results_do_not_depend_on_threads()
    {
        var study = Study([Class("busy", 1, 400), Class("wide", 2, 300)], 1, 2);
        Assert.Equal(await Fingerprint(1), await Fingerprint(2));
        async Task<string> Fingerprint(int threads)
        {
            var sweep = new Sweep(study);
            await sweep.RunAsync(new ReplicationRunner(threads), "test", progress: null, TestContext.Current.CancellationToken);
            return sweep.Outcome!.Fingerprint();
        }
    }

    private static Task<ImmutableArray<SweepPoint>> Run(SweepSpec study) =>
        new Sweep(study).RunAsync(new ReplicationRunner(2), "test", progress: null, TestContext.Current.CancellationToken);

    private static SweepSpec Study(ImmutableArray<VmSpec> classes, params double[] ratios) => new()
    {
        Name = "study",
        Host = new HostSpec
        {
            Name = "bench",
            Cpu = new CpuParameters { Sockets = 1, CoresPerSocket = 2, ThreadsPerCore = 1, Clock = 3e9 },
            Memory = new MemoryParameters { Size = 64L << 30 },
        },
        Classes = classes,
        Ratios = [.. ratios],
        Measurement = new MeasurementSpec { WarmUp = SimDuration.FromSeconds(0.5), Length = SimDuration.FromSeconds(2), Replications = 3, Seed = 7 },
    };

    private static VmSpec Class(string name, int vcpus, double rate) => new()
    {
        Name = name, Vcpus = vcpus, Memory = 1L << 30,
        Workload = new WorkloadSpec
        {
            Template = "custom", Rate = rate, Stages = [new StageSpec { Kind = StageKind.Cpu, Demand = SimDuration.FromMilliseconds(1), Variation = 0 }],
        },
    };
}
