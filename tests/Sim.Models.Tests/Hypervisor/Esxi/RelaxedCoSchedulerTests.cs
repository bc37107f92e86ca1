using Sim.Core.Time;
using Sim.Models.Hypervisor;
using Sim.Models.Hypervisor.Esxi;
using Sim.Testing.Hosts;

namespace Sim.Models.Tests.Hypervisor.Esxi;

/// <summary>Appendix C check 7: co-stop after 3 ms of skew, co-start below 2 ms, and no co-stop for an idle sibling.</summary>
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
    public void Zero_skew_switches_it_off()
    {
        var host = HostHarness.Esxi(HostHarness.Cores(2), new EsxiCpuParameters { CoStopSkew = SimDuration.Zero });
        host.AddBusyVm("a", 2);
        host.AddBusyVm("b", 2);
        host.Run(2.0);
        Assert.All(host.Dispatcher.Worlds, world => Assert.Equal(0, world.CoStopTime));
    }
}
