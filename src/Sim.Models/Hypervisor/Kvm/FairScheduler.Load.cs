namespace Sim.Models.Hypervisor.Kvm;

/// <content>
/// Load averages: each thread has one, asleep or not, and so has every group on every pCPU; a run queue's is the sum of its members', and moves with a
/// thread that goes elsewhere. Source: Linux kernel/sched/fair.c, update_load_avg, attach_entity_load_avg, propagate_entity_load_avg,
/// post_init_entity_util_avg. Page: docs/models/cpu.md.
/// </content>
public sealed partial class FairScheduler
{
    /// <summary>A thread is about to be queued: its average counts there from now on.</summary>
    private void CountLoadIn(GroupQueue queue, SchedulingEntity thread)
    {
        if (ReferenceEquals(thread.Loads, queue)) return;
        thread.LastRan = -1;
        if (thread.Loads is { } last)
        {
            thread.Advance(_host.Now.Picoseconds);
            Transfer(thread, last, -1);
        }
        else
        {
            thread.Average.Begin(_host.Now.Picoseconds, FirstUtilisation(_roots[queue.Pcpu], thread.Weight));
        }

        thread.Loads = queue;
        if (!queue.IsLeaf) _leaves[queue.Pcpu].Add(queue);
        queue.IsLeaf = true;
        Transfer(thread, queue, +1);
    }

    /// <summary>What a new thread is taken to use: what the others use for their weight, or half of what the pCPU has left.</summary>
    private static long FirstUtilisation(GroupQueue root, long weight)
    {
        root.Advance();
        var used = root.Average.Utilisation;
        var left = Math.Max(0, LoadAverage.Unit - used) / 2;
        return used == 0 ? left : Math.Min(left, used * weight / (root.Average.Load + 1));
    }

    private void Transfer(SchedulingEntity thread, GroupQueue queue, int sign)
    {
        var now = _host.Now.Picoseconds;
        var root = _roots[queue.Pcpu];
        root.Advance();
        root.Average.AddThread(thread.Average, sign);
        queue.Advance();
        var change = sign * thread.Average.LoadSum;
        queue.Average.AddLoad(change * thread.Weight);
        queue.Tell(now);
        for (var from = queue; from.Entity is { } group && change != 0; from = from.Parent!)
        {
            var parent = from.Parent!;
            parent.Advance();
            group.Advance(now);
            var before = group.Average.LoadSum;
            group.Average.Propagate(change, in from.Average, from.Weight + from.Aside);
            change = group.Average.LoadSum - before;
            parent.Average.AddLoad(change * group.Weight);
        }
    }

    private void SetRunning(SchedulingEntity thread, int pcpu, bool isRunning)
    {
        thread.Advance(_host.Now.Picoseconds);
        thread.IsRunning = isRunning;
        if (isRunning) thread.Touched = ++_touches;
        _roots[pcpu].CountThreads(isRunning ? +1 : -1, isRunning);
    }

    /// <summary>What a tick does: queues whose threads sleep decay too, which their groups have to know of, and the groups of the running thread get the weight they have by now.</summary>
    private void RenewLoads(int pcpu)
    {
        if (_alone[pcpu].Entity is { } alone) SetAside(alone, alone.Group!, isAside: true);
        else if (_host.RunningOn(pcpu) is { Kind: not WorldKind.HostInterrupt } running) ReweighUp(running.Entity);
        var leaves = _leaves[pcpu];
        for (var i = leaves.Count - 1; i >= 0; i--)
        {
            var queue = leaves[i];
            queue.Advance();
            if (!queue.Average.IsZero || !queue.IsEmpty || queue.Aside != 0) continue;
            queue.IsLeaf = false;
            leaves.RemoveAt(i);
        }
    }

    /// <summary>What a thread loads its pCPU with, seen from the top of the tree (task_h_load).</summary>
    private static long LoadAtTop(SchedulingEntity thread)
    {
        var queue = thread.Loads!;
        var load = thread.Average.LoadOf(thread.Weight);
        for (; queue.Entity is { } group; queue = queue.Parent!) load = load * group.Average.LoadOf(group.Weight) / (queue.Average.Load + 1);
        return load;
    }
}
