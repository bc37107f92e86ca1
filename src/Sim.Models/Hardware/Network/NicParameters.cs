using Sim.Core.Time;
using Sim.Models.Parameters;

namespace Sim.Models.Hardware.Network;

/// <summary>Everything the model of a NIC knows about one port and its cable. Defaults: 25 Gbit/s as Linux drives it.</summary>
/// <remarks>Meanings, equations and sources: docs/models/nic.md.</remarks>
public sealed record NicParameters
{
    /// <summary>Bits per second in each direction.</summary>
    [Parameter("Line rate in each direction.", Dimension = Dimension.BitRate, Min = 0.001, Max = 1600, Unit = "Gbit/s")]
    public double LineRate { get; init; } = 25e9;

    /// <summary>Pairs of transmit and receive queues, 1 to 1,024.</summary>
    [Parameter("Pairs of transmit and receive queues.", Min = 1, Max = 1024)]
    public int Queues { get; init; } = 8;

    /// <summary>Frames or super-frames that one transmit ring holds.</summary>
    [Parameter("Frames or super-frames that one transmit ring holds.", Min = 1, Max = 65536, Certainty = Certainty.Assumed,
        Source = "typical rings are 512 to 1024")]
    public int TransmitRing { get; init; } = 1024;

    /// <summary>Wire frames that one receive ring holds.</summary>
    [Parameter("Wire frames that one receive ring holds.", Min = 1, Max = 65536, Certainty = Certainty.Assumed,
        Source = "typical rings are 512 to 1024")]
    public int ReceiveRing { get; init; } = 1024;

    /// <summary>Entries of the table that spreads flows over receive queues.</summary>
    [Parameter("Entries of the table that spreads flows over receive queues.", Min = 1, Max = 65536, Certainty = Certainty.Assumed,
        Source = "128 or more in common NICs")]
    public int IndirectionEntries { get; init; } = 128;

    /// <summary>Longest time a received frame waits for company before the interrupt.</summary>
    [Parameter("Longest time a received frame waits for company before the interrupt.", Min = 0, Max = 10000, Unit = "us",
        Certainty = Certainty.Assumed, Source = "mlx5: 8 us")]
    public SimDuration ModerationTime { get; init; } = SimDuration.FromMicroseconds(8);

    /// <summary>Wire frames that raise the interrupt before the time is over.</summary>
    [Parameter("Wire frames that raise the interrupt before the moderation time is over.", Min = 1, Max = 65536,
        Certainty = Certainty.Assumed, Source = "64, one poll's budget")]
    public int ModerationFrames { get; init; } = 64;

    /// <summary>From when the moderation time counts.</summary>
    [Parameter("From when the moderation time counts.", Certainty = Certainty.Assumed, Source = "mlx5")]
    public InterruptModeration Moderation { get; init; } = InterruptModeration.SinceFirstFrame;

    /// <summary>Doorbell, descriptor and data reads before a frame can go out.</summary>
    [Parameter("From the doorbell to the frame's data being in the NIC.", Min = 0, Max = 1000, Unit = "us",
        Certainty = Certainty.Assumed, Source = "1 to 2 us across PCI Express")]
    public SimDuration TransmitDmaLatency { get; init; } = SimDuration.FromMicroseconds(1.5);

    /// <summary>From the frame's last bit to frame and descriptor being in host memory.</summary>
    [Parameter("From the frame's last bit to frame and descriptor being in host memory.", Min = 0, Max = 1000, Unit = "us",
        Certainty = Certainty.Assumed, Source = "1 to 2 us across PCI Express into the cache")]
    public SimDuration ReceiveDmaLatency { get; init; } = SimDuration.FromMicroseconds(1.5);

    /// <summary>Light in the cable, one way.</summary>
    [Parameter("Cable delay, one way.", Min = 0, Max = 1000000, Unit = "us", Certainty = Certainty.Assumed, Source = "10 m at 5 ns/m")]
    public SimDuration WireLatency { get; init; } = SimDuration.FromMicroseconds(0.05);

    /// <summary>Cut-through switches on the way, one way.</summary>
    [Parameter("Delay of the switches on the way, one way.", Min = 0, Max = 1000000, Unit = "us", Certainty = Certainty.Assumed,
        Source = "one cut-through hop: 0.3 to 1 us")]
    public SimDuration SwitchLatency { get; init; } = SimDuration.FromMicroseconds(0.6);

    /// <summary>Largest network-layer packet, bytes.</summary>
    [Parameter("Largest network-layer packet.", Dimension = Dimension.Bytes, Min = 576, Max = 65535, Unit = "B")]
    public int Mtu { get; init; } = 1500;

    /// <summary>IP and transport headers of one packet, bytes.</summary>
    [Parameter("IP and transport headers of one packet.", Dimension = Dimension.Bytes, Min = 20, Max = 256, Unit = "B",
        Certainty = Certainty.Primary, Source = "TCP over IPv4 with timestamps: 20 + 32 B")]
    public int ProtocolHeaderBytes { get; init; } = 52;

    /// <summary>Tags and outer headers beyond the MTU, bytes.</summary>
    [Parameter("Tags and outer headers beyond the MTU: 802.1Q 4 B, VXLAN 50 B.", Dimension = Dimension.Bytes, Min = 0, Max = 256, Unit = "B")]
    public int EncapsulationBytes { get; init; }

    /// <summary>How payload becomes frames on this port.</summary>
    public EthernetFraming Framing => new(Mtu, ProtocolHeaderBytes, EncapsulationBytes);

    /// <summary>How long bytes on the wire hold it.</summary>
    /// <param name="wireBytes">As <see cref="EthernetFraming.WireBytes"/> counts them.</param>
    public SimDuration SerialisationTime(long wireBytes) => SimDuration.FromSeconds(wireBytes * 8 / LineRate);
}
