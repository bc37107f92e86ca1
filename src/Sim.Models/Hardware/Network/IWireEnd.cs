namespace Sim.Models.Hardware.Network;

/// <summary>The far side of the wire: clients, or another host.</summary>
/// <remarks>
/// A frame counts as arrived with its last bit, as a receiver checks its sum before it delivers it. Leaves out the far side's own processing.
/// Source: IEEE 802.3, clause 4.2.4 (frame reception). Page: docs/models/nic.md.
/// </remarks>
public interface IWireEnd
{
    /// <summary>A frame's last bit has arrived.</summary>
    void OnFrameArrived(in Frame frame);
}
