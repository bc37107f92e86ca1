using Sim.Core.Time;

namespace Sim.Models.Hypervisor.Guest;

/// <summary>A VM's TLB shootdowns: one vCPU interrupts its siblings and spins until each has flushed its translations.</summary>
/// <remarks>
/// Models the send exit (one for all receivers with paravirtual interrupts, else one each), the receivers' handlers, the initiator that spins until the
/// last acknowledgement, and siblings without a pCPU, which delay it, or which the paravirtual flush passes over (they flush when they run again). Idle
/// vCPUs are passed over; co-stopped ones are let run. Leaves out the cost of refilling the TLB. Source: cpu-and-memory 1.12, 1.14; Linux arch/x86/kernel/kvm.c,
/// kvm_flush_tlb_multi, and kernel/smp.c. Page: docs/models/guest.md.
/// </remarks>
public sealed class TlbShootdowns : ISpinWait, IWorkSink
{
    private readonly VirtualMachine _vm;
    private readonly CpuDispatcher _dispatcher;
    private readonly bool _skipsPreempted;
    private readonly bool _broadcasts;
    private readonly SimDuration _receive;
    private readonly int[] _outstanding;
    private readonly WorkItem[] _then;
    private readonly SimTime[] _since;

    /// <summary>No shootdown under way.</summary>
    internal TlbShootdowns(VirtualMachine vm, CpuDispatcher dispatcher, GuestCosts costs, ExitCosts exits, double clock)
    {
        (_vm, _dispatcher) = (vm, dispatcher);
        _skipsPreempted = costs.PvTlbFlush == Paravirtual.On;
        _broadcasts = costs.PvSendIpi == Paravirtual.On;
        _receive = new SimDuration((long)(exits.IpiReceive / clock * SimDuration.PerSecond));
        (_outstanding, _then, _since) = (new int[vm.Vcpus.Length], new WorkItem[vm.Vcpus.Length], new SimTime[vm.Vcpus.Length]);
    }

    private enum Step
    {
        Sent,
        Flushed,
    }

    /// <summary>Shootdowns that had a sibling to wait for, and are over.</summary>
    public long Completed { get; private set; }

    /// <summary>Siblings that were passed over because they had no pCPU.</summary>
    public long PassedOver { get; private set; }

    /// <summary>Time from begin to the last acknowledgement, summed over <see cref="Completed"/>.</summary>
    public SimDuration Waited { get; private set; }

    /// <inheritdoc />
    bool ISpinWait.MayHalt => false;

    /// <summary>A task on a vCPU changes the address space: it goes on with a piece of work once no sibling uses the old translations.</summary>
    /// <param name="vcpu">The vCPU, whose sink is being told that the work before is done.</param>
    /// <param name="then">The task's next piece.</param>
    public void Begin(World vcpu, in WorkItem then)
    {
        var receivers = 0;
        foreach (var sibling in _vm.Vcpus)
        {
            if (ReferenceEquals(sibling, vcpu)) continue;
            if (MustAcknowledge(sibling)) receivers++;
            else if (!_dispatcher.IsHalted(sibling) && !sibling.IsPollingInGuest) PassedOver++;
        }

        if (receivers == 0)
        {
            _vm.Continue(vcpu, in then);
            return;
        }

        var at = _vm.IndexOf(vcpu);
        (_then[at], _since[at]) = (then, _vm.Now);
        _vm.Spins.SendIpis(vcpu, receivers, _broadcasts ? 1 : receivers);
        _vm.Continue(vcpu, new WorkItem(0, this, (int)Step.Sent, at));
    }

    /// <inheritdoc />
    public void OnWorkDone(World world, in WorkItem item)
    {
        var at = item.Index;
        if ((Step)item.Kind == Step.Sent)
        {
            Interrupt(world, at);
            if (_outstanding[at] == 0) _vm.Continue(world, in _then[at]);
            else _vm.Spins.Wait(world, this, in _then[at]);
        }
        else if (--_outstanding[at] == 0)
        {
            _vm.Spins.Look(_vm.Vcpus[at]);
        }
    }

    /// <summary>Clears the counts: the end of the warm-up.</summary>
    internal void ResetCounts() => (Completed, PassedOver, Waited) = (0, 0, SimDuration.Zero);

    /// <inheritdoc />
    bool ISpinWait.TryEnd(World vcpu)
    {
        var at = _vm.IndexOf(vcpu);
        if (_outstanding[at] > 0) return false;
        Completed++;
        Waited += _vm.Now - _since[at];
        return true;
    }

    private void Interrupt(World initiator, int at)
    {
        foreach (var sibling in _vm.Vcpus)
        {
            if (ReferenceEquals(sibling, initiator) || !MustAcknowledge(sibling)) continue;
            _outstanding[at]++;
            _dispatcher.CrossCall(sibling, new WorkItem(_vm.InterruptWork(_receive, _vm.IndexOf(sibling)), this, (int)Step.Flushed, at));
        }
    }

    /// <summary>An idle vCPU has no user translations to flush; one that halted in a spin loop has, and flushes late like any that has no pCPU.</summary>
    private bool MustAcknowledge(World sibling)
    {
        if (sibling.IsPollingInGuest) return false;
        if (_dispatcher.IsExecuting(sibling)) return true;
        return !_skipsPreempted && (!_dispatcher.IsHalted(sibling) || sibling.IsParked);
    }
}
