using Sim.Core.Events;
using Sim.Core.Time;

namespace Sim.Models.Hypervisor;

/// <content>Interrupt handlers that run on the pCPU that their vector is bound to: a running world stands still, a switch waits, an idle pCPU leaves its idle state.</content>
public sealed partial class CpuDispatcher
{
    private int _handling = -1;
    private long _handlerTime;

    /// <summary>Whether the world that a handler interrupts is charged for it, as by kernels without IRQ time accounting.</summary>
    public bool ChargesHandlers { get; init; }

    /// <summary>Picoseconds that pCPUs were in handlers since the accounts were reset, without the exits of idle states and guests before them.</summary>
    public long HandlerTime => _handlerTime;

    /// <summary>An interrupt comes to a pCPU; an idle one wakes for it and stays idle to the scheduler, which no thread of the kernel's runs there for.</summary>
    /// <param name="index">The pCPU, on which no handler runs.</param>
    /// <returns>How long it is before the handler begins: the exit of the idle state.</returns>
    internal SimDuration BeginHandler(int index)
    {
        var cpu = _pcpus[index];
        if (cpu.Mode != PcpuMode.Idle) return SimDuration.Zero;
        var exit = Cores.OnBusy(index, Now);
        cpu.BusySince = Now;
        cpu.Mode = PcpuMode.Handling;
        Trace?.OnHandler(index, begins: true, Now);
        SiblingChanged(index);
        _clocks?.OnActivity(index);
        return exit;
    }

    /// <summary>Whether a storage thread executes on a pCPU: what its device's handler needs is in its caches.</summary>
    internal bool RunsStorage(int index) => _pcpus[index] is { Mode: PcpuMode.Executing, Current.Kind: WorldKind.Storage or WorldKind.MainLoop };

    /// <summary>A handler runs from now on: what executes stands still for it, and for its exit from the guest when it is a vCPU; a switch to a world takes so much longer.</summary>
    /// <param name="index">The pCPU.</param>
    /// <param name="time">Time of the handler.</param>
    /// <param name="exit">What leaving and entering a guest takes beside it.</param>
    internal void RunHandler(int index, SimDuration time, SimDuration exit)
    {
        var cpu = _pcpus[index];
        _handlerTime += time.Picoseconds;
        if (cpu.Mode == PcpuMode.Starting)
        {
            _calendar.Cancel(cpu.Next);
            cpu.NextAt += time;
            cpu.Next = _calendar.ScheduleAt(cpu.NextAt, new EventAction(this, (int)Step.Started, index));
        }

        if (cpu.Mode is PcpuMode.Executing or PcpuMode.Polling) cpu.Current!.HandlerTime += time.Picoseconds;
        if (cpu is not { Mode: PcpuMode.Executing, Current: { } victim }) return;
        Charge(index);
        var elapsed = time.Picoseconds;
        if (victim.Kind == WorldKind.Vcpu)
        {
            elapsed += exit.Picoseconds;
            victim.InterruptExits++;
        }

        var work = cpu.WorkIn(elapsed);
        victim.Stolen += work;
        if (!ChargesHandlers) victim.StolenForOthers += work;
        // The event of the end comes too early now and is sent on.
        cpu.DoneAt = EndOf(cpu, victim);
    }

    /// <summary>A handler tells those whose requests it found done, until <see cref="EndHandler"/>.</summary>
    internal void TellFromHandler(int index) => _handling = index;

    /// <summary>A handler is over: who it woke on its idle pCPU begins, or that is idle again.</summary>
    /// <param name="index">The pCPU.</param>
    /// <param name="more">Whether another interrupt waits there.</param>
    internal void EndHandler(int index, bool more)
    {
        _handling = -1;
        var cpu = _pcpus[index];
        if (more || cpu.Mode != PcpuMode.Handling) return;
        cpu.Mode = PcpuMode.Starting;
        Trace?.OnHandler(index, begins: false, Now);
        if (_policy.Waiting(index) > 0) DispatchNext(index);
        else GoIdle(index);
    }

    private void GoIdle(int index)
    {
        var cpu = _pcpus[index];
        cpu.BusyTime += (Now - cpu.BusySince).Picoseconds;
        cpu.Mode = PcpuMode.Idle;
        cpu.Current = null;
        cpu.IdleSince = Now;
        MarkIdle(index, true);
        Cores.OnIdle(index, Now);
        SiblingChanged(index);
        _clocks?.OnActivity(index);
        AfterChoice(index, cleared: null);
    }
}
