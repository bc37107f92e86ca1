namespace Sim.Models.Hardware.Network;

/// <summary>What a driver hands to a NIC or gets from it: one Ethernet frame, or a super-frame that the NIC cuts or has merged (TSO, GRO).</summary>
/// <remarks>
/// Models what passes between driver and device: sizes and the flow, no content.
/// Source: Linux Documentation/networking/segmentation-offloads.rst (TSO, GRO: one header set, many wire frames). Page: docs/models/nic.md.
/// </remarks>
/// <param name="FlowId">The connection; all its frames meet on one receive queue.</param>
/// <param name="RequestId">The sender's own number; the network does not look at it.</param>
/// <param name="Bytes">Payload and one set of headers, Ethernet header and checksum included: 64 to 1518 for one plain frame.</param>
/// <param name="Segments">Wire frames it is cut into, 1 or more; each repeats the headers.</param>
public readonly record struct Frame(int FlowId, int RequestId, int Bytes, int Segments);
