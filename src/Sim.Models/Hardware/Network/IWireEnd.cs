namespace Sim.Models.Hardware.Network;

/// <summary>The far side of the wire: clients, or another host.</summary>
public interface IWireEnd
{
    /// <summary>A frame's last bit has arrived.</summary>
    void OnFrameArrived(in Frame frame);
}
