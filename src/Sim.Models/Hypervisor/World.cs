using Sim.Core.Collections;
using Sim.Core.Diagnostics;
using Sim.Core.Time;
using Sim.Models.Hardware.Cpu;

namespace Sim.Models.Hypervisor;

/// <summary>A schedulable entity: its queues of work, its scheduling state and its exact time accounts.</summary>
public sealed partial class World
{
    /// <summary>Eighths of a picosecond in 1/65536.</summary>
    private const long ClockShare = 8 * ClockTable.Unit;

    private Int128 _clockGain;
    private Int128 _clockLoss;
    private SimTime _since;
    private SimTime _accountedFrom;

    /// <summary>A world with nothing to do.</summary>
    /// <param name="id">Its number on the host, dense from 0.</param>
    /// <param name="name">Name for reports, e.g. <c>web3/vcpu0</c>.</param>
    /// <param name="kind">What it does.</param>
    /// <param name="vmId">The VM it belongs to, or -1 for the host's own.</param>
    /// <param name="source">Where it looks for more work, or null.</param>
    /// <param name="polling">How long it polls before it blocks.</param>
    public World(int id, string name, WorldKind kind, int vmId, IWorkSource? source, PollPolicy polling)
    {
        (Id, Name, Kind, VmId, Source, Polling) = (id, name, kind, vmId, source, polling);
        LastPcpu = -1;
        Pcpu = -1;
        Entity = new SchedulingEntity { World = this };
    }

    /// <summary>Number on the host.</summary>
    public int Id { get; }

    /// <summary>Name for reports.</summary>
    public string Name { get; }

    /// <summary>What it does.</summary>
    public WorldKind Kind { get; }

    /// <summary>The VM it belongs to, or -1.</summary>
    public int VmId { get; }

    /// <summary>Its state.</summary>
    public WorldState State { get; private set; }

    /// <summary>The pCPU it runs on or is queued at, or -1.</summary>
    public int Pcpu { get; internal set; }

    /// <summary>The pCPU it ran on last, or -1.</summary>
    public int LastPcpu { get; internal set; }

    /// <summary>The only NUMA node it may run on, or -1 for any.</summary>
    public int HomeNode { get; set; } = -1;

    /// <summary>The NUMA node it is first started on.</summary>
    public int StartNode { get; set; }

    /// <summary>Speed of its work on each node relative to all-local memory, in 1/65536; indexed by node, null for full speed.</summary>
    public int[]? NodeSpeed { get; set; }

    /// <summary>Share of its time on each node that it waits for memory at the sustained clock, in 1/65536: what no clock makes faster; null for none.</summary>
    public int[]? StallShare { get; set; }

    /// <summary>What the scheduling policy keeps about it.</summary>
    public SchedulingEntity Entity { get; }

    /// <summary>Time on a pCPU since the accounts were reset, picoseconds.</summary>
    public long RunTime { get; private set; }

    /// <summary>Time ready without a pCPU, picoseconds.</summary>
    public long ReadyTime { get; private set; }

    /// <summary>Part of the ready time in which the quota of its cgroup was used up, picoseconds.</summary>
    public long ThrottledTime { get; private set; }

    /// <summary>Whether it is ready but held back until its cgroup's quota is refilled.</summary>
    public bool IsThrottled { get; private set; }

    /// <summary>Time co-stopped, picoseconds.</summary>
    public long CoStopTime { get; private set; }

    /// <summary>Time blocked, picoseconds.</summary>
    public long BlockedTime { get; private set; }

    /// <summary>Part of the blocked time in which it waited for a page that the hypervisor had swapped out, picoseconds.</summary>
    public long SwapWaitTime { get; private set; }

    /// <summary>Part of the run time spent polling for work, picoseconds.</summary>
    public long PollTime { get; internal set; }

    /// <summary>Part of the run time with the other thread of the core busy, picoseconds.</summary>
    public long SharedTime { get; internal set; }

    /// <summary>Times it ran out of work and left its guest, whether the host polled then or not.</summary>
    public long Halts { get; internal set; }

    /// <summary>Times it woke up.</summary>
    public long Wakes { get; internal set; }

    /// <summary>Times it was put on another pCPU than the one it ran on last.</summary>
    public long Migrations { get; internal set; }

    /// <summary>Speed of the clock it runs at, in 1/65536 of the sustained clock.</summary>
    internal long Clock { get; set; } = ClockTable.Unit;

    /// <summary>Nominal work done, picoseconds; below the run time where SMT, memory or polling slow it.</summary>
    public long WorkDone { get; internal set; }

    /// <summary>
    /// How far it lags behind a sibling that was never held up, picoseconds: ready and co-stopped time since it last blocked, from where its siblings were when it woke.
    /// </summary>
    public long Deficit { get; private set; }

    /// <summary>Since when it has been in its state.</summary>
    internal SimTime Entered { get; private set; }

    /// <summary>Whether it has been placed among its siblings since it woke.</summary>
    internal bool HasJoined { get; private set; }

    /// <summary>Times it was put on a pCPU.</summary>
    public long Dispatches { get; internal set; }

    /// <summary>Told of every change of state; null when nothing is traced.</summary>
    internal DispatchTrace? Trace { get; set; }

    internal IWorkSource? Source { get; }

    internal PollPolicy Polling { get; set; }

    internal SimDuration PollWindow { get; set; }

    internal SimTime HaltedSince { get; set; }

    /// <summary>Whether an interrupt on the pCPU it ran on last woke it.</summary>
    internal bool IsWokenLocally { get; set; }

    /// <summary>The pCPU of the world that woke it last; -1 when a device or a timer did.</summary>
    internal int WokenFrom { get; set; } = -1;

    internal RingQueue<WorkItem> Urgent { get; } = new(16);

    internal RingQueue<WorkItem> Normal { get; } = new(16);

    internal WorkItem Current { get; set; }

    internal bool HasCurrent { get; set; }

    internal bool CurrentIsUrgent { get; set; }

    internal long Remaining { get; set; }

    /// <summary>Pieces of work queued or under way.</summary>
    public int Backlog => Urgent.Count + Normal.Count + (HasCurrent ? 1 : 0);

    /// <summary>Takes the next piece of work, urgent work first, then its own, then its source's.</summary>
    internal bool TakeWork()
    {
        if (IsSwapWaiting) return false;
        WorkItem item;
        if (Urgent.TryDequeue(out item))
        {
            CurrentIsUrgent = true;
        }
        else if (!IsParked && (Normal.TryDequeue(out item) || (Source is { } source && source.TryTake(this, out item))))
        {
            CurrentIsUrgent = false;
            HaltPoll?.OnTask();
        }
        else
        {
            return false;
        }

        Current = item;
        Remaining = item.Work;
        HasCurrent = true;
        return true;
    }

    /// <summary>Puts what is left of the current work back in front.</summary>
    internal void PutBackWork()
    {
        Normal.PutBack(Current with { Work = Remaining });
        HasCurrent = false;
    }

    /// <summary>What a clock above the sustained one added to the time charged by ESXi, 62.5 % of the time beside a busy sibling; picoseconds.</summary>
    public long ClockGain => (long)(_clockGain / ClockShare);

    /// <summary>What a clock below the sustained one took from it, picoseconds.</summary>
    public long ClockLoss => (long)(_clockLoss / ClockShare);

    /// <summary>Accounts time run at a clock other than the sustained one.</summary>
    internal void CountClock(long ran, bool siblingBusy)
    {
        var change = (Int128)((siblingBusy ? 5 : 8) * (Clock - ClockTable.Unit)) * ran;
        if (change > 0) _clockGain += change;
        else _clockLoss -= change;
    }

    internal void SetState(WorldState state, SimTime now)
    {
        Settle(now);
        if (state == WorldState.Blocked) (Deficit, HasJoined) = (0, false);
        if (state == WorldState.Running) IsWokenLocally = false;
        State = state;
        Entered = now;
        Trace?.OnState(this, state, now);
    }

    /// <summary>Places a vCPU that woke among its siblings.</summary>
    /// <param name="deficit">How far behind it is from now on.</param>
    internal void Join(long deficit) => (Deficit, HasJoined) = (deficit, true);

    /// <summary>A ready world is held back by a quota, or no longer.</summary>
    internal void SetThrottled(bool throttled, SimTime now)
    {
        Settle(now);
        IsThrottled = throttled;
    }

    /// <summary>Brings the accounts up to now.</summary>
    public void Settle(SimTime now)
    {
        var elapsed = (now - _since).Picoseconds;
        _since = now;
        switch (State)
        {
            case WorldState.Running:
                RunTime += elapsed;
                break;
            case WorldState.Ready:
                ReadyTime += elapsed;
                // A limit holds all vCPUs of a VM at once: none of them leads by it.
                if (IsThrottled) ThrottledTime += elapsed;
                else Deficit += elapsed;
                break;
            case WorldState.CoStopped:
                CoStopTime += elapsed;
                Deficit += elapsed;
                break;
            default:
                BlockedTime += elapsed;
                if (IsSwapWaiting) SwapWaitTime += elapsed;
                break;
        }
    }

    /// <summary>Clears the accounts: the end of the warm-up.</summary>
    public void ResetAccounts(SimTime now)
    {
        Settle(now);
        _accountedFrom = now;
        OverlapTime = SharedOverlap = InterruptTime = SwapWaitTime = InterruptExits = HandlerTime = 0;
        RunTime = ReadyTime = ThrottledTime = CoStopTime = BlockedTime = PollTime = GuestPollTime = SpinTime = SharedTime = WorkDone = Dispatches = Wakes = Halts = Migrations = 0;
        _ticksAtReset = TicksTaken;
        _clockGain = _clockLoss = 0;
    }

    /// <summary>Checks that run + ready + co-stop + blocked = elapsed, exactly.</summary>
    /// <exception cref="SimulationFault">They do not add up.</exception>
    public void CheckAccounts(SimTime now)
    {
        Settle(now);
        Check.That(
            RunTime + ReadyTime + CoStopTime + BlockedTime == (now - _accountedFrom).Picoseconds,
            "run + ready + co-stop + blocked differs from elapsed time");
        Check.That(ThrottledTime <= ReadyTime, "a world was throttled for longer than it was ready");
        Check.That(OverlapTime <= RunTime && SharedOverlap <= SharedTime, "interrupts took more of a world's run time than there was");
        Check.That(SwapWaitTime <= BlockedTime, "a world waited for swapped pages for longer than it was blocked");
    }
}
