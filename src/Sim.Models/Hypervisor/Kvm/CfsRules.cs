namespace Sim.Models.Hypervisor.Kvm;

/// <summary>What CFS does otherwise than EEVDF: least virtual runtime first, turns by latency and weight, wake-ups by granularity.</summary>
/// <remarks>
/// Models GENTLE_FAIR_SLEEPERS, START_DEBIT, WAKEUP_PREEMPTION, ALT_PERIOD and BASE_SLICE, the next buddy of directed yield. Leaves out the skip buddy
/// of the yielding thread, the last buddy (8 or more runnable threads only) and SCHED_IDLE. Source: Linux kernel/sched/fair.c 6.1, sched_slice, place_entity,
/// check_preempt_tick, wakeup_preempt_entity; cpu-and-memory 1.4. Page: docs/models/cpu.md.
/// </remarks>
internal sealed class CfsRules(FairParameters parameters)
{
    private const int UnitWeight = 1024;

    /// <summary>Threads that a period of the latency has room for (sched_nr_latency).</summary>
    private const int LatencyThreads = 8;

    private readonly long _latency = parameters.Latency.Picoseconds;
    private readonly long _shortest = parameters.MinGranularity.Picoseconds;
    private readonly long _wakeup = parameters.WakeupGranularity.Picoseconds;

    /// <summary>How long an entity may run in one go: its part of the period, by weight on every level.</summary>
    /// <param name="entity">A thread or group, in a queue or about to enter it.</param>
    /// <param name="threads">Runnable threads of the pCPU.</param>
    public long Turn(SchedulingEntity entity, int threads)
    {
        var turn = threads <= LatencyThreads ? _latency : threads * _shortest;
        for (var member = entity; member is not null; member = member.Owner!.Entity)
        {
            var weight = member.Owner!.Weight + (member.IsOnQueue ? 0 : member.Weight);
            turn = FairScheduler.Scale(turn, member.Weight, weight);
        }

        return Math.Max(turn, _shortest);
    }

    /// <summary>Run time until a tick ends the turn of a queue's current entity; 0 or less when it would now.</summary>
    public long Left(SchedulingEntity current, int threads)
    {
        var queue = current.Owner!;
        if (queue.Count == 0) return long.MaxValue;
        var turn = Turn(current, threads);
        // Longer than its turn; or, from the shortest turn on, when it is further ahead of the first than a turn, which compares virtual with real time as the kernel does.
        var ahead = current.VirtualTime - queue.First()!.VirtualTime;
        var untilAhead = FairScheduler.Scale(turn + 1 - ahead, current.Weight, UnitWeight);
        return Math.Min(turn + 1 - current.RanThisTurn, Math.Max(_shortest - current.RanThisTurn, untilAhead));
    }

    /// <summary>Whether an entity that wakes takes the pCPU from one of the same queue.</summary>
    public bool Preempts(SchedulingEntity woken, SchedulingEntity running) => IsBeyondGranularity(running, woken);

    /// <summary>Whether one entity is too far ahead of another to be favoured over it.</summary>
    public bool IsBeyondGranularity(SchedulingEntity ahead, SchedulingEntity behind) =>
        ahead.VirtualTime - behind.VirtualTime > (behind.Weight == UnitWeight ? _wakeup : _wakeup * UnitWeight / behind.Weight);

    /// <summary>Virtual runtime of a sleeper that wakes: its own, but no more than half a latency behind the queue.</summary>
    public long Woken(long virtualTime, long floor) => Math.Max(virtualTime, floor - (_latency / 2));

    /// <summary>Virtual runtime of a thread that never ran: it starts by owing a turn.</summary>
    public long New(SchedulingEntity entity, long floor, int threads) =>
        Math.Max(entity.VirtualTime, floor + FairScheduler.Scale(Turn(entity, threads), UnitWeight, entity.Weight));
}
