using Sim.Core.Time;
using Sim.Models.Parameters;

namespace Sim.Models.Hypervisor.Kvm;

/// <summary>Automatic NUMA balancing of a Linux host.</summary>
public sealed record NumaBalancingParameters
{
    /// <summary>Whether it is on.</summary>
    [Parameter("kernel.numa_balancing: memory and threads of a VM are brought together on hosts of several NUMA nodes.",
        Certainty = Certainty.Assumed, Source = "cpu-and-memory 1.6: on by default in most distributions")]
    public bool Enabled { get; init; } = true;

    /// <summary>Time in which the whole of a small VM is scanned at most once.</summary>
    [Parameter("numa_balancing/scan_period_min_ms: the memory of a VM is scanned at most once in so long, in windows of scanSize.", Min = 10, Max = 60000, Unit = "ms",
        Certainty = Certainty.Primary, Source = "Linux kernel/sched/fair.c: 1000 ms")]
    public SimDuration ScanPeriodMin { get; init; } = SimDuration.FromMilliseconds(1000);

    /// <summary>Time in which it is scanned at least once while it runs.</summary>
    [Parameter("numa_balancing/scan_period_max_ms: and at least once in so much CPU time of a vCPU.", Min = 10, Max = 600000, Unit = "ms",
        Certainty = Certainty.Primary, Source = "Linux kernel/sched/fair.c: 60000 ms")]
    public SimDuration ScanPeriodMax { get; init; } = SimDuration.FromMilliseconds(60_000);

    /// <summary>Bytes of one scan.</summary>
    [Parameter("numa_balancing/scan_size_mb: memory whose next accesses fault after one scan.", Dimension = Dimension.Bytes, Min = 16, Max = 65536, Unit = "MiB",
        Certainty = Certainty.Primary, Source = "Linux kernel/sched/fair.c: 256 MB")]
    public long ScanSize { get; init; } = 256L << 20;

    /// <summary>Bytes that one fault tells about.</summary>
    [Parameter("Size of the pages that fault and move: 2 MiB with transparent huge pages.", Dimension = Dimension.Bytes, Min = 0.00390625, Max = 2, Unit = "MiB",
        Certainty = Certainty.Assumed, Source = "cpu-and-memory 5.4: guests' memory is mostly huge pages")]
    public long Page { get; init; } = 2L << 20;

    /// <summary>CPU time of a hinting fault.</summary>
    [Parameter("CPU time that a hinting fault costs a vCPU: exit, fault, mapping it again.", Min = 0, Max = 1000, Unit = "us",
        Certainty = Certainty.Assumed, Source = "own estimate: an exit handled in the kernel and a minor fault")]
    public SimDuration Fault { get; init; } = SimDuration.FromMicroseconds(5);

    /// <summary>CPU time of moving memory.</summary>
    [Parameter("CPU time that it costs a vCPU to move 1 MiB to its node: copying at about 5 GB/s and flushing translations.", Min = 0, Max = 10000, Unit = "us",
        Certainty = Certainty.Assumed, Source = "own estimate")]
    public SimDuration MovePerMiB { get; init; } = SimDuration.FromMicroseconds(200);
}
