namespace Sim.Models.Hypervisor;

/// <content>Cores whose two threads must not run different VMs: the thread that is chosen first clears the other one, and a thread held idle is looked at again.</content>
public sealed partial class CpuDispatcher
{
    /// <summary>Who may share a core; null when anybody may.</summary>
    public CoreSharing? Sharing { get; private set; }

    /// <inheritdoc />
    public bool CanStop(int pcpu) => _pcpus[pcpu] is { Mode: PcpuMode.Executing or PcpuMode.Polling, Current: not null };

    /// <summary>Picoseconds that pCPUs idled although worlds waited, because the other thread of the core ran another VM, since the accounts were reset.</summary>
    public long HeldIdleTime()
    {
        var sum = 0L;
        for (var i = 0; i < _pcpus.Length && Sharing is not null; i++) sum += Sharing.HeldTime(i);
        return sum;
    }

    private void ShareCores(CoreRule rule)
    {
        if (rule != CoreRule.Any && Topology.ThreadsPerCore == 2) Sharing = new CoreSharing(this, rule);
    }

    private World? Choose(int index) =>
        (_pcpus[index].HandOverTo is null ? null : TakeHandOver(index)) ?? _policy.PickNext(index) ?? _policy.Pull(index);

    /// <summary>Takes the other thread from a world that must not run beside the one chosen here.</summary>
    /// <returns>That world, or null: its thread has to find something else.</returns>
    private World? ClearBeside(int index, World chosen)
    {
        if (Sharing is null || Sharing.MayRun(chosen, index)) return null;
        var sibling = Topology.SiblingOf(index);
        var world = _pcpus[sibling].Current!;
        if (_pcpus[sibling].Mode != PcpuMode.Polling) return Stop(sibling);
        Leave(sibling, world, WorldState.Blocked);
        CoScheduler?.OnChanged(world);
        return world;
    }

    private void MarkIdle(int index, bool idle)
    {
        Idle.SetIdle(index, idle);
        Sharing?.Update(index);
    }

    /// <summary>A pCPU has a new world, or none: the other thread of its core may have to find one, or one that was held may go on.</summary>
    private void AfterChoice(int index, World? cleared)
    {
        if (Sharing is null) return;
        var sibling = Topology.SiblingOf(index);
        if (cleared is not null || Sharing.IsHeld(sibling)) DispatchNext(sibling);
        else if (Sharing.IsHeld(index) && _pcpus[sibling] is { Mode: PcpuMode.Executing, Current.IsActive: true }) ArmDecision(sibling);
        if (cleared is not null) Offer(cleared);
    }

    /// <summary>A world that lost its pCPU may run on a thread of its queue that is held idle beside a world of its own VM.</summary>
    private void Offer(World world)
    {
        if (Sharing is null || world.State != WorldState.Ready || !IsWaiting(world)) return;
        var perNode = Topology.PcpusPerNode;
        var idle = Sharing.FindIdle(world, Topology.NodeOf(world.Pcpu) * perNode, perNode, world.Pcpu);
        if (idle >= 0 && _policy.QueueOf(idle) == _policy.QueueOf(world.Pcpu)) DispatchNext(idle);
    }
}
