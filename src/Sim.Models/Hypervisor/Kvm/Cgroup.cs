using Sim.Core.Diagnostics;

namespace Sim.Models.Hypervisor.Kvm;

/// <summary>A cgroup of the cpu controller: competes in its parent with its weight, wherever its threads run, and may be capped.</summary>
/// <remarks>Source: Linux kernel/sched/sched.h, struct task_group; calc_group_shares in fair.c. Page: docs/models/cpu.md.</remarks>
public sealed class Cgroup
{
    /// <summary>The smallest weight that an entity of a group has on a pCPU, MIN_SHARES.</summary>
    internal const int MinWeight = 2;

    /// <summary>The largest; cpu.weight 10000 is 102400.</summary>
    internal const int MaxWeight = 1 << 20;

    private readonly CgroupTree _tree;

    internal Cgroup(CgroupTree tree, string name, Cgroup? parent, int weight, CpuQuota? quota, bool isTop, int pcpus)
    {
        (_tree, IsTop, Rules) = (tree, isTop, tree.Rules);
        (Name, Parent, Weight, Quota) = (name, parent, weight, quota);
        IsLimited = quota is not null || parent is { IsLimited: true };
        Queues = new GroupQueue[pcpus];
        for (var pcpu = 0; pcpu < pcpus; pcpu++) Queues[pcpu] = new GroupQueue(this, isTop ? null : parent?.Queues[pcpu], pcpu);
        parent?.Join();
    }

    /// <summary>Its name in its parent.</summary>
    public string Name { get; }

    /// <summary>The group it is in; null for the root.</summary>
    public Cgroup? Parent { get; }

    /// <summary>Weight among the groups and threads of its parent; 1024 is cpu.weight 100.</summary>
    public int Weight { get; }

    /// <summary>Its cap, or null.</summary>
    public CpuQuota? Quota { get; }

    /// <summary>Whether it or a group above it has a cap.</summary>
    public bool IsLimited { get; }

    /// <summary>Periods of its quota that began while it was in use: nr_periods of cpu.stat.</summary>
    public long Periods => Bandwidth?.Periods ?? 0;

    /// <summary>Periods at whose end it was throttled on some pCPU: nr_throttled of cpu.stat.</summary>
    public long ThrottledPeriods => Bandwidth?.ThrottledPeriods ?? 0;

    /// <summary>Puts a thread into the group; it must not have run yet.</summary>
    /// <param name="world">The thread.</param>
    /// <param name="weight">Its weight in the group; 1024 is nice 0, or cpu.weight 100 of a group of its own.</param>
    /// <exception cref="SimulationFault">It is in a group already, or the weight is not 2 to 1048576.</exception>
    public void Add(World world, int weight = 1024)
    {
        Check.That(world.Entity.Group is null, "a thread is put into a group once, before it runs");
        Check.That(weight is >= MinWeight and <= MaxWeight, "the weight of a thread is out of range");
        Join();
        world.Entity.Group = this;
        world.Entity.IsLimited = IsLimited;
        world.Entity.Weight = weight;
    }

    /// <summary>Somebody competes in the group from now on.</summary>
    private void Join()
    {
        Members++;
        if (Parent is null && Members > 1) _tree.ShareRoot();
    }

    internal CfsBandwidth? Bandwidth { get; init; }

    /// <summary>What holds in its queues under CFS; null under EEVDF.</summary>
    internal CfsRules? Rules { get; }

    internal GroupQueue[] Queues { get; }

    /// <summary>Decayed load of all its run queues, as each last told it: load_avg of a task_group.</summary>
    internal long Load { get; set; }

    /// <summary>The time, picoseconds.</summary>
    internal long Now => _tree.Now;

    /// <summary>Groups and threads placed in it.</summary>
    internal int Members { get; private set; }

    /// <summary>Whether its queues are the ones that the pCPUs are picked from.</summary>
    internal bool IsTop { get; set; }

    /// <summary>Its weight on a pCPU: the group's, in proportion to the part of its load that is there. What is queued there now counts at once, the rest by its decayed average.</summary>
    internal long WeightOn(GroupQueue queue)
    {
        var here = Math.Max(queue.Weight + queue.Aside, queue.Average.Load);
        var all = Load - queue.Contribution + here;
        return all == 0 ? Weight : Math.Min(Weight, Math.Max(MinWeight, Weight * here / all));
    }
}
