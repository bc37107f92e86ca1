using Sim.Core.Time;

namespace Sim.Models.Hardware.Storage;

/// <summary>A row of data-sheet figures and what the model makes of them.</summary>
/// <remarks>
/// A data sheet gives ceilings and idle latencies; the model needs parts. Derived: controller time (reciprocal of the random read ceiling), program
/// bandwidth (sequential write), spare space (the one at which cleaning leaves the random write figure), fixed read and write times (what the
/// latency at depth 1 leaves beside the other parts). Assumed by the flash generation: units, read, program and erase times.
/// Source: network-and-storage 1.7 for rows, network-and-storage 1.3 and 1.4 for flash. Page: docs/models/nvme.md.
/// </remarks>
internal sealed record DriveSheet
{
    private const int Block = 4096;

    public required double CapacityTb { get; init; }

    public required PcieGeneration Link { get; init; }

    /// <summary>Sequential read and write, 1e9 bytes per second.</summary>
    public required (double Read, double Write) Sequential { get; init; }

    /// <summary>Random reads and steady random writes of 4 KiB, 1,000 per second.</summary>
    public required (double Read, double Write) Random { get; init; }

    /// <summary>Mean latency of a read and of a write at queue depth 1, us.</summary>
    public (double Read, double Write) Alone { get; init; } = (80, 15);

    /// <summary>Flash units, and mean time of one read with its transfer, us.</summary>
    public required (int Units, double Read) Flash { get; init; }

    public double ProgramTime { get; init; } = 500;

    public bool WritesInPlace { get; init; }

    public int MappingUnit { get; init; } = Block;

    public NvmeParameters Drive(string name)
    {
        var link = Link switch
        {
            // A flit carries sequence number and checksums for all its packets; what is left is a header of three double words.
            PcieGeneration.Gen6 => new PcieParameters { Generation = Link, MaxPayload = 512, PacketOverhead = 12 },
            // A frame of up to 8 KiB with start, header, checksum and end: five double words.
            PcieGeneration.Sata3 => new PcieParameters { Generation = Link, Lanes = 1, MaxPayload = 8192, PacketOverhead = 20 },
            _ => new PcieParameters { Generation = Link },
        };
        // A sheet that promises more than packets of 256 B carry was measured with larger ones.
        if (link.PayloadRate < Sequential.Read * 1e9) link = link with { MaxPayload = 512 };
        var drive = new NvmeParameters
        {
            Preset = name,
            Capacity = (long)(CapacityTb * 1e12),
            Link = link,
            CommandTime = SimDuration.FromSeconds(1e-3 / Random.Read),
            MediaUnits = Flash.Units,
            ReadTime = SimDuration.FromMicroseconds(Flash.Read),
            ReadBandwidth = Sequential.Read * 1e9,
            ProgramBandwidth = Sequential.Write * 1e9,
            ProgramTime = SimDuration.FromMicroseconds(ProgramTime),
            ProgramUnit = WritesInPlace ? Block : 64 * 1024,
            WritesInPlace = WritesInPlace,
            MappingUnit = MappingUnit,
        };
        if (Link == PcieGeneration.Sata3) drive = drive with { QueuePairs = 1, QueueDepth = 32, CommandSlots = 32, FetchBurst = 32 };
        var common = drive.FetchLatency + drive.CommandTime + drive.CompletionLatency;
        var transfer = SimDuration.FromSeconds(Math.Max(link.TransferTime(Block).Seconds, Block / drive.ReadBandwidth));
        var read = SimDuration.FromMicroseconds(Alone.Read) - common - drive.ReadTime - transfer;
        return drive with
        {
            ReadLatencyBefore = read * 0.5,
            ReadLatencyAfter = read - (read * 0.5),
            WriteLatency = SimDuration.FromMicroseconds(Alone.Write) - common - link.TransferTime(Block),
            OverProvisioning = WritesInPlace ? drive.OverProvisioning : SpareFor(Sequential.Write * 1e6 / (Random.Write * MappingUnit)),
        };
    }

    /// <summary>The spare share at which a steady drive programs so many bytes a byte: u = 1 - 1/W is valid in what is cleaned, and u = exp(-(1 + spare)(1 - u)).</summary>
    private static double SpareFor(double amplification) => (-amplification * Math.Log(1 - (1 / amplification))) - 1;
}
