using Sim.Core.Time;
using Sim.Models.Parameters;

namespace Sim.Models.Hardware.Storage;

/// <summary>Everything the model of an NVMe drive knows about one drive. Defaults: a 7.68 TB PCIe gen 4 data-centre TLC drive.</summary>
/// <remarks>Meanings, equations and sources: docs/models/nvme.md. Ready-made drives: <see cref="NvmePresets"/>.</remarks>
public sealed record NvmeParameters
{
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

    /// <summary>Bytes programmed for one byte written by the host, once steady; 1 or more.</summary>
    [Parameter("Bytes programmed for one byte written by the host, once steady.", Min = 1, Max = 100, Certainty = Certainty.Secondary,
        Source = "Samsung PM9A3 7.68 TB: 3.5 GB/s over 200,000 random writes per second of 4 KiB")]
    public double WriteAmplification { get; init; } = 4.27;

    /// <summary>Whether cleaning takes part of the program bandwidth.</summary>
    [Parameter("Whether the drive is fresh (no cleaning) or steady (write amplification applies).")]
    public DriveAge Age { get; init; } = DriveAge.Steady;

    /// <summary>Bytes of one program operation.</summary>
    [Parameter("Bytes of one program operation.", Dimension = Dimension.Bytes, Min = 4, Max = 1024, Unit = "KiB",
        Certainty = Certainty.Assumed, Source = "16 KiB pages on 4 planes")]
    public int ProgramUnit { get; init; } = 64 * 1024;

    /// <summary>How long a program keeps reads from its unit.</summary>
    [Parameter("How long a program keeps reads from its unit.", Min = 0, Max = 100000, Unit = "us", Certainty = Certainty.Assumed,
        Source = "500 us of program time, a fifth of it where programs can be suspended")]
    public SimDuration ProgramBlocksReads { get; init; } = SimDuration.FromMicroseconds(100);

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

    /// <summary>The link to the host.</summary>
    [Parameter("The PCI Express link to the host.")]
    public PcieParameters Link { get; init; } = new();

    /// <summary>What the drive may do at most when it is a virtual disk; nothing is limited when absent.</summary>
    [Parameter("Limits of a virtual disk in operations and bytes per second.")]
    public RateLimit? Limit { get; init; }

    /// <summary>Bytes programmed for one byte written by the host, at the drive's age.</summary>
    public double EffectiveWriteAmplification => Age == DriveAge.Fresh ? 1 : WriteAmplification;
}
