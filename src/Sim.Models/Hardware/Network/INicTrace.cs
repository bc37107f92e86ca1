using Sim.Core.Time;

namespace Sim.Models.Hardware.Network;

/// <summary>Is told what passes a port.</summary>
/// <remarks>Source: observes <see cref="Nic"/> and models nothing. Page: docs/tracing.md.</remarks>
internal interface INicTrace
{
    /// <summary>The depth of a transmit ring changed.</summary>
    void Transmit(int queue, int frames, SimTime now);

    /// <summary>The depth of a receive ring changed.</summary>
    void Receive(int queue, int frames, SimTime now);

    /// <summary>A frame's turn on the wire has come.</summary>
    void Sending(in Frame frame)
    {
    }

    /// <summary>A frame lies in a receive ring.</summary>
    void Landed(in Frame frame, int queue)
    {
    }
}
