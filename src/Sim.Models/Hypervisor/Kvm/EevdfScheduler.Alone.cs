namespace Sim.Models.Hypervisor.Kvm;

/// <content>
/// A thread that has a pCPU to itself competes with nobody: it stays out of the tree, which is where it would be alone on every level, until
/// a second one comes. Most threads of a host that is not overloaded never enter it.
/// </content>
public sealed partial class EevdfScheduler
{
    private SchedulingEntity?[] _alone = [];

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
        if (group.IsLimited || _alone[pcpu] is not null || !_roots[pcpu].IsEmpty || !(group.IsTop || group.Parent is { IsTop: true })) return false;
        entity.Deadline = entity.VirtualTime + VirtualSlice(entity.Weight);
        group.Load += entity.Weight;
        _alone[pcpu] = entity;
        return true;
    }

    private void ChargeAlone(SchedulingEntity entity, long ran)
    {
        entity.VirtualTime += entity.Weight == UnitWeight ? ran : ran * UnitWeight / entity.Weight;
        if (entity.VirtualTime >= entity.Deadline) entity.Deadline = entity.VirtualTime + VirtualSlice(entity.Weight);
    }

    /// <summary>A thread that was alone leaves its pCPU. Who is alone is neither ahead nor behind.</summary>
    private void LetGo(SchedulingEntity entity)
    {
        var group = entity.Group!;
        _alone[entity.Queue] = null;
        group.Load -= entity.Weight;
        entity.Lag = 0;
        if (group.Queues[entity.Queue].Entity is { } own) own.Lag = 0;
    }

    /// <summary>Somebody else comes: the thread that was alone takes the place that it would have in the tree.</summary>
    private void BringIn(int pcpu)
    {
        if (_alone[pcpu] is not { } alone) return;
        _alone[pcpu] = null;
        alone.Group!.Load -= alone.Weight;
        alone.Owner = alone.Group.Queues[pcpu];
        var member = alone;
        while (true)
        {
            var queue = member.Owner!;
            queue.Add(member);
            if (!alone.IsQueued) queue.SetCurrent(member);
            if (queue.Entity is not { } above) return;
            // Its groups came and were charged with it, so that their requests have run as long, each in the measure of its weight.
            above.Weight = queue.Group.WeightOn(queue);
            above.VirtualTime = queue.Parent!.Floor;
            above.Deadline = above.VirtualTime + Scale(member.Deadline - member.VirtualTime, member.Weight, above.Weight);
            above.ProtectedUntil = above.VirtualTime + Scale(member.ProtectedUntil - member.VirtualTime, member.Weight, above.Weight);
            member = above;
        }
    }
}
