using Sim.Core.Time;
using Sim.Models.Hypervisor;
using Sim.Models.Hypervisor.Esxi;
using Sim.Testing.Hosts;

namespace Sim.Models.Tests.Hypervisor.Esxi;

public sealed class ProportionalShareSchedulerTests
{
    private static readonly EsxiCpuParameters NoCoStop = new() { CoStopSkew = SimDuration.Zero };

    private static SimDuration Ms(double value) => SimDuration.FromMilliseconds(value);

    [Fact]
    public void Four_busy_against_eight_busy_vcpus_get_shares_by_vcpu()
    {
        // cpu-and-memory C, check 6: 12 equal vCPUs on 8 pCPUs, 2.67 and 5.33; converged within 1 % over 30 s (cpu-and-memory 2.2).
        var host = HostHarness.Esxi(HostHarness.Cores(8), NoCoStop);
        var a = host.AddBusyVm("a", 4);
        var b = host.AddBusyVm("b", 8);
        host.Run(30.0);
        Assert.Equal(32 / 12.0, host.PcpusUsed(a), 32 / 12.0 * 0.01);
        Assert.Equal(64 / 12.0, host.PcpusUsed(b), 64 / 12.0 * 0.01);
        // Each of the twelve has two thirds of the time, within a quantum.
        Assert.All(a.Vcpus.Concat(b.Vcpus), vcpu => Assert.InRange(vcpu.RunTime - (30e12 * 8 / 12), -Ms(400).Picoseconds, Ms(400).Picoseconds));
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(1, 3)]
    [InlineData(2, 5)]
    public void Nobody_keeps_a_pcpu_longer_than_the_quantum_while_others_wait(int cores, int worlds)
    {
        var host = HostHarness.Esxi(HostHarness.Cores(cores), NoCoStop);
        for (var i = 0; i < worlds; i++) host.AddBusyVm($"vm{i}", 1);
        var since = new SimTime[cores];
        var on = new World?[cores];
        for (var look = 0; look < 3_000; look++)
        {
            host.Run(Ms(1));
            for (var pcpu = 0; pcpu < cores; pcpu++)
            {
                if (!ReferenceEquals(on[pcpu], host.Dispatcher.RunningOn(pcpu))) (on[pcpu], since[pcpu]) = (host.Dispatcher.RunningOn(pcpu), host.Now);
                // Seen to the millisecond of the look.
                Assert.InRange((host.Now - since[pcpu]).Milliseconds, 0, 201);
            }
        }
    }

    [Fact]
    public void A_world_behind_by_more_than_the_margin_preempts_and_one_behind_by_less_waits()
    {
        // The sleeper ran 5 ms, the busy one 5 ms + what it runs before the wake-up. Margin 1 ms.
        foreach (var (lead, preempts) in new[] { (1.5, true), (0.5, false) })
        {
            var host = HostHarness.Esxi(HostHarness.Cores(1), NoCoStop);
            var sleeper = host.AddVm("sleeper", 1).Vcpus[0];
            var busy = host.AddVm("busy", 1).Vcpus[0];
            host.Submit(sleeper, Ms(5));
            host.Run(Ms(10));
            host.KeepBusy(busy);
            host.Run(Ms(5 + lead));
            var woken = host.Now;
            var log = host.Submit(sleeper, Ms(0.1));
            host.Run(Ms(500));
            var done = Assert.Single(log.Done) - woken;
            if (preempts) Assert.Equal(Ms(0.1), done);
            else Assert.Equal(Ms(200 - (5 + lead) + 0.1), done);
        }
    }

    [Fact]
    public void A_long_sleeper_keeps_at_most_eight_quanta_of_credit()
    {
        // The busy one runs 10 s; the sleeper wakes 8 x 200 ms = 1.6 s behind the virtual time of the last choice, and catches up with that.
        var host = HostHarness.Esxi(HostHarness.Cores(1), NoCoStop);
        var sleeper = host.AddVm("sleeper", 1).Vcpus[0];
        var busy = host.AddVm("busy", 1).Vcpus[0];
        var third = host.AddVm("third", 1).Vcpus[0];
        host.KeepBusy(busy);
        host.KeepBusy(third);
        host.Run(10.0);
        host.KeepBusy(sleeper);
        var (before, behind) = (host.Now, Math.Max(host.Pools.OfVm(1).VirtualTime, host.Pools.OfVm(2).VirtualTime) - host.Pools.OfVm(0).VirtualTime);
        Assert.InRange(behind, Ms(1600).Picoseconds, Ms(1800).Picoseconds);
        host.Run(3.0);
        // It runs alone until level with the others (1.4 s to 1.8 s, by quanta), then takes a third: 1.6 + 1.4 / 3 = 2.07 s, within a quantum.
        Assert.InRange(sleeper.RunTime / 1e9, 2070 - 250, 2070 + 250);
        Assert.True(host.Now > before);
    }

    [Fact]
    public void A_world_beside_a_busy_sibling_is_charged_five_eighths()
    {
        // cpu-and-memory C, check 8: both threads busy all the time, %RUN 100 and %USED 62.5.
        var host = HostHarness.Esxi(HostHarness.Cores(1, smt: true), NoCoStop);
        var one = host.AddBusyVm("a", 1).Vcpus[0];
        var two = host.AddBusyVm("b", 1).Vcpus[0];
        host.Run(1.0);
        Assert.Equal(1_000_000_000_000, one.RunTime);
        Assert.Equal(0, one.ReadyTime + two.ReadyTime);
        Assert.Equal(625_000_000_000, one.Entity.VirtualTime);
        Assert.Equal(625_000_000_000, two.Entity.VirtualTime);
    }

    [Fact]
    public void A_vcpu_leaves_its_home_node_only_when_it_has_none()
    {
        var host = HostHarness.Esxi(HostHarness.Cores(1, sockets: 2), NoCoStop);
        var bound = host.AddBusyVm("bound", 2, home: 0);
        host.Run(1.0);
        Assert.Equal(1.0, host.PcpusUsed(bound), 1e-9);
        var free = HostHarness.Esxi(HostHarness.Cores(1, sockets: 2), NoCoStop);
        var anywhere = free.AddBusyVm("anywhere", 2);
        free.Run(1.0);
        Assert.Equal(2.0, free.PcpusUsed(anywhere), 1e-9);
    }
}
