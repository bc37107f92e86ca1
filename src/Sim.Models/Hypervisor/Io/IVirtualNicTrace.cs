using Sim.Core.Time;
using Sim.Models.Hardware.Network;

namespace Sim.Models.Hypervisor.Io;

/// <summary>Is told the way of a virtual NIC's frames.</summary>
internal interface IVirtualNicTrace
{
    /// <summary>The host's thread hands a request's answer to the port.</summary>
    void Sent(int requestId, World thread, SimTime now);

    /// <summary>So many received frames wait for an interrupt.</summary>
    void Waiting(int frames, SimTime now);

    /// <summary>A frame waits until a world has done a piece of work.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="world">Who does it.</param>
    /// <param name="item">The work.</param>
    /// <param name="kick">The part of it, at its end, that is the exit which tells the host.</param>
    void Waits(in Frame frame, World world, in WorkItem item, SimDuration kick)
    {
    }

    /// <summary>A received frame waits to be announced to the guest.</summary>
    void Held(in Frame frame)
    {
    }
}
