using Sim.Core.Random;
using Sim.Core.Time;
using Sim.Models.Hypervisor;
using Sim.Models.Hypervisor.Guest;
using Sim.Testing.Hosts;

namespace Sim.Models.Tests.Hypervisor.Guest;

/// <summary>What becomes of a wide, lock-heavy guest when its vCPUs have to share pCPUs: directions.</summary>
public sealed class OvercommittedLockTests
{
    /// <summary>Three VMs of 4 vCPUs on 4 pCPUs: cpu-and-memory 3.4 (c), lock-holder preemption above one vCPU a thread, and cpu-and-memory 1.12, what helps against it.</summary>
    [Fact]
    public void Help_against_lock_holder_preemption_pays_in_the_order_of_its_means()
    {
        var none = Rounds(esxi: false, window: 0, Paravirtual.Off);
        var exits = Rounds(esxi: false, window: 4096, Paravirtual.Off);
        var halts = Rounds(esxi: false, window: 4096, Paravirtual.On);
        var coScheduled = Rounds(esxi: true, window: 0, Paravirtual.Off);
        var alone = Rounds(esxi: false, window: 0, Paravirtual.Off, vms: 1);
        var text = $"alone {alone}, none {none}, pause exits {exits}, paravirtual {halts}, co-scheduled {coScheduled}";
        // Three VMs that do not hinder each other make as many rounds in all as one alone. How much less it is depends on whether pCPUs, which all switch in the same ticks, come to serve a VM together.
        Assert.True(none < 0.5 * alone, text);
        Assert.True(exits > 1.5 * none, text);
        Assert.True(halts > exits, text);
        Assert.True(coScheduled > 2 * none && coScheduled <= 1.05 * alone, text);
    }

    [Fact]
    public void An_unfair_lock_survives_what_a_fair_one_does_not()
    {
        // Lock-waiter preemption: the next in line has no pCPU. Whoever loops takes an unfair lock instead.
        var fair = Rounds(esxi: false, window: 0, Paravirtual.Off);
        var unfair = Rounds(esxi: false, window: 0, Paravirtual.Off, order: LockOrder.Unfair);
        Assert.True(unfair > 2 * fair, $"fair {fair}, unfair {unfair}");
    }

    private static long Rounds(bool esxi, double window, Paravirtual paravirtual, int vms = 3, LockOrder order = LockOrder.Fifo)
    {
        var guest = new GuestCosts { PauseWindow = window, PvSpinlocks = paravirtual };
        var cpu = HostHarness.Cores(4);
        var host = esxi
            ? HostHarness.Esxi(cpu, costs: new DispatchCosts(), guest: guest)
            : HostHarness.Kvm(cpu, costs: new DispatchCosts(), guest: guest);
        var loads = Enumerable.Range(0, vms).Select(i => new LockLoad(
            host, host.AddVm($"vm{i}", 4), new RngStreams(1, i).Get("locks"), SimDuration.FromMicroseconds(50), SimDuration.FromMicroseconds(5), order)).ToList();
        host.Run(0.3);
        var before = loads.Sum(load => load.Rounds.Sum());
        host.Run(2.0);
        return (loads.Sum(load => load.Rounds.Sum()) - before) / 2;
    }
}
