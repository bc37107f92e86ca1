namespace Sim.Models.Hypervisor.Kvm;

/// <content>
/// A thread that has a pCPU to itself competes with nobody: it stays out of the tree, which is where it would be alone on every level, until
/// a second one comes. Most threads of a host that is not overloaded never enter it.
/// </content>
public sealed partial class FairScheduler
{
    private Alone[] _alone = [];

    /// <summary>machine.slice is put below the root, which was passed over as long as it had no other member.</summary>
    internal void ShareRoot(Cgroup root, Cgroup machineSlice)
    {
        _roots = root.Queues;
        foreach (var queue in machineSlice.Queues)
        {
            queue.PutBelow(root.Queues[queue.Pcpu]);
            if (queue.IsEmpty) continue;
            Place(queue.Parent!, queue.Entity!);
            if (queue.Current is not null) SwitchTo(queue.Entity!);
        }
    }

    /// <summary>Gives a thread its pCPU without a place in the tree, if nobody else is there and no quota has to be kept.</summary>
    private bool TryKeepOut(SchedulingEntity entity, Cgroup group)
    {
        var pcpu = entity.Queue;
        if (_sharing is not null || group.IsLimited || _alone[pcpu].Entity is not null || !_roots[pcpu].IsEmpty || !(group.IsTop || group.Parent is { IsTop: true })) return false;
        entity.Deadline = DeadlineOf(entity);
        SetAside(entity, group, isAside: true);
        _alone[pcpu] = new Alone { Entity = entity, Left = SliceOf(entity) };
        return true;
    }

    private void ProtectAlone(SchedulingEntity entity)
    {
        Protect(entity);
        ref var alone = ref _alone[entity.Queue];
        alone.Protected = alone.Left;
    }

    private void ChargeAlone(SchedulingEntity entity, long ran)
    {
        entity.VirtualTime += entity.Weight == UnitWeight ? ran : ran * UnitWeight / entity.Weight;
        if (entity.VirtualTime >= entity.Deadline) RenewInTicks(entity, ran);
        ref var alone = ref _alone[entity.Queue];
        alone.Left -= ran;
        alone.Protected -= ran;
        if (_cfs is not null) NoteFloor(entity);
        if (alone.Left <= 0) alone.Left = LeftAfterTicks(alone.Left, SliceOf(entity), ran);
    }

    /// <summary>CFS: threads that were in the queue before measure their place by it also while this one is not in it.</summary>
    private static void NoteFloor(SchedulingEntity alone) => alone.Owner!.Floor = Math.Max(alone.Owner.Floor, alone.VirtualTime);

    /// <summary>A thread that was alone leaves its pCPU. Who is alone is neither ahead nor behind.</summary>
    private void LetGo(SchedulingEntity entity)
    {
        var group = entity.Group!;
        _alone[entity.Queue].Entity = null;
        SetAside(entity, group, isAside: false);
        entity.Lag = 0;
        if (group.Queues[entity.Queue].Entity is { } own) own.Lag = 0;
    }

    /// <summary>Somebody else comes: the thread that was alone takes the place that it would have in the tree.</summary>
    private void BringIn(int pcpu)
    {
        if (_alone[pcpu].Entity is not { } alone) return;
        _alone[pcpu].Entity = null;
        if (_alone[pcpu].Left <= 0) _alone[pcpu].Left = SliceOf(alone);
        SetAside(alone, alone.Group!, isAside: false);
        alone.Owner = alone.Group!.Queues[pcpu];
        var member = alone;
        while (true)
        {
            var queue = member.Owner!;
            queue.Add(member);
            if (!alone.IsQueued) queue.SetCurrent(member);
            if (queue.Entity is not { } above) return;
            queue.Parent!.SetWeight(above, queue.Group.WeightOn(queue));
            above.VirtualTime = queue.Parent.Floor;
            above.RanThisTurn = alone.RanThisTurn;
            TakeSlice(above);
            above.Deadline = above.VirtualTime + Scale(_alone[pcpu].Left, UnitWeight, above.Weight);
            above.ProtectedUntil = above.VirtualTime + Scale(_alone[pcpu].Protected, UnitWeight, above.Weight);
            member = above;
        }
    }

    /// <summary>Its load counts as if it were in the tree.</summary>
    private void SetAside(SchedulingEntity entity, Cgroup group, bool isAside)
    {
        var now = _host.Now.Picoseconds;
        var queue = group.Queues[entity.Queue];
        entity.Advance(now);
        entity.IsAside = isAside;
        queue.SetAside(isAside ? entity.Weight : 0);
        if (queue.Entity is not { } above) return;
        var parent = queue.Parent!;
        above.Advance(now);
        above.IsAside = isAside;
        if (isAside) parent.SetWeight(above, group.WeightOn(queue));
        parent.SetAside(isAside ? above.Weight : 0);
    }

    /// <summary>A thread outside the tree, and what its groups' entities would have: a thread that moved here brought its request along, they made new ones.</summary>
    private struct Alone
    {
        public SchedulingEntity? Entity;

        /// <summary>Run time until the groups' requests are over, picoseconds.</summary>
        public long Left;

        /// <summary>Run time until they lose their protection.</summary>
        public long Protected;
    }
}
