using Sim.Core.Time;

namespace Sim.Models.Hypervisor.Guest;

/// <summary>The vCPUs of a VM that spin: they burn their pCPU, leave the loop by pause exits, yield to a sibling, or halt until they are kicked.</summary>
/// <remarks>
/// Models the pause-loop window with its growth and its reset when a vCPU is put on a pCPU again, the exit's cost, KVM's choice of a sibling (from the
/// one after the last boosted on: waiting for a pCPU, stopped in kernel mode or with an interrupt pending, not itself out of a spin loop every other
/// time) and paravirtual halting after a number of loops. Leaves out the gap between pauses (every loop is taken for one), early halting of waiters
/// behind a preempted one and that a spinning thread leaves its SMT sibling more of the core. Source: cpu-and-memory 1.12; Linux
/// virt/kvm/kvm_main.c, kvm_vcpu_on_spin; arch/x86/kvm/vmx/vmx.c, grow_ple_window. Page: docs/models/guest.md.
/// </remarks>
public sealed class SpinLoops : IWorkSink
{
    private static readonly long Endless = SimDuration.FromSeconds(3600).Picoseconds;

    private readonly VirtualMachine _vm;
    private readonly World[] _vcpus;
    private readonly CpuDispatcher _dispatcher;
    private readonly Loop[] _loops;
    private readonly long _window;
    private readonly int _grow;
    private readonly int _shrink;
    private readonly long _exit;
    private readonly long _threshold;
    private readonly long _send;
    private readonly bool _sendsWithoutExit;
    private int _lastBoosted;

    /// <summary>Nobody spins.</summary>
    /// <param name="vm">The VM; its vCPUs' ids are in a row.</param>
    /// <param name="dispatcher">The host.</param>
    /// <param name="costs">The guest's parameters.</param>
    /// <param name="exits">What exits cost.</param>
    /// <param name="clock">The host's clock, hertz.</param>
    internal SpinLoops(VirtualMachine vm, CpuDispatcher dispatcher, GuestCosts costs, ExitCosts exits, double clock)
    {
        (_vm, _vcpus, _dispatcher, _loops) = (vm, vm.Vcpus, dispatcher, new Loop[vm.Vcpus.Length]);
        IsParavirtual = costs.PvSpinlocks == Paravirtual.On;
        (_grow, _shrink) = (costs.PauseWindowGrow, costs.PauseWindowShrink);
        _window = Picoseconds(exits.PauseWindow);
        _exit = Picoseconds(exits.Pause);
        _threshold = Picoseconds(exits.PauseRound * costs.PvSpinLoops);
        (_send, _sendsWithoutExit) = (Picoseconds(exits.IpiSend), exits.SendsWithoutExit);
        long Picoseconds(double cycles) => (long)(cycles / clock * SimDuration.PerSecond);
    }

    private enum Step
    {
        Looped,
        PauseExit,
        IpiSent,
    }

    /// <summary>Whether waiters for locks halt after a while and are kicked.</summary>
    public bool IsParavirtual { get; }

    /// <summary>Exits out of spin loops.</summary>
    public long PauseExits { get; private set; }

    /// <summary>Those after which a sibling was helped.</summary>
    public long Yields { get; private set; }

    /// <summary>Times a waiter halted in its loop.</summary>
    public long Halts { get; private set; }

    /// <summary>Inter-processor interrupts sent, a broadcast counted for each receiver.</summary>
    public long Ipis { get; private set; }

    /// <inheritdoc />
    public void OnWorkDone(World world, in WorkItem item)
    {
        switch ((Step)item.Kind)
        {
            case Step.Looped:
                OnLooped(world);
                break;
            case Step.PauseExit:
                _loops[IndexOf(world)].IsExiting = false;
                Yield(world);
                LoopOn(world);
                break;
        }
    }

    /// <summary>Whether a piece of work is an exit that sends inter-processor interrupts.</summary>
    internal static bool IsSending(in WorkItem item) => item.Kind == (int)Step.IpiSent;

    /// <summary>Whether this task is the one that a spinning vCPU goes on with when its wait is over.</summary>
    internal bool IsTaskOf(World vcpu, in WorkItem task)
    {
        ref var loop = ref _loops[IndexOf(vcpu)];
        return ReferenceEquals(loop.Then.Sink, task.Sink) && loop.Then.Index == task.Index;
    }

    /// <summary>What a spinning vCPU waits for.</summary>
    internal ISpinWait WaitOf(World vcpu) => _loops[IndexOf(vcpu)].Wait;

    /// <summary>Whether a spinning vCPU is on an exit out of its loop.</summary>
    internal bool IsExiting(World vcpu) => _loops[IndexOf(vcpu)].IsExiting;

    /// <summary>The world that a vCPU yielded to at its last exit, until it runs on; -1 when there is none.</summary>
    internal int YieldedTo(World vcpu)
    {
        ref var loop = ref _loops[IndexOf(vcpu)];
        return loop.YieldedAt == vcpu.Dispatches ? loop.YieldedTo - 1 : -1;
    }

    /// <summary>Clears the counts: the end of the warm-up.</summary>
    internal void ResetCounts() => PauseExits = Yields = Halts = Ipis = 0;

    /// <summary>A vCPU begins to spin in the middle of a task.</summary>
    /// <param name="vcpu">The vCPU, whose sink is being told that the work before is done.</param>
    /// <param name="wait">What it waits for.</param>
    /// <param name="then">The task's next piece of work.</param>
    internal void Wait(World vcpu, ISpinWait wait, in WorkItem then)
    {
        ref var loop = ref _loops[IndexOf(vcpu)];
        (loop.Wait, loop.Then, loop.IsOver, loop.Window) = (wait, then, false, _window);
        loop.Dispatches = vcpu.Dispatches;
        vcpu.SpunInWait = 0;
        vcpu.Spins = this;
        LoopOn(vcpu);
    }

    /// <summary>Whether a vCPU goes round its loop at this instant.</summary>
    internal bool IsLooping(World vcpu) => _dispatcher.IsLooping(vcpu) && !_loops[IndexOf(vcpu)].IsExiting;

    /// <summary>What a vCPU waits for has come: if it is looping it sees that now, else when it loops again.</summary>
    internal void Look(World vcpu)
    {
        if (!IsLooping(vcpu)) return;
        ref var loop = ref _loops[IndexOf(vcpu)];
        if (loop.IsOver || !loop.Wait.TryEnd(vcpu)) return;
        loop.IsOver = true;
        _dispatcher.EndLoop(vcpu);
    }

    /// <summary>A vCPU is about to go on with its loop, after an interrupt, an exit or a time without a pCPU.</summary>
    internal void OnResumed(World vcpu)
    {
        ref var loop = ref _loops[IndexOf(vcpu)];
        if (loop.IsExiting) return;
        loop.HasExited = loop.IsEligible = false;
        if (loop.Dispatches != vcpu.Dispatches)
        {
            loop.Dispatches = vcpu.Dispatches;
            loop.Window = _shrink == 0 ? _window : Math.Max(_window, loop.Window / _shrink);
            if (_window > 0) vcpu.Remaining = Math.Min(vcpu.Remaining, loop.Window);
        }

        if (!loop.IsOver && !loop.Wait.TryEnd(vcpu)) return;
        loop.IsOver = true;
        vcpu.Remaining = 0;
    }

    /// <summary>A task enters or leaves a critical section.</summary>
    internal void EnterKernel(World vcpu, int change) => _loops[IndexOf(vcpu)].Sections += change;

    /// <summary>Wakes a vCPU that halted in its loop, by an inter-processor interrupt.</summary>
    internal void Kick(World vcpu, World by)
    {
        SendIpis(by, receivers: 1, exits: 1);
        vcpu.SpunInWait = 0;
        _dispatcher.Unpark(vcpu);
    }

    /// <summary>Charges a vCPU for sending inter-processor interrupts, before whatever it does next.</summary>
    /// <param name="from">The sender.</param>
    /// <param name="receivers">How many vCPUs are interrupted.</param>
    /// <param name="exits">How many exits that takes.</param>
    internal void SendIpis(World from, int receivers, int exits)
    {
        Ipis += receivers;
        if (!_sendsWithoutExit) _vm.Exits.Add(ExitReason.Ipi, exits);
        if (_send > 0) _dispatcher.Submit(from, new WorkItem(_send * exits, this, (int)Step.IpiSent), urgent: true);
    }

    private void OnLooped(World vcpu)
    {
        ref var loop = ref _loops[IndexOf(vcpu)];
        loop.YieldedTo = 0;
        if (loop.IsOver || loop.Wait.TryEnd(vcpu))
        {
            vcpu.Spins = null;
            _dispatcher.Continue(vcpu, in loop.Then);
        }
        else if (MayHalt(in loop) && vcpu.SpunInWait >= _threshold)
        {
            Halts++;
            vcpu.SpunInWait = 0;
            vcpu.IsParked = true;
            LoopOn(vcpu);
        }
        else if (_window > 0)
        {
            PauseExits++;
            _vm.Exits.Add(ExitReason.Pause);
            loop.IsExiting = loop.HasExited = true;
            loop.Window = Math.Min(Endless, loop.Window * _grow);
            _dispatcher.Continue(vcpu, new WorkItem(_exit, this, (int)Step.PauseExit));
        }
        else
        {
            LoopOn(vcpu);
        }
    }

    private void LoopOn(World vcpu)
    {
        ref var loop = ref _loops[IndexOf(vcpu)];
        var length = _window > 0 ? loop.Window : Endless;
        if (MayHalt(in loop)) length = Math.Min(length, Math.Max(0, _threshold - vcpu.SpunInWait));
        _dispatcher.Continue(vcpu, new WorkItem(length, this, (int)Step.Looped));
    }

    private bool MayHalt(in Loop loop) => IsParavirtual && loop.Wait.MayHalt;

    private void Yield(World vcpu)
    {
        for (var i = 1; i <= _vcpus.Length; i++)
        {
            var at = (_lastBoosted + i) % _vcpus.Length;
            var sibling = _vcpus[at];
            if (ReferenceEquals(sibling, vcpu) || !_dispatcher.IsWaiting(sibling) || !IsInKernel(sibling) || !MayBeHelped(ref _loops[at])) continue;
            if (_dispatcher.YieldTo(vcpu, sibling) == YieldOutcome.Refused) continue;
            _lastBoosted = at;
            Yields++;
            ref var loop = ref _loops[IndexOf(vcpu)];
            (loop.YieldedTo, loop.YieldedAt) = (sibling.Id + 1, vcpu.Dispatches);
            return;
        }
    }

    private bool IsInKernel(World vcpu) =>
        vcpu.Spins is not null || _loops[IndexOf(vcpu)].Sections > 0 || vcpu.Urgent.Count > 0 || (vcpu.HasCurrent && vcpu.CurrentIsUrgent);

    // One that itself left a spin loop most likely waits for the same lock: it is passed over every other time.
    private static bool MayBeHelped(ref Loop loop)
    {
        if (!loop.HasExited) return true;
        loop.IsEligible = !loop.IsEligible;
        return !loop.IsEligible;
    }

    private int IndexOf(World vcpu) => vcpu.Id - _vcpus[0].Id;

    private struct Loop
    {
        public ISpinWait Wait;
        public WorkItem Then;
        public long Window;
        public long Dispatches;
        public int Sections;
        public int YieldedTo;
        public long YieldedAt;
        public bool IsOver;
        public bool IsExiting;
        public bool HasExited;
        public bool IsEligible;
    }
}
