using Sim.Core.Time;
using Sim.Models.Parameters;

namespace Sim.Models.Workload;

/// <summary>One stage of a request.</summary>
public sealed record StageSpec
{
    /// <summary>What it does.</summary>
    [Parameter("What the stage does.")]
    public required StageKind Kind { get; init; }

    /// <summary>CPU time at 3 GHz on bare metal.</summary>
    [Parameter("Mean CPU time at 3 GHz on bare metal (cpu stages).", Min = 0, Max = 60000, Unit = "ms")]
    public SimDuration Demand { get; init; }

    /// <summary>Standard deviation over mean of the CPU time (lognormal).</summary>
    [Parameter("Standard deviation over mean of the CPU time, lognormal; 0 is constant.", Min = 0, Max = 10,
        Certainty = Certainty.Assumed, Source = "network-and-storage 8.5: lognormal 0.5")]
    public double Variation { get; init; } = 0.5;

    /// <summary>Mean number of disk requests; a fraction is a chance.</summary>
    [Parameter("Mean number of disk requests (read and write stages); 0.3 is a chance of 30 %.", Min = 0, Max = 10000)]
    public double Count { get; init; } = 1;

    /// <summary>Size of a disk request or of the answer.</summary>
    [Parameter("Size of one disk request, or of the answer.", Dimension = Dimension.Bytes, Min = 1, Max = 67108864, Unit = "B")]
    public int Size { get; init; } = 4096;

    /// <summary>Where its disk requests fall; nothing: anywhere on the host's drives.</summary>
    [Parameter("Where disk requests fall (read and write stages): order, region, start, skew; not given: anywhere on the host's drives alike.")]
    public AddressSpec? Addresses { get; init; }
}
