namespace Sim.Models.Hardware.Network;

/// <summary>The host side of a NIC.</summary>
/// <remarks>
/// The two things a port tells its driver; the receive interrupt stays masked until the driver polls dry and arms it.
/// Source: Linux Documentation/networking/napi.rst (interrupt masked while polling, armed by napi_complete_done). Page: docs/models/nic.md.
/// </remarks>
public interface INicHost
{
    /// <summary>A frame's last bit has left; its transmit descriptor is free again.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="queue">The transmit queue it came from.</param>
    void OnTransmitted(in Frame frame, int queue);

    /// <summary>The message-signalled interrupt of a receive queue; the queue is masked until it is armed again.</summary>
    /// <param name="queue">The receive queue.</param>
    void OnReceiveInterrupt(int queue);
}
