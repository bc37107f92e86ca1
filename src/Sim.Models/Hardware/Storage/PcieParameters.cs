using Sim.Core.Time;
using Sim.Models.Parameters;

namespace Sim.Models.Hardware.Storage;

/// <summary>The link of a drive, PCI Express or SATA, and its arithmetic.</summary>
/// <remarks>Source: Neugebauer et al., "Understanding PCIe performance for end host networking", SIGCOMM 2018, and its published model.</remarks>
public sealed record PcieParameters
{
    /// <summary>Signalling rate of the link.</summary>
    [Parameter("PCI Express generation of the link, or sata3.")]
    public PcieGeneration Generation { get; init; } = PcieGeneration.Gen4;

    /// <summary>Lanes, 1 to 16.</summary>
    [Parameter("Lanes of the link.", Min = 1, Max = 16)]
    public int Lanes { get; init; } = 4;

    /// <summary>Largest payload of one transaction-layer packet, bytes.</summary>
    [Parameter("Largest payload of one transaction-layer packet.", Dimension = Dimension.Bytes, Min = 128, Max = 8192, Unit = "B",
        Certainty = Certainty.Assumed, Source = "256 B is what most server platforms negotiate")]
    public int MaxPayload { get; init; } = 256;

    /// <summary>Header, sequence number, checksums and framing of one packet, bytes.</summary>
    [Parameter("Bytes a packet costs beside its payload.", Dimension = Dimension.Bytes, Min = 0, Max = 64, Unit = "B",
        Certainty = Certainty.Primary, Source = "PCIe model of SIGCOMM 2018: 24 to 26 B")]
    public int PacketOverhead { get; init; } = 26;

    /// <summary>Rate after line coding, bytes per second in one direction.</summary>
    public double RawRate => Generation switch
    {
        PcieGeneration.Sata3 => 6e9 * 8 / 10 / 8,
        PcieGeneration.Gen6 => 64e9 * Lanes / 8 * 236 / 256,
        _ => GigatransfersPerLane * 1e9 * Lanes * 128 / 130 / 8,
    };

    /// <summary>Rate left for payload in full packets, bytes per second in one direction.</summary>
    public double PayloadRate => RawRate * MaxPayload / (MaxPayload + PacketOverhead);

    /// <summary>Whether the link carries one direction at a time.</summary>
    public bool IsHalfDuplex => Generation == PcieGeneration.Sata3;

    private int GigatransfersPerLane => Generation switch
    {
        PcieGeneration.Gen3 => 8,
        PcieGeneration.Gen4 => 16,
        _ => 32,
    };

    /// <summary>How long a transfer holds one direction of the link.</summary>
    /// <param name="bytes">Payload, 1 or more; the last packet may be partly filled and costs a whole header.</param>
    public SimDuration TransferTime(int bytes)
    {
        var packets = (bytes + MaxPayload - 1) / MaxPayload;
        return SimDuration.FromSeconds((bytes + ((long)packets * PacketOverhead)) / RawRate);
    }
}
