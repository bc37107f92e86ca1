using Sim.Core.Time;
using Sim.Models.Hypervisor;
using Sim.Models.Hypervisor.Kvm;
using Sim.Testing.Hosts;

namespace Sim.Models.Tests.Hypervisor.Kvm;

/// <summary>When does a running thread's request end, and what is a sleeper owed that comes back before it was taken out of the queue? Slices of 1.4 ms, ticks of 4 ms.</summary>
public sealed class RequestRenewalTests
{
    // A sleeper placed at the average ties with a request made at its wake-up, and a tie goes to the one that waits. Before 1.4 ms the running thread is protected. In the
    // tick at 4 ms it makes a request due at 5.4 ms, earlier than that of a sleeper that comes before then; nobody looks again until the tick at 8 ms.
    [Theory]
    [InlineData(1.0, 3.0)]
    [InlineData(2.0, 0.0)]
    [InlineData(3.9, 0.0)]
    [InlineData(4.5, 3.5)]
    [InlineData(5.3, 2.7)]
    [InlineData(5.5, 0.0)]
    [InlineData(7.9, 0.0)]
    [InlineData(41.0, 3.0)]
    [InlineData(42.0, 0.0)]
    public void Request_of_a_lone_thread_begins_in_a_tick(double at, double waits)
    {
        foreach (var piece in new[] { 0.3, 1.0, 1000 })
        {
            foreach (var isFlat in new[] { true, false })
            {
                var host = Host();
                var group = isFlat ? host.Groups.Root : null;
                var busy = host.AddVm("busy", 1, group: group).Vcpus[0];
                var sleeper = host.AddVm("sleeper", 1, group: group).Vcpus[0];
                for (var done = 0.0; done < 100; done += piece) host.Submit(busy, Ms(piece));
                host.Run(Ms(at));
                host.Submit(sleeper, Ms(0.1));
                host.Run(Ms(20));
                Assert.Equal(Ms(waits).Picoseconds, sleeper.ReadyTime);
            }
        }
    }

    [Fact]
    public void Who_comes_back_while_it_burns_off_its_debt_is_owed_nothing()
    {
        // It runs from 2.0 to 2.4 ms, 0.2 ms ahead of the average, and stays in the queue. At 3.0 ms the other, who is protected until it has run 3.4 ms, has run 2.6 ms:
        // the debt is gone, and it is placed beside the other at 2.6, not at the average of 2.5 that its own place makes. So it waits for the tick at 4 ms.
        var (host, sleeper, busy) = WithDebt();
        Assert.True(sleeper.Entity.IsDelayed);
        host.Run(Ms(0.6));
        host.Submit(sleeper, Ms(0.1));
        Assert.Equal(Ms(2.6).Picoseconds, busy.Entity.VirtualTime);
        Assert.Equal(busy.Entity.VirtualTime, sleeper.Entity.VirtualTime);
        host.Run(Ms(5));
        Assert.Equal(Ms(1).Picoseconds, sleeper.ReadyTime);
    }

    [Fact]
    public void Who_has_burnt_off_its_debt_is_taken_out_in_a_tick_though_nobody_waits()
    {
        var (host, sleeper, _) = WithDebt();
        host.Run(Ms(1.5));
        Assert.True(sleeper.Entity.IsDelayed);
        host.Run(Ms(0.2));
        Assert.False(sleeper.Entity.IsDelayed);
        Assert.Equal(0, sleeper.Entity.Lag);
    }

    private static (HostHarness Host, World Sleeper, World Busy) WithDebt()
    {
        var host = Host();
        var busy = host.AddVm("busy", 1, group: host.Groups.Root).Vcpus[0];
        var sleeper = host.AddVm("sleeper", 1, group: host.Groups.Root).Vcpus[0];
        host.KeepBusy(busy);
        host.Run(Ms(2));
        host.Submit(sleeper, Ms(0.4));
        host.Run(Ms(0.4));
        return (host, sleeper, busy);
    }

    private static HostHarness Host() => HostHarness.Kvm(HostHarness.Cores(1), new FairParameters { TickRate = 250, Slice = Ms(1.4) });

    private static SimDuration Ms(double milliseconds) => SimDuration.FromMilliseconds(milliseconds);
}
