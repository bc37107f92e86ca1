using Sim.Models.Parameters;

namespace Sim.Models.Workload;

/// <summary>A recorded block trace that a VM's disk requests follow.</summary>
public sealed record ReplaySpec
{
    /// <summary>The trace.</summary>
    [Parameter("The trace, beside the file that names it: blkparse's text, MSR Cambridge's CSV or MQSim's ASCII form; .gz is unpacked.")]
    public required string File { get; init; }

    /// <summary>How much faster than it was recorded.</summary>
    [Parameter("How much faster than it was recorded; 2 halves the gaps.", Min = 0.001, Max = 1000)]
    public double Speed { get; init; } = 1;

    /// <summary>Whether it begins again when it is over.</summary>
    [Parameter("Whether it begins again, a mean gap behind its last request, when it is over.")]
    public bool Repeat { get; init; }

    /// <summary>Whether requests fall where they were recorded.</summary>
    [Parameter("Whether requests fall where the trace has them in the VM's disk; false: anywhere on the host's drives alike.")]
    public bool Addresses { get; init; }
}
