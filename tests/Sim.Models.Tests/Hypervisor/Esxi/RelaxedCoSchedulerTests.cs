using Sim.Core.Random;
using Sim.Core.Time;
using Sim.Models.Hypervisor;
using Sim.Models.Hypervisor.Esxi;
using Sim.Testing.Hosts;

namespace Sim.Models.Tests.Hypervisor.Esxi;

/// <summary>cpu-and-memory C, check 7: co-stop after 3 ms of skew, co-start below 2 ms, and no co-stop for an idle sibling.</summary>
public sealed class RelaxedCoSchedulerTests
{
    private static SimDuration Ms(double value) => SimDuration.FromMilliseconds(value);

    // Two nodes of one pCPU: the first vCPU has one to itself, the second competes with a hog that was there first.
    private static (HostHarness Host, World Leader, World Starved) Starving()
    {
        var host = HostHarness.Esxi(HostHarness.Cores(1, sockets: 2));
        var hog = host.AddVm("hog", 1, home: 1);
        var wide = host.AddVm("wide", 2);
        wide.Vcpus[0].HomeNode = 0;
        wide.Vcpus[1].HomeNode = 1;
        host.KeepBusy(hog.Vcpus[0]);
        return (host, wide.Vcpus[0], wide.Vcpus[1]);
    }

    [Fact]
    public void A_leader_is_stopped_after_three_milliseconds_and_started_below_two()
    {
        var (host, leader, starved) = Starving();
        host.KeepBusy(leader);
        host.KeepBusy(starved);
        // Skew is looked at every millisecond from the first wait: 3 ms is not above the threshold, 4 ms is.
        host.Run(Ms(3.5));
        Assert.Equal(WorldState.Running, leader.State);
        host.Run(Ms(1));
        Assert.Equal(WorldState.CoStopped, leader.State);
        Assert.Equal(WorldState.Ready, starved.State);
        Assert.True(host.Dispatcher.Idle.IsIdle(0), "co-stop frees the pCPU");

        // While both stand still the skew stays at 4 ms; the hog's quantum ends at 200 ms, the starved one runs, and after its first 3 ms the
        // skew is 1 ms: below 2.
        host.Run(Ms(195.0));
        Assert.Equal(WorldState.CoStopped, leader.State);
        host.Run(Ms(1.6));
        Assert.Equal(WorldState.Running, starved.State);
        Assert.Equal(WorldState.CoStopped, leader.State);
        host.Run(Ms(2));
        Assert.Equal(WorldState.Running, leader.State);
    }

    [Fact]
    public void An_idle_sibling_stops_nobody()
    {
        var (host, leader, starved) = Starving();
        host.KeepBusy(leader);
        host.Run(2.0);
        Assert.Equal(WorldState.Blocked, starved.State);
        Assert.Equal(0, leader.CoStopTime);
        Assert.Equal(2_000_000_000_000, leader.RunTime);
    }

    [Fact]
    public void A_sibling_that_goes_idle_again_releases_the_leader()
    {
        var host = HostHarness.Esxi(HostHarness.Cores(1, sockets: 2));
        var hog = host.AddVm("hog", 1, home: 1);
        var wide = host.AddVm("wide", 2);
        wide.Vcpus[0].HomeNode = 0;
        wide.Vcpus[1].HomeNode = 1;
        host.Submit(hog.Vcpus[0], Ms(10));
        host.KeepBusy(wide.Vcpus[0]);
        host.Submit(wide.Vcpus[1], Ms(0.2));
        host.Run(Ms(50));
        // Stopped at the 4 ms look. The hog is done at 10 ms, the sibling at 10.2 ms; the look at 11 ms finds nobody behind.
        Assert.Equal(Ms(7).Picoseconds, wide.Vcpus[0].CoStopTime);
    }

    [Fact]
    public void Leaders_stop_and_start_together()
    {
        // Three leaders on pCPUs of their own, the fourth vCPU behind a hog: all stop at 4 ms and start in one look after the hog's quantum.
        var host = HostHarness.Esxi(HostHarness.Cores(1, sockets: 4));
        var hog = host.AddVm("hog", 1, home: 3);
        var wide = host.AddVm("wide", 4);
        for (var i = 0; i < 4; i++) wide.Vcpus[i].HomeNode = i;
        host.KeepBusy(hog.Vcpus[0]);
        foreach (var vcpu in wide.Vcpus) host.KeepBusy(vcpu);
        host.Run(Ms(3.95));
        Assert.All(wide.Vcpus[..3], leader => Assert.Equal(WorldState.Running, leader.State));
        host.Run(Ms(0.1));
        Assert.All(wide.Vcpus[..3], leader => Assert.Equal(WorldState.CoStopped, leader.State));
        for (var look = 0; look < 4000; look++)
        {
            host.Run(Ms(0.1));
            Assert.Equal(wide.Vcpus[0].State, wide.Vcpus[1].State);
            Assert.Equal(wide.Vcpus[0].State, wide.Vcpus[2].State);
        }

        Assert.True(wide.Vcpus[0].RunTime > Ms(50).Picoseconds, "they did start again");
        Assert.Equal(0, wide.Vcpus[3].CoStopTime);
    }

    [Fact]
    public void A_limit_makes_nobody_lead()
    {
        // The second vCPU wakes while the VM is held back, 100 ms after the first was stopped: neither of them leads the other by that.
        var host = HostHarness.Esxi(HostHarness.Cores(2));
        var vm = host.AddVm("vm", 2, claim: new CpuAllocation(2000, 0, 0.5));
        host.KeepBusy(vm.Vcpus[0]);
        host.Run(Ms(300));
        host.KeepBusy(vm.Vcpus[1]);
        host.Run(10.0);
        Assert.All(vm.Vcpus, vcpu => Assert.Equal(0, vcpu.CoStopTime));
    }

    [Fact]
    public void The_wider_the_vm_the_more_it_is_co_stopped()
    {
        // 16 vCPUs that work 5 ms and sleep 3 ms on 8 pCPUs, in VMs of 1, 2, 4 and 8: demand 10 of 8. With one vCPU there is nobody to lead.
        var fractions = new[] { 1, 2, 4, 8 }.Select(width =>
        {
            var host = HostHarness.Esxi(HostHarness.Cores(8));
            var streams = new RngStreams(11, 0);
            for (var vm = 0; vm < 16 / width; vm++)
            {
                foreach (var vcpu in host.AddVm($"vm{vm}", width).Vcpus) _ = new PulsingLoad(host, vcpu, streams.Get(vcpu.Name), Ms(5), Ms(3));
            }

            host.Run(20.0);
            return host.Dispatcher.Worlds.Sum(world => (double)world.CoStopTime) / (16 * 20e12);
        }).ToArray();
        Assert.Equal(0, fractions[0]);
        // Each doubling costs more, by far more than chance makes of 320 vCPU-seconds in turns of milliseconds.
        for (var i = 1; i < fractions.Length; i++) Assert.True(fractions[i] > 1.1 * fractions[i - 1], string.Join(' ', fractions));
    }

    [Fact]
    public void A_stopped_leader_hands_its_pcpu_to_the_sibling_that_lags()
    {
        // Two pCPUs of one cache: a hog, the leader, and the sibling that waits behind the hog. Stopped at the look at 4 ms, the leader gives way to it at once; the skew of
        // 4 ms shrinks by what the sibling runs and is below 2 ms at the look at 7 ms.
        var host = HostHarness.Esxi(HostHarness.Cores(2));
        host.AddBusyVm("hog", 1);
        var wide = host.AddVm("wide", 2);
        foreach (var vcpu in wide.Vcpus) host.KeepBusy(vcpu);
        host.Run(Ms(4.5));
        Assert.Equal((WorldState.CoStopped, WorldState.Running), (wide.Vcpus[0].State, wide.Vcpus[1].State));
        host.Run(Ms(3));
        Assert.Equal(Ms(3).Picoseconds, wide.Vcpus[0].CoStopTime);
        Assert.Equal(Ms(4).Picoseconds, wide.Vcpus[1].ReadyTime);
    }

    [Fact]
    public void Nobody_leads_by_what_a_sibling_waited_before_he_woke()
    {
        // The second vCPU waits 50 ms for the hog while the first idles; then both have a node to themselves. The first was not there to take a lead.
        var host = HostHarness.Esxi(HostHarness.Cores(1, sockets: 2));
        var hog = host.AddVm("hog", 1, home: 1);
        var wide = host.AddVm("wide", 2);
        (wide.Vcpus[0].HomeNode, wide.Vcpus[1].HomeNode) = (0, 1);
        host.Submit(hog.Vcpus[0], Ms(50));
        host.KeepBusy(wide.Vcpus[1]);
        host.Run(Ms(60));
        Assert.Equal(Ms(50).Picoseconds, wide.Vcpus[1].Deficit);
        host.KeepBusy(wide.Vcpus[0]);
        host.Run(Ms(100));
        Assert.Equal(Ms(100).Picoseconds, wide.Vcpus[0].RunTime);
        Assert.Equal(0, wide.Vcpus[0].CoStopTime);
    }

    [Fact]
    public void With_the_width_of_parallel_programs_ready_rises_faster_than_co_stop()
    {
        // cpu-and-memory 3.4 (a), at constant load of the host. 16 vCPUs on 8 cores in VMs of 1, 2, 4 and 8 that compute 5 ms a vCPU in rounds; the last of n exponential parts
        // ends after 5 H(n) ms, and the sleep makes a round as long as 8 cores need at 70 %.
        var lost = new[] { 1, 2, 4, 8 }.Select(width =>
        {
            var host = HostHarness.Esxi(HostHarness.Cores(8));
            var streams = new RngStreams(11, 0);
            var longest = Enumerable.Range(1, width).Sum(i => 5.0 / i);
            for (var i = 0; i < 16 / width; i++)
            {
                var vm = host.AddVm($"vm{i}", width);
                _ = new ForkJoinLoad(host, vm, streams.Get(vm.Name), Ms(5), Ms((2 * 5 / 0.7) - longest));
            }

            host.Run(30.0);
            return (Ready: host.Dispatcher.Worlds.Sum(world => (double)world.ReadyTime), CoStop: host.Dispatcher.Worlds.Sum(world => (double)world.CoStopTime));
        }).ToArray();
        for (var i = 1; i < lost.Length; i++)
        {
            Assert.True(lost[i].CoStop > lost[i - 1].CoStop, string.Join(' ', lost));
            Assert.True(lost[i].Ready - lost[i - 1].Ready > lost[i].CoStop - lost[i - 1].CoStop, string.Join(' ', lost));
        }
    }

    [Fact]
    public void A_vm_as_wide_as_a_loaded_host_waits_for_pcpus_more_than_for_its_siblings()
    {
        // Two VMs of 8 vCPUs on 8 cores, each vCPU working 5 ms and sleeping 6.7 ms by itself: 16 x 5 / 11.7 = 6.8 of 8 cores, 85 %.
        var host = HostHarness.Esxi(HostHarness.Cores(8));
        var streams = new RngStreams(11, 0);
        for (var vm = 0; vm < 2; vm++)
        {
            foreach (var vcpu in host.AddVm($"vm{vm}", 8).Vcpus) _ = new PulsingLoad(host, vcpu, streams.Get(vcpu.Name), Ms(5), Ms(6.7));
        }

        host.Run(20.0);
        Assert.True(host.Dispatcher.Worlds.Sum(world => world.CoStopTime) < host.Dispatcher.Worlds.Sum(world => world.ReadyTime));
    }

    [Fact]
    public void Zero_skew_switches_it_off()
    {
        var host = HostHarness.Esxi(HostHarness.Cores(2), new EsxiCpuParameters { CoStopSkew = SimDuration.Zero });
        host.AddBusyVm("a", 2);
        host.AddBusyVm("b", 2);
        host.Run(2.0);
        Assert.All(host.Dispatcher.Worlds, world => Assert.Equal(0, world.CoStopTime));
    }
}
