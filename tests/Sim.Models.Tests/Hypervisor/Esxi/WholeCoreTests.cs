using Sim.Core.Time;
using Sim.Models.Hypervisor;
using Sim.Models.Hypervisor.Esxi;
using Sim.Testing.Hosts;

namespace Sim.Models.Tests.Hypervisor.Esxi;

/// <summary>Whole cores for worlds that other threads of their cores put behind. cpu-and-memory 2.5: 800 ms, and 8 s until a loss is forgotten.</summary>
public sealed class WholeCoreTests
{
    private const double Second = 1e12;
    private static readonly EsxiCpuParameters Never = new() { WholeCoreThreshold = SimDuration.Zero };

    [Fact]
    public void Three_worlds_on_two_cores_take_turns_at_having_one_to_themselves()
    {
        // One alone at full speed and two at 0.625 are 2.25: 0.75 each if they take turns, for ever 1, 0.625 and 0.625 if they do not. Turns are as long as it takes to
        // lose 800 ms at 0.375 a second, and in 64 s two of the three had one turn more than the third at most: 0.8 s either way of 48.
        var without = Work(Never, 64, [1000, 1000, 1000]);
        Assert.Equal([40, 40, 64], without.Select(work => Math.Round(work)).Order());
        var with = Work(new EsxiCpuParameters(), 64, [1000, 1000, 1000]);
        Assert.All(with, work => Assert.InRange(work, 48 - 1.6, 48 + 1.6));
        Assert.Equal(2.25 * 64, with.Sum(), 0.1);
    }

    [Fact]
    public void The_first_change_comes_when_eight_hundred_milliseconds_are_lost()
    {
        // 0.375 of a second is lost each second: 800 ms at 2.133 s, seen at the next look, a multiple of 40 ms: 2.16 s.
        var host = Host(new EsxiCpuParameters(), 2, [1000, 1000, 1000]);
        host.Run(2.159);
        Assert.All(host.Vms, vm => Assert.Equal(0, vm.Vcpus[0].Migrations));
        host.Run(0.002);
        Assert.Equal(1, host.Vms.Sum(vm => vm.Vcpus[0].Migrations));
    }

    [Fact]
    public void Shares_hold_where_every_world_has_a_thread()
    {
        // Two on the threads of one core run at 0.625 each, whatever their shares are. With whole cores x of the time: x + 0.625 (1 - x) is twice 0.625 (1 - x) at x = 0.385:
        // 0.769 and 0.385. A turn of the one is 0.8 s and the other's 1.28 s: within one of them in 60 s.
        Assert.Equal([37.5, 37.5], Work(Never, 60, [2000, 1000], cores: 1).Select(work => Math.Round(work, 3)));
        var with = Work(new EsxiCpuParameters(), 60, [2000, 1000], cores: 1);
        Assert.Equal(60 * 0.769, with[0], 0.8);
        Assert.Equal(60 * 0.385, with[1], 0.8);
    }

    [Fact]
    public void A_reservation_of_a_whole_core_is_kept()
    {
        // 0.625 of a core beside another is less than is reserved; alone it has its core, and the other what is left: nothing, once 800 ms are lost, at the look at 2.16 s.
        var host = HostHarness.Esxi(HostHarness.Cores(1, smt: true));
        var reserved = host.AddBusyVm("reserved", 1, claim: new CpuAllocation(1000, 1.0));
        var other = host.AddBusyVm("other", 1);
        host.Run(10.0);
        Assert.Equal(10 - (0.375 * 2.16), reserved.Vcpus[0].WorkDone / Second, 0.01);
        Assert.Equal(0.625 * 2.16, other.Vcpus[0].WorkDone / Second, 0.01);
    }

    [Fact]
    public void What_a_limit_takes_is_not_owed_by_the_other_thread()
    {
        // A VM held back by its limit for part of the time falls behind the one beside it, of equal shares: that is the limit's doing.
        var host = HostHarness.Esxi(HostHarness.Cores(1, smt: true));
        host.AddBusyVm("limited", 1, claim: new CpuAllocation(1000, 0, 0.5));
        var other = host.AddBusyVm("other", 1);
        host.Run(20.0);
        Assert.Equal(20, other.Vcpus[0].RunTime / Second, 1e-9);
    }

    [Fact]
    public void What_is_old_is_forgotten()
    {
        // In 2 s no more than 0.75 s are lost: a world never gets there.
        var with = Work(new EsxiCpuParameters { StolenAge = SimDuration.FromSeconds(2) }, 32, [1000, 1000, 1000]);
        Assert.Equal([20, 20, 32], with.Select(work => Math.Round(work)).Order());
        var stolen = new StolenTime();
        stolen.Add(5, part: 0);
        stolen.Add(7, part: 3);
        Assert.Equal((12L, 7L, 7L, 0L), (stolen.Recent(7), stolen.Recent(8), stolen.Recent(10), stolen.Recent(11)));
        stolen.Add(1, part: 100);
        Assert.Equal(1, stolen.Recent(107));
    }

    [Fact]
    public void Equal_worlds_on_all_threads_stay_where_they_are()
    {
        var host = Host(new EsxiCpuParameters(), 2, [1000, 1000, 1000, 1000]);
        host.Run(20.0);
        Assert.All(host.Vms, vm => Assert.Equal((1L, 0L), (vm.Vcpus[0].Dispatches, vm.Vcpus[0].Migrations)));
    }

    [Fact]
    public void A_core_is_shared_again_when_the_one_that_has_it_has_nothing_to_do()
    {
        // The one with all the shares has the core to itself from 2.13 s on, until its 3 s of work are done; then the other runs at full speed.
        var host = HostHarness.Esxi(HostHarness.Cores(1, smt: true));
        var first = host.AddVm("first", 1, claim: new CpuAllocation(100_000));
        var other = host.AddBusyVm("other", 1, claim: new CpuAllocation(100));
        var done = new WorkLog { Calendar = host.Calendar };
        host.Dispatcher.Submit(first.Vcpus[0], new WorkItem(SimDuration.FromSeconds(3).Picoseconds, done, 0));
        for (var step = 0; step < 2000; step++)
        {
            host.Run(0.005);
            host.CheckPlaces(mayIdle: false);
        }

        // 2.16 s at 0.625 and the rest alone.
        Assert.Equal(3 + (0.375 * 2.16), (Assert.Single(done.Done) - SimTime.Zero).Seconds, 0.01);
        Assert.Equal((0.625 * 2.16) + 10 - 3 - (0.375 * 2.16), other.Vcpus[0].WorkDone / Second, 0.02);
    }

    private static HostHarness Host(EsxiCpuParameters parameters, int cores, int[] shares)
    {
        var host = HostHarness.Esxi(HostHarness.Cores(cores, smt: true), parameters);
        for (var i = 0; i < shares.Length; i++) host.AddBusyVm($"vm{i}", 1, claim: new CpuAllocation(shares[i]));
        return host;
    }

    private static double[] Work(EsxiCpuParameters parameters, double seconds, int[] shares, int cores = 2)
    {
        var host = Host(parameters, cores, shares);
        host.Run(seconds);
        return [.. host.Vms.Select(vm => vm.Vcpus[0].WorkDone / Second)];
    }
}
