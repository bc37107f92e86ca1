using Sim.Core.Time;

namespace Sim.Models.Hypervisor.Kvm;

/// <content>
/// What is out of balance, and what is moved: the fullest part of a domain gives load, running time or threads, depending on how full both sides are; of its busiest
/// pCPU the threads go whose turn was longest ago, not those that ran within the last half millisecond, and not more than is out of balance.
/// Source: Linux kernel/sched/fair.c (7.x), update_sd_lb_stats, sched_balance_find_src_group, calculate_imbalance, sched_balance_find_src_rq, detach_tasks,
/// can_migrate_task, task_hot; cpu-and-memory 1.6.
/// </content>
public sealed partial class FairScheduler
{
    /// <summary>Threads looked at in one balance: sched_nr_migrate.</summary>
    private const int MostLooks = 32;

    private const int MostHalvings = 62;

    /// <summary>sched_migration_cost: who ran so recently has its data in the cache.</summary>
    private static readonly long CacheWarmth = SimDuration.FromMicroseconds(500).Picoseconds;

    /// <summary>pCPUs that a balance under way found to have only threads that may not come (LBF_ALL_PINNED).</summary>
    private bool[] _passedOver = [];

    /// <summary>Takes over from the busiest pCPU of a domain what is out of balance.</summary>
    /// <param name="member">The domain, as the pCPU knows it.</param>
    /// <param name="pcpu">Who balances.</param>
    /// <param name="isIdle">Whether it has nothing to run.</param>
    /// <param name="isNew">Whether it is about to idle: then one thread is enough.</param>
    /// <returns>A thread that was moved, the last of them; null when there was none.</returns>
    private World? TakeOver(DomainMember member, int pcpu, bool isIdle, bool isNew)
    {
        var domain = member.Domain;
        var (imbalance, kind, from) = (0L, MoveKind.Threads, -1);
        while (true)
        {
            imbalance = Imbalance(domain, pcpu, isIdle, out var part, out kind);
            from = imbalance > 0 ? FindBusiest(part, kind, imbalance) : -1;
            if (!_hasMasks || from < 0 || MayGive(from, pcpu)) break;
            _passedOver[from] = true;
        }

        if (_hasMasks) Array.Clear(_passedOver);
        if (imbalance <= 0)
        {
            member.Failures = 0;
            if (!isNew) member.IsBalanced = true;
            return null;
        }

        var moved = from >= 0 && _waiting[from] > 0 ? Detach(from, pcpu, imbalance, kind, member, isIdle, isNew) : null;
        if (moved is null && !isNew)
        {
            member.Failures++;
            if (isIdle && from >= 0 && kind == MoveKind.Threads && member.Failures > domain.CacheTries + ActiveAfter) moved = TryPush(from, pcpu);
        }

        if (moved is not null) member.Failures = 0;
        if (!isNew) member.IsBalanced = false;
        return moved;
    }

    private PcpuGroup Sum(int first, int count)
    {
        var part = new PcpuGroup { First = first, End = first + count };
        for (var pcpu = first; pcpu < first + count; pcpu++)
        {
            if (IsIsolated(pcpu) || _passedOver[pcpu]) continue;
            part.Count++;
            ref readonly var average = ref _roots[pcpu].Average;
            part.Load += average.Load;
            part.Utilisation += average.Utilisation;
            part.Runnable += average.Runnable;
            part.Threads += ThreadsOn(pcpu);
            if (_host.Idle.IsIdle(pcpu)) part.Idle++;
        }

        return part;
    }

    private int ThreadsOn(int pcpu) => _roots[pcpu].Threads + _interrupts[pcpu].Count;

    /// <summary>What is out of balance, in the measure of <paramref name="kind"/>; 0 for nothing.</summary>
    private long Imbalance(SchedulingDomain domain, int pcpu, bool isIdle, out PcpuGroup busiest, out MoveKind kind)
    {
        (busiest, kind) = (default, MoveKind.Threads);
        PcpuGroup local = default;
        var (found, most) = (false, GroupState.HasSpare);
        var (load, count) = (0L, 0);
        for (var first = domain.First; first < domain.End; first += domain.GroupSize)
        {
            var part = Sum(first, domain.GroupSize);
            if (part.Count == 0) continue;
            load += part.Load;
            count += part.Count;
            if (pcpu >= first && pcpu < first + domain.GroupSize)
            {
                local = part;
                continue;
            }

            if (part.Threads == 0) continue;
            var state = part.State(domain.ImbalancePercent);
            if (found && !IsBusier(part, state, busiest, most)) continue;
            (busiest, most, found) = (part, state, true);
        }

        if (!found) return 0;
        var mine = local.State(domain.ImbalancePercent);
        if (mine > most) return 0;
        var average = load / count;
        if (mine == GroupState.Overloaded
            && (local.AverageLoad >= busiest.AverageLoad || local.AverageLoad >= average || 100 * busiest.AverageLoad <= domain.ImbalancePercent * local.AverageLoad)) return 0;
        var siblings = isIdle ? Math.Max(0, busiest.Threads - local.Threads) : 0;
        if (!(domain.HasParts && mine == GroupState.HasSpare && siblings > 1) && most != GroupState.Overloaded)
        {
            if (!isIdle) return 0;
            if (busiest.Count > 1 && local.Idle <= busiest.Idle + 1) return 0;
            if (busiest.Threads == 1) return 0;
        }

        if (mine == GroupState.HasSpare) return IntoSpare(domain, in local, in busiest, most, isIdle, siblings, out kind);
        if (mine < GroupState.Overloaded && (local.AverageLoad >= busiest.AverageLoad || local.AverageLoad >= average)) return 0;
        kind = MoveKind.Load;
        return Math.Min((busiest.AverageLoad - average) * busiest.Capacity, (average - local.AverageLoad) * local.Capacity) / LoadAverage.Unit;
    }

    private static bool IsBusier(in PcpuGroup part, GroupState state, in PcpuGroup other, GroupState otherState) =>
        state != otherState ? state > otherState
        : state != GroupState.HasSpare ? part.AverageLoad > other.AverageLoad
        : part.Idle != other.Idle ? part.Idle < other.Idle
        : part.Threads > other.Threads;

    /// <summary>How much goes to a part with room.</summary>
    private static long IntoSpare(
        SchedulingDomain domain, in PcpuGroup local, in PcpuGroup busiest, GroupState most, bool isIdle, int siblings, out MoveKind kind)
    {
        kind = MoveKind.Threads;
        if (most == GroupState.Overloaded && !domain.SharesCache)
        {
            var room = Math.Max(local.Capacity, local.Utilisation) - local.Utilisation;
            // A busy pCPU that uses all it has still takes one thread: the others of its part may idle.
            if (room == 0 && !isIdle) return 1;
            kind = MoveKind.Utilisation;
            return room;
        }

        long threads = busiest.Count == 1 || domain.HasParts ? siblings : Math.Max(0, local.Idle - busiest.Idle);
        // Two threads that may talk to each other are left on their node.
        if (domain.SpansNodes && local.Threads + 1 <= domain.NodeSlack && threads <= 2) return 0;
        return threads / 2;
    }

    /// <summary>The pCPU of a part to take from, or -1.</summary>
    private int FindBusiest(in PcpuGroup part, MoveKind kind, long imbalance)
    {
        var (busiest, most) = (-1, 0L);
        for (var pcpu = part.First; pcpu < part.End; pcpu++)
        {
            var threads = ThreadsOn(pcpu);
            if (threads == 0 || IsIsolated(pcpu) || _passedOver[pcpu]) continue;
            ref readonly var average = ref _roots[pcpu].Average;
            var measure = kind switch { MoveKind.Load => average.Load, MoveKind.Utilisation => average.Utilisation, _ => threads };
            if (kind == MoveKind.Load ? threads == 1 && measure > imbalance : kind == MoveKind.Utilisation && threads <= 1) continue;
            if (measure > most) (busiest, most) = (pcpu, measure);
        }

        return busiest;
    }

    private World? Detach(int from, int pcpu, long imbalance, MoveKind kind, DomainMember member, bool isIdle, bool isNew)
    {
        World? moved = null;
        var began = _touches;
        var looks = Math.Min(MostLooks, ThreadsOn(from) + (_host.Idle.IsIdle(from) ? 0 : 1));
        for (var look = 0; look < looks && imbalance > 0; look++)
        {
            // Not the last one: it would only change places.
            if (isIdle && ThreadsOn(from) <= 1) break;
            if (LongestWaiting(from, pcpu, began) is not { } world) break;
            var entity = world.Entity;
            if (world.Kind != WorldKind.HostInterrupt)
            {
                entity.Touched = ++_touches;
                if (IsHot(entity, member)) continue;
                entity.Advance(_host.Now.Picoseconds);
                var size = kind switch { MoveKind.Load => Math.Max(1, LoadAtTop(entity)), MoveKind.Utilisation => entity.Average.Utilisation, _ => 1 };
                if (kind != MoveKind.Threads && size >> Math.Min(member.Failures, MostHalvings) > imbalance) continue;
                imbalance -= size;
            }

            moved = world;
            Migrate(world, pcpu);
            if (isNew) break;
        }

        return moved;
    }

    /// <summary>Whether a thread ran so recently on its pCPU that it is left there for now.</summary>
    private bool IsHot(SchedulingEntity entity, DomainMember member) =>
        !member.Domain.IsCore && member.Failures <= member.Domain.CacheTries
        && entity.LastRan >= 0 && _host.Now.Picoseconds - entity.LastRan < CacheWarmth;

    /// <summary>The world of a pCPU whose turn or wake-up was longest ago, of those that may run on another and were not looked at since <paramref name="began"/>.</summary>
    private World? LongestWaiting(int pcpu, int target, long began = long.MaxValue)
    {
        if (_interrupts[pcpu].Count > 0) return _interrupts[pcpu][0];
        World? best = null;
        if (_alone[pcpu].Entity is { } alone) Consider(alone, target, began, ref best);
        Search(_roots[pcpu], target, began, ref best);
        return best;
    }

    private void Search(GroupQueue queue, int target, long began, ref World? best)
    {
        foreach (var member in queue.Queued) Consider(member, target, began, ref best);
        if (queue.Current is { } current) Consider(current, target, began, ref best);
    }

    private void Consider(SchedulingEntity member, int target, long began, ref World? best)
    {
        if (member.Own is { } own)
        {
            Search(own, target, began, ref best);
            return;
        }

        if (!member.IsQueued || member.Touched > began || (best is not null && member.Touched > best.Entity.Touched)) return;
        var world = member.World!;
        if ((world.HomeNode >= 0 && world.HomeNode != _host.Topology.NodeOf(target)) || !world.MayRunOn(target)) return;
        // A task that may not run there counts as hot (task_hot).
        if (_sharing is not null && _host.RunningOn(target) is null && !_sharing.MayRun(world, target)) return;
        // Where its group is out of quota it could not run either.
        if (member.IsLimited && (world.IsThrottled || member.Group!.Queues[target].IsHeldBack)) return;
        best = world;
    }

    private void Migrate(World world, int pcpu)
    {
        var entity = world.Entity;
        var relative = entity.Deadline - entity.VirtualTime;
        Remove(world);
        Enqueue(world, pcpu, woke: false);
        world.Pcpu = pcpu;
        if (world.Kind != WorldKind.HostInterrupt) entity.Deadline = entity.VirtualTime + relative;
    }
}
