using Sim.Core.Time;
using Sim.Models.Hypervisor.Guest;
using Sim.Models.Parameters;

namespace Sim.Models.Workload;

/// <summary>A spinlock of the guest that requests take: of its kernel, or of an application that spins.</summary>
public sealed record LockSpec
{
    /// <summary>Its name, unique in the workload.</summary>
    [Parameter("Name of the lock.")]
    public required string Name { get; init; }

    /// <summary>Mean CPU time under the lock, each time it is taken.</summary>
    [Parameter("Mean CPU time at 3 GHz on bare metal under the lock, each time; beside the demand of the stages.", Min = 0.01, Max = 100000, Unit = "us")]
    public required SimDuration Hold { get; init; }

    /// <summary>Standard deviation over mean of that time (lognormal).</summary>
    [Parameter("Standard deviation over mean of the time under the lock, lognormal; 0 is constant.", Min = 0, Max = 10,
        Certainty = Certainty.Assumed, Source = "own choice: as for CPU stages")]
    public double Variation { get; init; } = 0.5;

    /// <summary>How often a request takes it; a fraction is a chance.</summary>
    [Parameter("How often a request takes it, spread evenly over its CPU time; 0.3 is a chance of 30 %.", Min = 0.0001, Max = 1000)]
    public double PerRequest { get; init; } = 1;

    /// <summary>Who gets it next.</summary>
    [Parameter("Who gets it next: fifo (ticket and queued locks) or unfair (test-and-set); guests with paravirtual spinlocks have their own order.",
        Certainty = Certainty.Assumed, Source = "own choice: the order of locks that were not made for VMs")]
    public LockOrder Order { get; init; }
}
