using Sim.Core.Time;
using Sim.Models.Parameters;

namespace Sim.Models.Workload;

/// <summary>A load generator in the VM that keeps disk requests in flight, as fio does: one job of a <c>disk-jobs</c> workload.</summary>
/// <remarks>Requests bypass the guest's page cache. Page: docs/models/workload.md.</remarks>
public sealed record IoJobSpec
{
    /// <summary>Name of the job.</summary>
    [Parameter("Name of the job (fio: the section).")]
    public required string Name { get; init; }

    /// <summary>Threads that do the same, each with its own depth.</summary>
    [Parameter("Threads that do the same, each with its own depth, spread over the vCPUs (fio: numjobs).", Min = 1, Max = 1024)]
    public int Threads { get; init; } = 1;

    /// <summary>Requests that a thread keeps in flight.</summary>
    [Parameter("Requests that a thread keeps in flight (fio: iodepth of an asynchronous engine).", Min = 1, Max = 65536)]
    public int Depth { get; init; } = 1;

    /// <summary>Share of requests that read; the others write.</summary>
    [Parameter("Share of requests that read; the others write (fio: rw, rwmixread).", Dimension = Dimension.Fraction, Min = 0, Max = 100, Unit = "%")]
    public double Reads { get; init; } = 1;

    /// <summary>Size of a read.</summary>
    [Parameter("Size of a read (fio: bs).", Dimension = Dimension.Bytes, Min = 512, Max = 67108864, Unit = "B")]
    public int ReadSize { get; init; } = 4096;

    /// <summary>Size of a write.</summary>
    [Parameter("Size of a write (fio: bs).", Dimension = Dimension.Bytes, Min = 512, Max = 67108864, Unit = "B")]
    public int WriteSize { get; init; } = 4096;

    /// <summary>Most requests a second that a thread issues; 0 is as many as come back.</summary>
    [Parameter("Most requests that a thread issues (fio: rate_iops); 0 is as many as come back.", Dimension = Dimension.Rate, Min = 0, Max = 10_000_000, Unit = "/s")]
    public double Rate { get; init; }

    /// <summary>Pause of a thread once its request came back; it has one in flight then.</summary>
    [Parameter("Pause after every request, for which a thread first waits until nothing of it is in flight (fio: thinktime).", Min = 0, Max = 60000, Unit = "ms")]
    public SimDuration ThinkTime { get; init; }

    /// <summary>Writes of a thread after which it asks for a flush and waits for it; 0 is never.</summary>
    [Parameter("Writes after which a thread asks for a flush and waits for it (fio: fsync, fdatasync; 1 for sync=1); 0 is never.", Min = 0, Max = 1_000_000)]
    public int FlushEvery { get; init; }

    /// <summary>Where requests fall; nothing: anywhere on the host's drives.</summary>
    [Parameter("Where requests fall (fio: rw, offset, size, random_distribution): order, region, start, skew; not given: anywhere on the host's drives alike.")]
    public AddressSpec? Addresses { get; init; }

    /// <summary>When it starts.</summary>
    [Parameter("Time before the threads start (fio: startdelay).", Min = 0, Max = 60000, Unit = "ms")]
    public SimDuration Delay { get; init; }
}
