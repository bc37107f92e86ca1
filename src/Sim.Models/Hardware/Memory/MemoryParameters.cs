using Sim.Core.Time;
using Sim.Models.Parameters;

namespace Sim.Models.Hardware.Memory;

/// <summary>The memory of a host.</summary>
public sealed record MemoryParameters
{
    /// <summary>Installed memory, bytes, spread evenly over the NUMA nodes.</summary>
    [Parameter("Installed memory, spread evenly over the NUMA nodes.", Dimension = Dimension.Bytes, Min = 1, Max = 65536, Unit = "GiB")]
    public required long Size { get; init; }

    /// <summary>Idle latency to the own node.</summary>
    [Parameter("Idle load-to-use latency, own node.", Min = 30, Max = 1000, Unit = "ns",
        Certainty = Certainty.Primary, Source = "Intel MLC on 2-socket Skylake servers: 79.9-81.3 ns")]
    public SimDuration LocalLatency { get; init; } = SimDuration.FromNanoseconds(81);

    /// <summary>Idle latency to another node of the same socket.</summary>
    [Parameter("Idle load-to-use latency, another node of the same socket (sub-NUMA clusters, NPS).", Min = 30, Max = 2000, Unit = "ns",
        Certainty = Certainty.Secondary, Source = "Xeon Platinum 8180 with SNC: 81.5-82.0 ns")]
    public SimDuration SameSocketLatency { get; init; } = SimDuration.FromNanoseconds(82);

    /// <summary>Idle latency to another socket.</summary>
    [Parameter("Idle load-to-use latency, another socket.", Min = 30, Max = 2000, Unit = "ns",
        Certainty = Certainty.Primary, Source = "Intel MLC on 2-socket Skylake servers: 131-140 ns")]
    public SimDuration RemoteLatency { get; init; } = SimDuration.FromNanoseconds(135);

    /// <summary>Swap space, bytes.</summary>
    [Parameter("Swap space; memory that finds no room there cannot be overcommitted.", Dimension = Dimension.Bytes, Min = 0, Max = 65536, Unit = "GiB",
        Certainty = Certainty.Assumed, Source = "own choice: 64 GiB of the local drives")]
    public long Swap { get; init; } = 64L << 30;
}
