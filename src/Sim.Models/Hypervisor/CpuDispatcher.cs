using Sim.Core.Events;
using Sim.Core.Time;
using Sim.Models.Hardware.Cpu;

namespace Sim.Models.Hypervisor;

/// <summary>Mechanism: puts worlds on pCPUs as the policy decides, moves their work forward and keeps their accounts.</summary>
/// <remarks>
/// Models context switches, wake-ups, idle-state exits, cache refill after migration, SMT sharing of a core, memory speed by node and
/// polling before blocking, clocks that follow the number of active cores and power management, and interrupts that take time from
/// a running world. The same mechanism serves KVM and ESXi; they differ in the policy, the costs and in co-scheduling. Source: cpu-and-memory
/// 1.1, 1.6, 1.11, 2.1, 2.5, 2.8.
/// Page: docs/models/cpu.md.
/// </remarks>
public sealed partial class CpuDispatcher : IEventTarget, IHostView
{
    private readonly EventCalendar _calendar;
    private readonly DispatchCosts _costs;
    private readonly IWorldScheduler _policy;
    private readonly Pcpu[] _pcpus;
    private readonly List<World> _worlds = [];
    private readonly long _sharedRate;
    private readonly long _pollResume;

    /// <summary>An idle host.</summary>
    /// <param name="calendar">The replication's events.</param>
    /// <param name="cpu">The processors.</param>
    /// <param name="costs">What dispatching costs.</param>
    /// <param name="policy">Who runs where.</param>
    /// <param name="power">Who decides about clocks and idle states; null is <see cref="PowerManagement.Default"/>.</param>
    public CpuDispatcher(EventCalendar calendar, CpuParameters cpu, DispatchCosts costs, IWorldScheduler policy, PowerManagement? power = null)
    {
        (_calendar, _costs, _policy) = (calendar, costs, policy);
        (Topology, Generation) = (new CoreTopology(cpu), cpu.Generation);
        Idle = new IdlePcpus(Topology);
        _pcpus = new Pcpu[Topology.Pcpus];
        for (var i = 0; i < _pcpus.Length; i++) _pcpus[i] = new Pcpu();
        power ??= PowerManagement.Default(cpu);
        Cores = new CoreStates(Topology, cpu.IdleStates, power.Idle, new ClockTable(cpu));
        if (!Cores.Clocks.IsFlat) _clocks = new ClockControl(this, power.Clock, cpu.TurboPeriod);
        _sharedRate = (long)(Pcpu.FullRate * cpu.SmtThroughput / 2);
        (_pollResume, _interrupt) = (costs.PollResume.Picoseconds, costs.Interrupt.Picoseconds);
        ShareCores(policy.CoreRule);
        policy.Attach(this);
        _calendar.Schedule(policy.BalancePeriod, new EventAction(this, (int)Step.Balance), EventPhase.Decide);
    }

    private enum Step
    {
        Started,
        WorkDone,
        PollEnded,
        SliceEnded,
        Balance,
        ClockReview,
        ClockSample,
    }

    /// <inheritdoc />
    public SimTime Now => _calendar.Now;

    /// <inheritdoc />
    EventCalendar IHostView.Calendar => _calendar;

    /// <inheritdoc />
    public CoreTopology Topology { get; }

    /// <inheritdoc />
    public IdlePcpus Idle { get; }

    /// <summary>What the cores do: clocks, idle states and their accounts.</summary>
    public CoreStates Cores { get; }

    /// <summary>All worlds of the host, by id.</summary>
    public IReadOnlyList<World> Worlds => _worlds;

    /// <summary>Told when a vCPU stops running or starts waiting, so that co-scheduling can watch its VM; null where there is none.</summary>
    public ICoScheduler? CoScheduler { get; set; }

    internal DispatchTrace? Trace { get; set; }

    /// <summary>Makes a world and gives it the next id.</summary>
    /// <param name="name">Name for reports.</param>
    /// <param name="kind">What it does.</param>
    /// <param name="vmId">Its VM, or -1.</param>
    /// <param name="source">Where it looks for more work, or null.</param>
    /// <param name="polling">How long it polls before it blocks.</param>
    public World AddWorld(string name, WorldKind kind, int vmId, IWorkSource? source, PollPolicy polling)
    {
        var world = new World(_worlds.Count, name, kind, vmId, source, polling);
        _worlds.Add(world);
        return world;
    }

    /// <inheritdoc />
    public World? RunningOn(int pcpu) => _pcpus[pcpu].Current;

    /// <summary>Gives a world work. Urgent work (interrupts) goes first and takes the place of what runs inside the world.</summary>
    /// <param name="world">The world.</param>
    /// <param name="item">The work.</param>
    /// <param name="urgent">Whether it is an interrupt.</param>
    public void Submit(World world, in WorkItem item, bool urgent = false)
    {
        (urgent ? world.Urgent : world.Normal).Enqueue(in item);
        if (world.State == WorldState.Running) OnMoreWork(world, urgent);
        else if (world.State == WorldState.Blocked && !world.IsSwapWaiting) Wake(world);
    }

    /// <summary>Whether a world is halted: blocked, but not for a swap-in, or polling for work, in the host or in its guest.</summary>
    public bool IsHalted(World world) =>
        (world.State == WorldState.Blocked && !world.IsSwapWaiting)
        || (world.State == WorldState.Running && _pcpus[world.Pcpu].Mode == PcpuMode.Polling) || IsPollingInGuest(world);

    /// <inheritdoc />
    void IHostView.Settle(int pcpu) => Charge(pcpu);

    /// <inheritdoc />
    public void Reconsider(int pcpu)
    {
        var cpu = _pcpus[pcpu];
        switch (cpu.Mode)
        {
            case PcpuMode.Idle:
                DispatchNext(pcpu);
                break;
            case PcpuMode.Handling:
                // It begins when the handler is over, and nobody else is sent here meanwhile.
                if (_policy.Waiting(pcpu) > 0) MarkIdle(pcpu, false);
                break;
            case PcpuMode.Polling:
                if (_policy.Waiting(pcpu) > 0) StopPolling(pcpu);
                break;
            case PcpuMode.Executing:
                ArmDecision(pcpu);
                break;
        }
    }

    /// <inheritdoc />
    public void OnEvent(in EventAction action)
    {
        switch ((Step)action.Kind)
        {
            case Step.Started:
                OnStarted(action.Index);
                break;
            case Step.WorkDone:
                OnWorkDone(action.Index);
                break;
            case Step.PollEnded:
                StopPolling(action.Index);
                break;
            case Step.SliceEnded:
                OnSliceEnded(action.Index);
                break;
            case Step.Balance:
                _policy.Balance();
                Trace?.OnBalance(Now);
                _calendar.Schedule(_policy.BalancePeriod, new EventAction(this, (int)Step.Balance), EventPhase.Decide);
                break;
            case Step.ClockReview:
                _clocks!.Review(action.Index);
                break;
            case Step.ClockSample:
                _clocks!.Sample();
                break;
        }
    }

    private void Wake(World world)
    {
        world.PollWindow = world.Polling.Next(world.PollWindow, Now - world.HaltedSince);
        world.Wakes++;
        world.WokenFrom = Waker?.Pcpu ?? -1;
        MakeReady(world, woke: true);
    }

    private void MakeReady(World world, bool woke)
    {
        world.SetState(WorldState.Ready, Now);
        var pcpu = _policy.SelectPcpu(world);
        world.Pcpu = pcpu;
        var cpu = _pcpus[pcpu];
        if (cpu.Mode is PcpuMode.Executing or PcpuMode.Polling) Charge(pcpu);
        _policy.Enqueue(world, pcpu, woke);
        Trace?.OnQueued(world, Now);
        if (cpu.Mode == PcpuMode.Completing) cpu.NeedsDecision = true;
        else if (cpu.Mode == PcpuMode.Executing && _policy.Preempts(world, cpu.Current!, pcpu)) Preempt(pcpu);
        else Reconsider(pcpu);
        CoScheduler?.OnChanged(world);
    }

    private void OnMoreWork(World world, bool urgent)
    {
        var index = world.Pcpu;
        var cpu = _pcpus[index];
        if (cpu.Mode == PcpuMode.Polling)
        {
            _calendar.Cancel(cpu.Next);
            var polled = Now - world.HaltedSince;
            world.PollWindow = world.Polling.Next(world.PollWindow, polled);
            world.HaltedSince = SimTime.Zero;
            Charge(index);
            world.RestartTicks(Now);
            cpu.ResumesFromPoll = true;
            Trace?.OnPolling(world, polls: false, Now);
            RunNext(index);
        }
        else if (cpu.Mode == PcpuMode.Executing && world.IsPollingInGuest)
        {
            LeaveGuestPoll(index, hasWork: true);
        }
        else if (cpu.Mode == PcpuMode.Executing && urgent && !world.CurrentIsUrgent)
        {
            Charge(index);
            _calendar.Cancel(cpu.Next);
            world.PutBackWork();
            RunNext(index);
        }
    }

    private void DispatchNext(int index)
    {
        var cpu = _pcpus[index];
        if (cpu.Mode == PcpuMode.Handling) return;
        var world = Choose(index);
        if (world is null)
        {
            if (cpu.Mode == PcpuMode.Idle)
            {
                AfterChoice(index, cleared: null);
                return;
            }

            GoIdle(index);
            return;
        }

        var cleared = ClearBeside(index, world);
        var latency = _costs.ToStart(world, index, Topology);
        if (cpu.Mode == PcpuMode.Idle)
        {
            latency += Cores.OnBusy(index, Now);
            cpu.BusySince = Now;
            MarkIdle(index, false);
        }
        else if (Idle.IsIdle(index))
        {
            MarkIdle(index, false);
        }

        Trace?.OnSwitch(index, world, Now);
        world.HaltedSince = SimTime.Zero;
        world.Pcpu = index;
        cpu.Current = world;
        var wasIdle = cpu.Mode == PcpuMode.Idle;
        cpu.Mode = PcpuMode.Starting;
        cpu.NextAt = Now + latency;
        cpu.Next = _calendar.ScheduleAt(cpu.NextAt, new EventAction(this, (int)Step.Started, index));
        if (wasIdle)
        {
            SiblingChanged(index);
            _clocks?.OnActivity(index);
        }

        AfterChoice(index, cleared);
    }

    private void OnStarted(int index)
    {
        var cpu = _pcpus[index];
        var world = cpu.Current!;
        world.SetState(WorldState.Running, Now);
        if (world.LastPcpu != index && world.LastPcpu >= 0) world.Migrations++;
        world.LastPcpu = index;
        world.Dispatches++;
        cpu.ChargedAt = Now;
        if (world.NextTick <= Now) world.CatchUpTick(Now);
        world.HaltPoll?.OnStarted(Now);
        _policy.OnStart(world, index);
        cpu.Mode = PcpuMode.Executing;
        CoScheduler?.OnChanged(world);
        if (!WasHandedOver(cpu, world) && _policy.Waiting(index) > 0 && _policy.ShouldYield(world, index))
        {
            // Somebody better woke during the switch.
            Preempt(index);
            return;
        }

        if (world.HasCurrent && world.Urgent.Count > 0 && !world.CurrentIsUrgent) world.PutBackWork();
        if (world.HasCurrent)
        {
            SetRate(index);
            ScheduleCompletion(index);
            ArmDecision(index);
        }
        else
        {
            RunNext(index);
        }
    }

    private void RunNext(int index)
    {
        var cpu = _pcpus[index];
        var world = cpu.Current!;
        if (!world.TakeWork() && !StaysInGuest(world))
        {
            Halt(index);
            return;
        }

        if (cpu.ResumesFromPoll)
        {
            world.Remaining += world.HaltPoll?.Resume ?? _pollResume;
            cpu.ResumesFromPoll = false;
        }

        cpu.Mode = PcpuMode.Executing;
        SetRate(index);
        ScheduleCompletion(index);
        ArmDecision(index);
    }

    private void OnWorkDone(int index)
    {
        var cpu = _pcpus[index];
        if (Now < cpu.DoneAt)
        {
            ArmCompletion(index);
            return;
        }

        var world = cpu.Current!;
        if (world.IsPollingInGuest)
        {
            LeaveGuestPoll(index, hasWork: false);
            return;
        }

        Charge(index);
        if (!world.IsSpinning) world.WorkDone += world.Remaining;
        world.Remaining = 0;
        world.HasCurrent = false;
        var item = world.Current;
        cpu.Mode = PcpuMode.Completing;
        Waker = world;
        item.Sink.OnWorkDone(world, in item);
        Waker = null;
        if (!cpu.NeedsDecision)
        {
            RunNext(index);
            return;
        }

        cpu.NeedsDecision = false;
        if (world.TakeWork() || StaysInGuest(world))
        {
            cpu.Mode = PcpuMode.Executing;
            SetRate(index);
            if (cpu.HandOverTo is not null || _policy.ShouldYield(world, index))
            {
                Preempt(index);
                return;
            }

            ScheduleCompletion(index);
            ArmDecision(index);
        }
        else
        {
            Halt(index);
        }
    }

    private void Preempt(int index)
    {
        var world = Stop(index);
        Refill(index, world);
    }

    /// <summary>The running world is ready again; its pCPU has none until the next is chosen.</summary>
    private World Stop(int index)
    {
        var cpu = _pcpus[index];
        var world = cpu.Current!;
        Charge(index);
        _calendar.Cancel(cpu.Next);
        _calendar.Cancel(cpu.Decision);
        world.SetState(WorldState.Ready, Now);
        _policy.OnPreempted(world, index);
        cpu.Current = null;
        CoScheduler?.OnChanged(world);
        return world;
    }

    private void Leave(int index, World world, WorldState state)
    {
        var cpu = _pcpus[index];
        Charge(index);
        _calendar.Cancel(cpu.Next);
        _calendar.Cancel(cpu.Decision);
        world.SetState(state, Now);
        world.Pcpu = -1;
        _policy.OnStopped(world, index);
        cpu.Current = null;
    }

    private void OnSliceEnded(int index)
    {
        var cpu = _pcpus[index];
        if (cpu.Mode != PcpuMode.Executing) return;
        Charge(index);
        if (_policy.ShouldYield(cpu.Current!, index)) Preempt(index);
        else ArmDecision(index);
    }

    private void ArmDecision(int index)
    {
        var cpu = _pcpus[index];
        // Alone on its pCPU a world goes on until it is done, unless a quota stops it.
        if (!_policy.NeedsDecisions(cpu.Current!, index) && Sharing?.IsCoreHeld(index) != true) return;
        // A decision due at this very instant still has to be taken: work that ends at a tick must not put it off to the next.
        if (cpu.DecisionAt == Now && _calendar.IsPending(cpu.Decision)) return;
        Charge(index);
        var time = _policy.NextDecision(cpu.Current!, index);
        if (time == cpu.DecisionAt && _calendar.IsPending(cpu.Decision)) return;
        _calendar.Cancel(cpu.Decision);
        cpu.DecisionAt = time;
        if (time < SimTime.Max) cpu.Decision = _calendar.ScheduleAt(time < Now ? Now : time, new EventAction(this, (int)Step.SliceEnded, index), EventPhase.Decide);
    }

    private void Charge(int index)
    {
        var cpu = _pcpus[index];
        if (cpu.Mode is PcpuMode.Idle or PcpuMode.Starting or PcpuMode.Handling || cpu.Current is not { } world) return;
        var elapsed = (Now - cpu.ChargedAt).Picoseconds;
        if (elapsed == 0) return;
        cpu.ChargedAt = Now;
        // Nobody is charged for the time that interrupt handlers take from it.
        var (ran, stolen) = (elapsed, 0L);
        if (world.Stolen > 0 && cpu.Mode == PcpuMode.Executing) ran -= TakeStolen(cpu, world, elapsed, out stolen);
        _policy.Charge(world, ran, cpu.SiblingBusy);
        if (world.Clock != ClockTable.Unit) world.CountClock(ran, cpu.SiblingBusy);
        if (cpu.SiblingBusy) world.SharedTime += elapsed;
        if (cpu.Mode == PcpuMode.Polling) world.PollTime += elapsed;
        if (cpu.Mode != PcpuMode.Executing) return;
        if (world.NextTick <= Now) world.TakeTicks(Now);
        if (world.IsPollingInGuest)
        {
            world.GuestPollTime += elapsed;
            return;
        }

        var progress = Math.Min(cpu.WorkIn(elapsed) - stolen, world.Remaining);
        world.Remaining -= progress;
        if (!world.IsSpinning)
        {
            world.WorkDone += progress;
            return;
        }

        world.SpinTime += elapsed;
        world.SpunInWait += elapsed;
    }

    private void ScheduleCompletion(int index)
    {
        var cpu = _pcpus[index];
        var world = cpu.Current!;
        if (world.IsSpinning) world.Spins!.OnResumed(world);
        cpu.DoneAt = EndOf(cpu, world);
        ArmCompletion(index);
    }

    private void ArmCompletion(int index)
    {
        var cpu = _pcpus[index];
        cpu.NextAt = cpu.DoneAt;
        cpu.Next = _calendar.ScheduleAt(cpu.DoneAt, new EventAction(this, (int)Step.WorkDone, index));
    }
}
