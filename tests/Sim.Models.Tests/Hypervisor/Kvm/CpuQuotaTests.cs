using CsCheck;
using Sim.Core.Diagnostics;
using Sim.Core.Random;
using Sim.Core.Time;
using Sim.Models.Hypervisor;
using Sim.Models.Hypervisor.Kvm;
using Sim.Testing.Hosts;

namespace Sim.Models.Tests.Hypervisor.Kvm;

/// <summary>CFS bandwidth control: cpu-and-memory 1.8, A.2.</summary>
public sealed class CpuQuotaTests
{
    private static SimDuration Ms(double value) => SimDuration.FromMilliseconds(value);

    private static SimTime At(double milliseconds) => new(Ms(milliseconds).Picoseconds);

    private static CpuQuota Quota(double quota, double burst = 0) => new(Ms(quota), Ms(100), Ms(burst));

    [Fact]
    public void Eight_busy_vcpus_with_two_pcpus_of_quota_run_25_ms_and_stall_75_ms()
    {
        // cpu-and-memory C, check 5. At HZ 1000 each of 8 queues draws 5 slices of 5 ms, which is the pool of 200 ms: all stop at 25 ms sharp.
        var host = HostHarness.Kvm(HostHarness.Cores(8));
        var group = host.Groups.Add("vm", host.Groups.Root, quota: Quota(200));
        var vm = host.AddBusyVm("vm", 8, group: group);
        host.Run(Ms(24.9));
        Assert.All(vm.Vcpus, vcpu => Assert.Equal(WorldState.Running, vcpu.State));
        host.Run(Ms(0.2));
        Assert.All(vm.Vcpus, vcpu => Assert.True(vcpu.IsThrottled));
        host.Run(Ms(74.8));
        Assert.All(vm.Vcpus, vcpu => Assert.Equal(Ms(25).Picoseconds, vcpu.RunTime));
        Assert.All(vm.Vcpus, vcpu => Assert.Equal(Ms(74.9).Picoseconds, vcpu.ThrottledTime));
        host.Run(Ms(0.2));
        Assert.All(vm.Vcpus, vcpu => Assert.Equal(WorldState.Running, vcpu.State));

        // Later periods begin with 1 ns each and deficits up to a tick, so that queues stop between 21 and 26 ms, but the sum stays the quota:
        // off by what 8 queues may hold or owe at the end, a slice and a tick each.
        host.Run(9.8998);
        Assert.Equal(100 * Ms(200).Picoseconds, vm.Vcpus.Sum(vcpu => vcpu.RunTime), 8.0 * Ms(6).Picoseconds);
        Assert.Equal(99, group.Periods);
        Assert.Equal(99, group.ThrottledPeriods);
    }

    [Fact]
    public void What_a_tick_lets_a_thread_overrun_is_paid_back_in_the_next_period()
    {
        // Half a pCPU at HZ 250. First period: 50 ms are over at 50 ms, the tick sees it at 52: 2 ms too many. From 100 ms on: 48 ms left in the
        // period after the debt, drawn in slices that the ticks at 104, 112, 120, 128, 136 and 144 see: over at 148 sharp, nothing owed.
        var host = HostHarness.Kvm(HostHarness.Cores(1), new FairParameters { TickRate = 250 });
        var vcpu = host.AddBusyVm("vm", 1, group: host.Groups.Add("vm", host.Groups.Root, quota: Quota(50))).Vcpus[0];
        foreach (var (end, ran) in new[] { (100, 52.0), (200, 100), (300, 152), (400, 200) })
        {
            host.Run(At(end - 0.001) - host.Now);
            Assert.Equal(Ms(ran).Picoseconds, vcpu.RunTime);
        }

        Assert.Equal(vcpu.ReadyTime, vcpu.ThrottledTime);
        Assert.Equal(host.Now.Picoseconds - Ms(200).Picoseconds, vcpu.ThrottledTime);
    }

    [Theory]
    [InlineData(0, 319)]
    [InlineData(20, 301)]
    public void Unused_quota_is_saved_up_as_far_as_the_burst_allows(double burst, double done)
    {
        // 20 ms a period of 100. 1 ms of work at 0: a slice of 5 is drawn, 3 go back, 1 stays: the pool has 18. At 100 it is refilled to 38, or to
        // 20 without burst. 60 ms of work at 110: 1 + 38 run until 149, 20 more at 200, the last one at 300 (without: 21, 20, 19).
        var host = HostHarness.Kvm(HostHarness.Cores(1));
        var vcpu = host.AddVm("vm", 1, group: host.Groups.Add("vm", host.Groups.Root, quota: Quota(20, burst))).Vcpus[0];
        host.Submit(vcpu, Ms(1));
        host.Run(Ms(110));
        var log = host.Submit(vcpu, Ms(60));
        host.Run(Ms(300));
        Assert.Equal([At(done)], log.Done);
    }

    [Fact]
    public void Slices_that_are_not_used_are_handed_on_after_the_slack_period()
    {
        // 20 ms: the hog draws 5 at 0, three others 5 each at 4.5; the hog is out at 5. They sleep at 5.3 and give back 3.2 each; when the pool has
        // more than a slice (6.4) the slack timer is set for 5 ms later and lets the hog go at 10.3, which then draws on until 14.9:
        // 9.6 ms of slack, over at 19.9, seen at the tick of 20.
        var host = HostHarness.Kvm(HostHarness.Cores(4));
        var group = host.Groups.Add("vm", host.Groups.Root, quota: Quota(20));
        var vm = host.AddVm("vm", 4, group: group);
        host.KeepBusy(vm.Vcpus[0]);
        host.Run(Ms(4.5));
        for (var i = 1; i < 4; i++) host.Submit(vm.Vcpus[i], Ms(0.8));
        host.Run(Ms(5.7));
        Assert.True(vm.Vcpus[0].IsThrottled);
        host.Run(Ms(0.2));
        Assert.False(vm.Vcpus[0].IsThrottled);
        Assert.Equal(Ms(5.3).Picoseconds, vm.Vcpus[0].ThrottledTime);
        host.Run(Ms(89.5));
        Assert.Equal(Ms(5 + 9.7).Picoseconds, vm.Vcpus[0].RunTime);
    }

    [Fact]
    public void A_thread_that_wakes_while_its_group_is_out_of_quota_waits_for_the_refill()
    {
        // 10 ms a period on one pCPU: the first thread is out at 10; the second wakes at 30 and starts at 100, when both get 1 ns and 5 ms a turn.
        var host = HostHarness.Kvm(HostHarness.Cores(1));
        var vm = host.AddVm("vm", 2, group: host.Groups.Add("vm", host.Groups.Root, quota: Quota(10)));
        var first = host.Submit(vm.Vcpus[0], Ms(11));
        host.Run(Ms(30));
        Assert.True(vm.Vcpus[0].IsThrottled);
        var second = host.Submit(vm.Vcpus[1], Ms(2));
        host.Run(Ms(69.9));
        Assert.True(vm.Vcpus[1].IsThrottled);
        Assert.Equal(Ms(69.9).Picoseconds, vm.Vcpus[1].ThrottledTime);
        host.Run(Ms(10.1));
        // The first one's millisecond and the second one's two, in either order.
        Assert.Equal(2, first.Done.Count + second.Done.Count);
        Assert.Equal(Ms(70).Picoseconds, vm.Vcpus[1].ThrottledTime);
        Assert.Equal(At(103), first.Done.Concat(second.Done).Max());
    }

    [Fact]
    public void A_neighbour_has_what_a_capped_group_leaves_and_nothing_else_changes_for_it()
    {
        // A quarter of the pCPU for the capped VM though its weight would give it half; the neighbour never waits longer than a turn of 3 ms.
        var host = HostHarness.Kvm(HostHarness.Cores(1));
        var capped = host.AddBusyVm("capped", 2, group: host.Groups.Add("capped", host.Groups.Root, quota: Quota(25)));
        var neighbour = host.AddBusyVm("neighbour", 1, group: host.Groups.Root);
        host.Run(10.0);
        // Off by a slice and a tick at most.
        Assert.Equal(0.25, host.PcpusUsed(capped), 0.0006);
        Assert.Equal(0.75, host.PcpusUsed(neighbour), 0.0006);
        Assert.Equal(0, neighbour.Vcpus[0].ThrottledTime);
    }

    [Fact]
    public void The_tighter_of_nested_quotas_holds()
    {
        // Four vCPUs with half a pCPU each below a VM with one pCPU: the VM's cap binds; with three pCPUs the vCPUs' caps do.
        foreach (var (vmQuota, used) in new[] { (100.0, 1.0), (300.0, 2.0) })
        {
            var host = HostHarness.Kvm(HostHarness.Cores(4));
            var group = host.Groups.AddVm(0, "vm", quota: Quota(vmQuota));
            var vm = host.AddVm("vm", 4);
            for (var i = 0; i < 4; i++) host.Groups.Add($"vcpu{i}", group, quota: Quota(50)).Add(vm.Vcpus[i]);
            foreach (var vcpu in vm.Vcpus) host.KeepBusy(vcpu);
            // Groups are refilled at offsets of their own: a hundred whole periods, from a time when each has been refilled once.
            host.Run(0.2);
            host.Dispatcher.ResetAccounts();
            host.Run(10.0);
            // 4 queues hold or owe a slice and a tick on either level.
            Assert.Equal(used, host.PcpusUsed(vm), 4 * 0.0012);
            Assert.All(vm.Vcpus, vcpu => Assert.InRange(vcpu.RunTime / 10e12, 0, 0.5006));
        }
    }

    [Fact]
    public void The_period_timer_stops_when_nobody_draws_and_keeps_its_beat()
    {
        var host = HostHarness.Kvm(HostHarness.Cores(1));
        var group = host.Groups.Add("vm", host.Groups.Root, quota: Quota(20));
        var vcpu = host.AddVm("vm", 1, group: group).Vcpus[0];
        host.Submit(vcpu, Ms(1));
        host.Run(Ms(950));
        // Refilled at 100 after the draw at 0, and once more at 200, where nobody had drawn.
        Assert.Equal(2, group.Periods);
        var log = host.Submit(vcpu, Ms(30));
        host.Run(Ms(500));
        // 1 ms kept on the pCPU and the 20 of the pool from 950, then the last 9 from the beat at 1000.
        Assert.Equal([At(1009)], log.Done);
    }

    [Fact]
    public void A_group_throttled_while_its_sleep_is_delayed_comes_back_at_the_refill()
    {
        // 1.5 ms a period. The thread works from 0 to 1.7, over by 0.2 before a tick sees it, and sleeps 0.85 ms ahead of its neighbour: its group
        // stays queued, delayed. It wakes at 1.8, still ahead, and finds the pool empty: throttled. At 100 the pool pays the 0.2 back; the group is
        // placed behind by its own debt and by the neighbour's turn, two turns of 3 ms at most, and does its last millisecond.
        var host = HostHarness.Kvm(HostHarness.Cores(1));
        var vcpu = host.AddVm("vm", 1, group: host.Groups.Add("vm", host.Groups.Root, quota: Quota(1.5))).Vcpus[0];
        host.Submit(vcpu, Ms(1.7));
        host.Run(Ms(0.1));
        host.AddBusyVm("neighbour", 1, group: host.Groups.Root);
        host.Run(Ms(1.7));
        Assert.Equal(WorldState.Blocked, vcpu.State);
        var log = host.Submit(vcpu, Ms(1));
        host.Run(Ms(0.1));
        Assert.True(vcpu.IsThrottled);
        host.Run(Ms(200));
        Assert.InRange(Assert.Single(log.Done).Picoseconds, At(101).Picoseconds, At(107).Picoseconds);
        Assert.Equal(Ms(98.2).Picoseconds, vcpu.ThrottledTime);
    }

    [Fact]
    public void Any_tree_keeps_accounts_places_quotas_and_work() => Gen.Select(Gen.Int[1, 4], Gen.Bool, Gen.Int[0, 3].Array[1, 5], Gen.ULong).Sample(
        (cores, smt, groups, seed) =>
        {
            var host = HostHarness.Kvm(HostHarness.Cores(cores, smt), new FairParameters { Policy = seed % 2 == 0 ? FairPolicy.Eevdf : FairPolicy.Cfs });
            var streams = new RngStreams(seed, 0);
            var loads = new List<PulsingLoad>();
            var capped = new List<(Cgroup Group, VirtualMachine Vm, double Share)>();
            for (var i = 0; i < groups.Length; i++)
            {
                // No cap, a cap on the VM, a cap on each vCPU, both; weights 512, 1024, 1536, ...
                var share = 0.1 * (i + 1);
                var group = host.Groups.AddVm(i, $"vm{i}", 512 * (i + 1), (groups[i] & 1) != 0 ? new CpuQuota(Ms(10 * share), Ms(10), Ms(5 * share)) : null);
                var vm = host.AddVm($"vm{i}", 1 + (i % 3));
                if ((groups[i] & 1) != 0) capped.Add((group, vm, share));
                foreach (var vcpu in vm.Vcpus)
                {
                    if ((groups[i] & 2) != 0) host.Groups.Add(vcpu.Name, group, quota: new CpuQuota(Ms(5), Ms(20), SimDuration.Zero)).Add(vcpu);
                    loads.Add(new PulsingLoad(host, vcpu, streams.Get(vcpu.Name), SimDuration.FromMicroseconds(300), SimDuration.FromMicroseconds(300)));
                }
            }

            for (var step = 0; step < 200; step++)
            {
                host.Run(SimDuration.FromMicroseconds(473.3));
                host.CheckPlaces(mayIdle: true);
                foreach (var world in host.Dispatcher.Worlds) Assert.InRange(world.ThrottledTime, 0, world.ReadyTime);
            }

            // Never more than the refills so far, the first pool, the burst, and a tick on every pCPU.
            foreach (var (group, vm, share) in capped)
            {
                var refills = Math.Ceiling(host.Now.Seconds / 0.01) + 1;
                Assert.InRange(vm.Vcpus.Sum(vcpu => vcpu.RunTime), 0, (refills * 10 * share * 1e9) + (5 * share * 1e9) + (host.Cpu.Pcpus * 1e9));
                Assert.InRange(group.ThrottledPeriods, 0, group.Periods);
            }

            foreach (var load in loads) load.Stop();
            host.Run(30.0);
            Assert.Equal(loads.Sum(load => load.Submitted), host.Dispatcher.Worlds.Sum(world => world.WorkDone));
        },
        iter: 60);

    [Fact]
    public void Quotas_out_of_range_are_refused()
    {
        var host = HostHarness.Kvm(HostHarness.Cores(1));
        Assert.Throws<SimulationFault>(() => host.Groups.Add("vm", host.Groups.Root, quota: Quota(0.5)));
        Assert.Throws<SimulationFault>(() => host.Groups.Add("vm", host.Groups.Root, quota: Quota(10, burst: 11)));
        Assert.Throws<SimulationFault>(() => host.Groups.Add("vm", host.Groups.Root, quota: new CpuQuota(Ms(10), Ms(1001), SimDuration.Zero)));
        Assert.Throws<SimulationFault>(() => host.Groups.Add("vm", host.Groups.Root, weight: 1));
    }
}
