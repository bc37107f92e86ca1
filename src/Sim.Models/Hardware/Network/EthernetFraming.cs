using Sim.Core.Diagnostics;

namespace Sim.Models.Hardware.Network;

/// <summary>How payload becomes Ethernet frames, and what they occupy on the wire. All sizes in bytes.</summary>
/// <remarks>
/// Exact: preamble and start delimiter 8, gap 12, header 14, checksum 4, smallest frame 64; every segment of a super-frame repeats the headers.
/// Leaves out pause frames.
/// Source: IEEE 802.3, clause 3 (frame) and 4.2.3 (gap); RFC 791, 9293 and 7323 (IP and TCP headers, time stamps); RFC 7348 (VXLAN). Page: docs/models/nic.md.
/// </remarks>
/// <param name="Mtu">Largest network-layer packet.</param>
/// <param name="ProtocolHeaderBytes">IP and transport headers of one packet: TCP over IPv4 with timestamps 52, without 40, UDP 28.</param>
/// <param name="EncapsulationBytes">Tags and outer headers beyond the MTU: 802.1Q 4, VXLAN 50.</param>
public readonly record struct EthernetFraming(int Mtu, int ProtocolHeaderBytes, int EncapsulationBytes)
{
    /// <summary>Preamble, start delimiter and gap of one frame.</summary>
    public const int GapBytes = 20;

    /// <summary>Ethernet header and checksum.</summary>
    public const int LinkHeaderBytes = 18;

    /// <summary>The smallest frame; shorter ones are padded.</summary>
    public const int SmallestFrame = 64;

    /// <summary>All headers of one frame.</summary>
    public int HeaderBytes => LinkHeaderBytes + EncapsulationBytes + ProtocolHeaderBytes;

    /// <summary>Payload of a full frame.</summary>
    public int SegmentPayload => Mtu - ProtocolHeaderBytes;

    /// <summary>The largest frame that may be on the wire.</summary>
    public int LargestFrame => HeaderBytes + SegmentPayload;

    /// <summary>Share of the line rate that is left for payload when every frame is full.</summary>
    public double Goodput => SegmentPayload / (double)(LargestFrame + GapBytes);

    /// <summary>The (super-)frame that carries a payload.</summary>
    /// <param name="flowId">The connection.</param>
    /// <param name="requestId">The sender's own number.</param>
    /// <param name="payload">Bytes, 0 or more.</param>
    public Frame Carry(int flowId, int requestId, int payload) =>
        new(flowId, requestId, Math.Max(payload + HeaderBytes, SmallestFrame), Math.Max(1, (payload + SegmentPayload - 1) / SegmentPayload));

    /// <summary>What a frame occupies on the wire, headers of every segment, padding, preambles and gaps included.</summary>
    /// <exception cref="SimulationFault">The frame does not fit into its segments.</exception>
    public long WireBytes(in Frame frame)
    {
        Check.That(frame.Segments > 0 && frame.Bytes > 0, "a frame is empty");
        var bytes = frame.Bytes + ((long)(frame.Segments - 1) * HeaderBytes);
        Check.That(bytes <= (long)frame.Segments * LargestFrame, "a frame is larger than the MTU allows");
        return Math.Max(bytes, (long)frame.Segments * SmallestFrame) + ((long)frame.Segments * GapBytes);
    }

    /// <summary>Frames per second that a line carries back to back.</summary>
    /// <param name="bitsPerSecond">Line rate.</param>
    /// <param name="frameBytes">Size of one frame, header and checksum included, 64 or more.</param>
    public static double PacketRate(double bitsPerSecond, int frameBytes) => bitsPerSecond / 8 / (frameBytes + GapBytes);
}
