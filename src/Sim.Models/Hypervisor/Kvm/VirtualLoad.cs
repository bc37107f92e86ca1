namespace Sim.Models.Hypervisor.Kvm;

/// <summary>Weight and weighted virtual time of a run queue, kept up as worlds come and go, so that no decision has to add them up.</summary>
/// <remarks>
/// The entities of a queue stand still while they wait, so the sums stay exact. Source: Linux kernel/sched/fair.c, avg_vruntime_add and
/// avg_vruntime_sub.
/// </remarks>
internal struct VirtualLoad
{
    private Int128 _weighted;

    /// <summary>Sum of the weights.</summary>
    public long Weight { get; private set; }

    public void Add(SchedulingEntity entity)
    {
        Weight += entity.Weight;
        _weighted += Math.BigMul(entity.Weight, entity.VirtualTime);
    }

    public void Remove(SchedulingEntity entity)
    {
        Weight -= entity.Weight;
        _weighted -= Math.BigMul(entity.Weight, entity.VirtualTime);
    }

    /// <summary>Whether an entity is not ahead of the average: its lag is zero or more.</summary>
    public readonly bool IsEligible(SchedulingEntity entity) => _weighted >= Math.BigMul(Weight, entity.VirtualTime);

    /// <summary>The average virtual time, rounded towards <paramref name="origin"/>; the queue must not be empty.</summary>
    public readonly long AverageFrom(long origin) => origin + Quotient(_weighted - Math.BigMul(Weight, origin), Weight);

    /// <summary>The average with one more entity, rounded towards its virtual time.</summary>
    public readonly long AverageWith(SchedulingEntity entity) =>
        entity.VirtualTime + Quotient(_weighted - Math.BigMul(Weight, entity.VirtualTime), Weight + entity.Weight);

    // Differences of virtual time span seconds at most, so the division of 128 bits is for hosts that ran for hours under overload.
    private static long Quotient(Int128 sum, long weight)
    {
        var narrow = (long)sum;
        return narrow == sum ? narrow / weight : (long)(sum / weight);
    }
}
