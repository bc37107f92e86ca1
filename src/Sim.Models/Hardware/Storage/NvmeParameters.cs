using System.Collections.Immutable;
using Sim.Core.Time;
using Sim.Models.Parameters;

namespace Sim.Models.Hardware.Storage;

/// <summary>Everything the model of an NVMe drive knows about one drive. Defaults: a 7.68 TB PCIe gen 4 data-centre TLC drive.</summary>
/// <remarks>Meanings, equations and sources: docs/models/nvme.md. Ready-made drives: <see cref="NvmePresets"/>.</remarks>
public sealed record NvmeParameters : IHasPresets
{
    /// <summary>Name of the preset that what is not given comes from; empty for the defaults.</summary>
    [Parameter("Name of the drive that what is not given comes from.")]
    public string Preset { get; init; } = "";

    /// <summary>Bytes the host can store.</summary>
    [Parameter("Bytes the host can store.", Dimension = Dimension.Bytes, Min = 1e-6, Max = 1024, Unit = "TB")]
    public long Capacity { get; init; } = 7_680_000_000_000;

    /// <summary>Pairs of submission and completion queues, 1 to 65,535.</summary>
    [Parameter("Pairs of submission and completion queues.", Min = 1, Max = 65535, Certainty = Certainty.Primary,
        Source = "Micron 9200 data sheet: 128")]
    public int QueuePairs { get; init; } = 128;

    /// <summary>Commands a queue pair may have outstanding.</summary>
    [Parameter("Commands a queue pair may have outstanding.", Min = 1, Max = 65535, Certainty = Certainty.Assumed,
        Source = "Linux default: 1024 entries, one kept empty")]
    public int QueueDepth { get; init; } = 1023;

    /// <summary>Commands taken from one submission queue before the next has its turn.</summary>
    [Parameter("Commands taken from one submission queue before the next has its turn.", Min = 1, Max = 65535,
        Certainty = Certainty.Assumed, Source = "MQSim contrasts 16 and 1024")]
    public int FetchBurst { get; init; } = 16;

    /// <summary>Commands the controller holds at one time, from fetch to completion.</summary>
    [Parameter("Commands the controller holds at one time.", Min = 1, Max = 1048576, Certainty = Certainty.Assumed,
        Source = "above the deepest measured queue, 256")]
    public int CommandSlots { get; init; } = 1024;

    /// <summary>From the doorbell write to the entry being inside the controller.</summary>
    [Parameter("From the doorbell write to the entry being inside the controller.", Min = 0, Max = 1000, Unit = "us",
        Certainty = Certainty.Assumed, Source = "a posted write and a DMA read, 0.3 to 0.5 us each way")]
    public SimDuration FetchLatency { get; init; } = SimDuration.FromMicroseconds(1.0);

    /// <summary>Controller processor time a command; its reciprocal is the drive's ceiling in operations per second.</summary>
    [Parameter("Controller processor time a command; its reciprocal bounds operations per second.", Min = 0, Max = 1000, Unit = "us",
        Certainty = Certainty.Secondary, Source = "Samsung PM9A3 7.68 TB: 900,000 random reads per second")]
    public SimDuration CommandTime { get; init; } = SimDuration.FromMicroseconds(1.11);

    /// <summary>Fixed firmware time of a read before it reaches the flash.</summary>
    [Parameter("Fixed firmware time of a read before it reaches the flash.", Min = 0, Max = 1000, Unit = "us",
        Certainty = Certainty.Assumed, Source = "half of what 80 us at queue depth 1 leaves beside flash and link")]
    public SimDuration ReadLatencyBefore { get; init; } = SimDuration.FromMicroseconds(10.9);

    /// <summary>Fixed firmware time of a read after its data left the flash.</summary>
    [Parameter("Fixed firmware time of a read after its data left the flash.", Min = 0, Max = 1000, Unit = "us",
        Certainty = Certainty.Assumed, Source = "the other half")]
    public SimDuration ReadLatencyAfter { get; init; } = SimDuration.FromMicroseconds(10.8);

    /// <summary>Flash units (dies or independent planes) that read at the same time.</summary>
    [Parameter("Flash units (dies or independent planes) that read at the same time.", Min = 1, Max = 65536,
        Certainty = Certainty.Assumed, Source = "8 TB class of TLC: 128 dies")]
    public int MediaUnits { get; init; } = 128;

    /// <summary>Mean time a unit is held by one array read with its channel transfer.</summary>
    [Parameter("Mean time a unit is held by one array read with its channel transfer.", Min = 0.1, Max = 10000, Unit = "us",
        Certainty = Certainty.Assumed, Source = "TLC of 128 layers: 40 to 55 us, and the channel")]
    public SimDuration ReadTime { get; init; } = SimDuration.FromMicroseconds(55);

    /// <summary>Half-width of the uniform spread of the read time, as a fraction of its mean.</summary>
    [Parameter("Half-width of the uniform spread of the read time around its mean.", Dimension = Dimension.Fraction, Min = 0, Max = 100,
        Unit = "%", Certainty = Certainty.Assumed, Source = "as fitted to the 980 PRO")]
    public double ReadSpread { get; init; } = 0.15;

    /// <summary>Consecutive bytes that one array read returns; longer commands are spread over neighbouring units.</summary>
    [Parameter("Consecutive bytes that one array read returns; longer commands are spread over neighbouring units.",
        Dimension = Dimension.Bytes, Min = 0.5, Max = 1024, Unit = "KiB", Certainty = Certainty.Assumed,
        Source = "one flash page; 4 KiB where the data was written at random")]
    public int ReadUnit { get; init; } = 16 * 1024;

    /// <summary>Share of reads for which the controller finds the less busy of two units.</summary>
    [Parameter("Share of reads for which the controller finds the less busy of two units.", Dimension = Dimension.Fraction, Min = 0,
        Max = 100, Unit = "%", Certainty = Certainty.Assumed, Source = "as fitted to the 980 PRO")]
    public double SteerableShare { get; init; } = 0.1;

    /// <summary>Fixed firmware time of a write from its data's arrival to the acknowledgement, when the buffer has room.</summary>
    [Parameter("Fixed firmware time of a write from its data's arrival to the acknowledgement.", Min = 0, Max = 1000, Unit = "us",
        Certainty = Certainty.Secondary, Source = "what 18 us at queue depth 1 (Intel P4610; class 10 to 21 us) leaves beside the link")]
    public SimDuration WriteLatency { get; init; } = SimDuration.FromMicroseconds(14.7);

    /// <summary>Memory that acknowledged writes wait in.</summary>
    [Parameter("Memory that acknowledged writes wait in.", Dimension = Dimension.Bytes, Min = 1, Max = 65536, Unit = "MiB",
        Certainty = Certainty.Assumed, Source = "placeholder of 64 MiB")]
    public long WriteBuffer { get; init; } = 64L << 20;

    /// <summary>Bytes per second that the flash can program, all units together.</summary>
    [Parameter("Bytes per second that the flash can program, all units together.", Dimension = Dimension.ByteRate, Min = 1, Max = 1e6,
        Unit = "MB/s", Certainty = Certainty.Secondary, Source = "Samsung PM9A3 7.68 TB: 3.5 GB/s sequential write")]
    public double ProgramBandwidth { get; init; } = 3.5e9;

    /// <summary>Space for cleaning beside the capacity, as a fraction of it; with <see cref="Fill"/> it decides on write amplification.</summary>
    [Parameter("Space for cleaning beside the capacity, as a share of it; decides on write amplification.", Dimension = Dimension.Fraction,
        Min = 0.5, Max = 1000, Unit = "%", Formerly = "writeAmplification", Certainty = Certainty.Secondary,
        Source = "Samsung PM9A3 7.68 TB: 3.5 GB/s over 200,000 random writes per second of 4 KiB is a write amplification of 4.27")]
    public double OverProvisioning { get; init; } = 0.139;

    /// <summary>Share of the capacity that the host uses; the rest is trimmed and serves cleaning.</summary>
    [Parameter("Share of the capacity that the host uses; the rest is trimmed and serves cleaning.", Dimension = Dimension.Fraction, Min = 1,
        Max = 100, Unit = "%")]
    public double Fill { get; init; } = 1;

    /// <summary>Where the drive stands at the start of a run between new and steady.</summary>
    [Parameter("Whether the drive starts fresh (erased), in transition (cleaning begins) or steady.")]
    public DriveAge Age { get; init; } = DriveAge.Steady;

    /// <summary>Whether a place can be written again without erasing it, so that nothing is ever cleaned (phase-change memory).</summary>
    [Parameter("Whether a place can be written again without erasing it.")]
    public bool WritesInPlace { get; init; }

    /// <summary>Bytes of one program operation.</summary>
    [Parameter("Bytes of one program operation.", Dimension = Dimension.Bytes, Min = 4, Max = 1024, Unit = "KiB",
        Certainty = Certainty.Assumed, Source = "16 KiB pages on 4 planes")]
    public int ProgramUnit { get; init; } = 64 * 1024;

    /// <summary>How long a program holds its unit; 0 when nothing is known of the flash, as behind a virtual disk.</summary>
    [Parameter("How long a program holds its unit.", Min = 0, Max = 100000, Unit = "us", Certainty = Certainty.Assumed,
        Source = "TLC of 128 layers: 350 to 600 us")]
    public SimDuration ProgramTime { get; init; } = SimDuration.FromMicroseconds(500);

    /// <summary>From a read's arrival to the suspension of the program on its unit; 0 when programs cannot be suspended.</summary>
    [Parameter("From a read's arrival to the suspension of the program on its unit; 0 us when programs cannot be suspended.", Min = 0,
        Max = 100000, Unit = "us", Certainty = Certainty.Primary, Source = "MQSim sample configuration: 100 us")]
    public SimDuration ProgramSuspend { get; init; } = SimDuration.FromMicroseconds(100);

    /// <summary>How long an erase holds its unit; 0 when nothing is known of the flash.</summary>
    [Parameter("How long an erase holds its unit.", Min = 0, Max = 1e6, Unit = "us", Certainty = Certainty.Primary,
        Source = "SimpleSSD sample configuration: 3500 us; class 3 to 10 ms")]
    public SimDuration EraseTime { get; init; } = SimDuration.FromMicroseconds(3500);

    /// <summary>From a read's arrival to the suspension of the erase on its unit; 0 when erases cannot be suspended.</summary>
    [Parameter("From a read's arrival to the suspension of the erase on its unit; 0 us when erases cannot be suspended.", Min = 0,
        Max = 1e6, Unit = "us", Certainty = Certainty.Primary, Source = "MQSim sample configuration: 700 us")]
    public SimDuration EraseSuspend { get; init; } = SimDuration.FromMicroseconds(700);

    /// <summary>Programs that fill what one unit erases at once.</summary>
    [Parameter("Programs that fill what one unit erases at once.", Min = 1, Max = 65536, Certainty = Certainty.Primary,
        Source = "SimpleSSD sample configuration: 512 pages a block")]
    public int ProgramsPerErase { get; init; } = 512;

    /// <summary>Reads that a unit serves one after the other while a program or an erase waits.</summary>
    [Parameter("Reads that a unit serves one after the other while a program or an erase waits.", Min = 1, Max = 65536,
        Certainty = Certainty.Assumed, Source = "placeholder: as many as a fetch burst")]
    public int ReadsInRow { get; init; } = 16;

    /// <summary>Smallest piece that the drive keeps track of; a smaller write makes it read and program the whole piece.</summary>
    [Parameter("Smallest piece that the drive keeps track of; a smaller write makes it read and program the whole piece.",
        Dimension = Dimension.Bytes, Min = 0.5, Max = 1024, Unit = "KiB", Certainty = Certainty.Assumed, Source = "4 KiB but in large QLC drives")]
    public int MappingUnit { get; init; } = 4096;

    /// <summary>Whether acknowledged writes survive a loss of power in the buffer, so that a flush has nothing to do.</summary>
    [Parameter("Whether acknowledged writes survive a loss of power in the buffer.")]
    public bool PowerLossProtected { get; init; } = true;

    /// <summary>Fixed time of a flush beside emptying the buffer.</summary>
    [Parameter("Fixed time of a flush beside emptying the buffer.", Min = 0, Max = 100000, Unit = "us", Certainty = Certainty.Assumed,
        Source = "as the acknowledgement of a write")]
    public SimDuration FlushLatency { get; init; } = SimDuration.FromMicroseconds(15);

    /// <summary>From the end of a command in the controller to the interrupt at the host.</summary>
    [Parameter("From the end of a command in the controller to the interrupt at the host.", Min = 0, Max = 1000, Unit = "us",
        Certainty = Certainty.Assumed, Source = "write of the completion entry and of the message-signalled interrupt")]
    public SimDuration CompletionLatency { get; init; } = SimDuration.FromMicroseconds(0.6);

    /// <summary>Completions that one interrupt may wait for; 1 is no coalescing.</summary>
    [Parameter("Completions that one interrupt may wait for; 1 is no coalescing.", Min = 1, Max = 256, Certainty = Certainty.Assumed,
        Source = "Linux leaves it off")]
    public int CoalesceThreshold { get; init; } = 1;

    /// <summary>How long the oldest completion waits for company at most; NVMe counts in 100 us.</summary>
    [Parameter("How long the oldest completion waits for company at most; NVMe counts in 100 us.", Min = 100, Max = 25500, Unit = "us",
        Certainty = Certainty.Assumed, Source = "smallest step of the feature")]
    public SimDuration CoalesceTime { get; init; } = SimDuration.FromMicroseconds(100);

    /// <summary>Bytes per second that the controller moves towards the host; 0 for no limit but the link's.</summary>
    [Parameter("Bytes per second that the controller moves towards the host; 0 MB/s for no limit but the link's.",
        Dimension = Dimension.ByteRate, Min = 0, Max = 1e6, Unit = "MB/s", Certainty = Certainty.Secondary,
        Source = "Samsung PM9A3 7.68 TB: 6.5 GB/s sequential read")]
    public double ReadBandwidth { get; init; } = 6.5e9;

    /// <summary>The link to the host.</summary>
    [Parameter("The PCI Express link to the host.")]
    public PcieParameters Link { get; init; } = new();

    /// <summary>What the drive may do at most when it is a virtual disk; nothing is limited when absent.</summary>
    [Parameter("Limits of a virtual disk in operations and bytes per second.")]
    public RateLimit? Limit { get; init; }

    /// <summary>Every drive that a file can name.</summary>
    public static ImmutableArray<NamedPreset> Presets => NvmePresets.Named;

    /// <summary>Bytes erased together: one erase block on every unit.</summary>
    public double EraseBytes => (double)MediaUnits * ProgramsPerErase * ProgramUnit;
}
