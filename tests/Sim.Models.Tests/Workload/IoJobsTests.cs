using CsCheck;
using Sim.Core.Time;
using Sim.Models.Hardware.Cpu;
using Sim.Models.Hardware.Memory;
using Sim.Models.Hardware.Storage;
using Sim.Models.Hypervisor;
using Sim.Models.Measurement;
using Sim.Models.Scenarios;
using Sim.Models.Wiring;
using Sim.Models.Workload;

namespace Sim.Models.Tests.Workload;

public sealed class IoJobsTests
{
    private static readonly SimDuration Second = SimDuration.FromSeconds(1);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(32, 1)]
    [InlineData(16, 4)]
    public void A_closed_loop_always_has_its_depth_in_flight(int depth, int threads)
    {
        // Depth x threads requests at any instant, so that mean number in flight is exact; Little's law to the picosecond is checked by the probe itself.
        var host = Run(new IoJobSpec { Name = "a", Depth = depth, Threads = threads });
        var probe = host.Probes["disk-read"];
        Assert.Equal(depth * threads, probe.MeanOpen(host.Calendar.Now), 1e-9);
        Assert.Equal(depth * threads / probe.Response.Mean.Seconds, probe.Response.Count, probe.Response.Count * 0.01);
        Assert.DoesNotContain("disk-write", host.Probes.Keys);
    }

    [Fact]
    public void A_rate_is_kept_and_what_a_slow_request_held_up_is_caught_up_with()
    {
        // 1,000 a second at depth 1 on a path of about 100 us: one a millisecond, to the one cut off at either end.
        Assert.Equal(1000, Run(new IoJobSpec { Name = "a", Rate = 1000 }).Probes["disk-read"].Response.Count, 1.0);

        // 8,000 a second are 125 us each: single requests take longer, the mean does not.
        Assert.Equal(8000, Run(new IoJobSpec { Name = "a", Rate = 8000 }).Probes["disk-read"].Response.Count, 8.0);
    }

    [Fact]
    public void A_pause_follows_every_request()
    {
        var probe = Run(new IoJobSpec { Name = "a", ThinkTime = SimDuration.FromMilliseconds(1) }).Probes["disk-read"];
        Assert.Equal(1 / (probe.Response.Mean.Seconds + 0.001), probe.Response.Count, 1.0);
    }

    [Fact]
    public void Every_fourth_write_is_followed_by_a_flush_that_the_thread_waits_for()
    {
        var probes = Run(new IoJobSpec { Name = "a", Reads = 0, Depth = 4, FlushEvery = 4 }).Probes;
        Assert.Equal(probes["disk-write"].Response.Count / 4.0, probes["disk-flush"].Response.Count, 2.0);

        // Waiting costs: less than a quarter of what goes without flushes would mean that it waits for more than its own flush.
        var without = Run(new IoJobSpec { Name = "a", Reads = 0, Depth = 4 }).Probes["disk-write"].Response.Count;
        Assert.InRange(probes["disk-write"].Response.Count, without / 4, without - 1);
    }

    [Fact]
    public void A_mix_draws_its_reads()
    {
        var probes = Run(new IoJobSpec { Name = "a", Reads = 0.7, Depth = 8 }).Probes;
        double reads = probes["disk-read"].Response.Count, writes = probes["disk-write"].Response.Count;
        // Four standard deviations of a binomial share.
        Assert.Equal(0.7, reads / (reads + writes), 4 * Math.Sqrt(0.21 / (reads + writes)));
    }

    [Fact]
    public void A_delay_is_waited_for_and_sizes_are_the_jobs()
    {
        var host = Run(new IoJobSpec { Name = "late", Delay = SimDuration.FromSeconds(5) }, new IoJobSpec { Name = "big", Reads = 0, WriteSize = 65536 });
        Assert.Equal(0, host.Probes["disk-read"].Response.Count);
        // Written and on its way, at most one.
        Assert.Equal(host.Probes["disk-write"].Response.Count * 65536.0, host.Array.Drives[0].BytesWritten, 2 * 65536.0);
    }

    [Fact]
    public void A_replay_follows_the_recorded_times_and_begins_again()
    {
        // Requests at 0, 1 and 2 ms, twice as fast, again after another mean gap: one every 0.5 ms, a third of them writes of 8 KiB.
        BlockTrace trace = new(
        [
            new BlockRequest(SimDuration.Zero, IoOperation.Read, 4096), new BlockRequest(SimDuration.FromMilliseconds(1), IoOperation.Write, 8192),
            new BlockRequest(SimDuration.FromMilliseconds(2), IoOperation.Read, 4096),
        ]);
        var workload = new WorkloadSpec { Template = RequestTemplates.DiskTrace, Replay = new ReplaySpec { File = "t", Speed = 2, Repeat = true } }.With(trace);
        var host = Simulate(HypervisorKind.Esxi, SimDuration.FromMilliseconds(900), workload);
        Assert.Equal(1200, host.Probes["disk-read"].Response.Count, 1.0);
        Assert.Equal(600, host.Probes["disk-write"].Response.Count, 1.0);
        Assert.Equal(600 * 8192.0, host.Array.Drives[0].BytesWritten, 8192.0);

        // Once only: over after three, of which the first two belong to the warm-up of 10 ms.
        var once = Simulate(HypervisorKind.Kvm, Second, workload with { Replay = new ReplaySpec { File = "t", Speed = 0.15 } });
        Assert.Equal(1, once.Probes["disk-read"].Response.Count);
        Assert.Equal(0, once.Probes["disk-write"].Response.Count);
    }

    [Fact]
    public void Any_jobs_end_without_a_request_lost()
    {
        var job =
            from depth in Gen.Int[1, 8]
            from threads in Gen.Int[1, 3]
            from reads in Gen.Double[0, 1]
            from flush in Gen.Int[0, 3]
            from rate in Gen.Int[0, 2].Select(index => new[] { 0.0, 500, 50_000 }[index])
            from pause in Gen.Int[0, 300]
            select new IoJobSpec
            {
                Name = "a", Depth = depth, Threads = threads, Reads = reads, FlushEvery = flush, Rate = rate, ThinkTime = SimDuration.FromMicroseconds(depth == 1 ? pause : 0),
            };
        // Run checks Little's law exactly for reads, writes and flushes, and the accounts of every thread.
        Gen.Select(job, Gen.Bool).Sample(
            (one, isKvm) =>
            {
                var host = Simulate(isKvm ? HypervisorKind.Kvm : HypervisorKind.Esxi, SimDuration.FromMilliseconds(20), one, one with { Name = "b", Delay = SimDuration.FromMilliseconds(5) });
                Assert.True(host.Probes.Values.Sum(probe => probe.Response.Count) > 0);
            },
            iter: 60);
    }

    private static SimulatedHost Run(params IoJobSpec[] jobs) => Simulate(HypervisorKind.Kvm, Second, jobs);

    private static SimulatedHost Simulate(HypervisorKind kind, SimDuration length, params IoJobSpec[] jobs) =>
        Simulate(kind, length, new WorkloadSpec { Template = RequestTemplates.DiskJobs, Jobs = [.. jobs] });

    private static SimulatedHost Simulate(HypervisorKind kind, SimDuration length, WorkloadSpec workload)
    {
        var host = new HostSpec
        {
            Cpu = new CpuParameters { Sockets = 1, CoresPerSocket = 8 },
            Memory = new MemoryParameters { Size = 64L << 30 },
            Storage = new StorageSpec { Drives = 1 },
        };
        var simulated = new SimulatedHost(
            host, new HypervisorSpec { Kind = kind }, [new VmPlan("vm0", 2, new MemoryDemand(4L << 30, 1, 0.3, 2), workload)], seed: 1, replication: 0);
        simulated.Run(SimDuration.FromMilliseconds(10), length, CancellationToken.None);
        return simulated;
    }
}
