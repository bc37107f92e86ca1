using Sim.Core.Time;

namespace Sim.Models.Hardware.Storage;

/// <summary>Is told the way of a drive's commands, by the drive's own numbers.</summary>
/// <remarks>Source: observes <see cref="NvmeDevice"/> and models nothing. Page: docs/tracing.md.</remarks>
internal interface INvmeTrace
{
    /// <summary>The host rang the doorbell.</summary>
    void Submitted(int id, in IoCommand command, int queue, int outstanding, SimTime now);

    /// <summary>The command waits to be fetched.</summary>
    void Queued(int id, int waiting, SimTime now);

    /// <summary>The controller has it.</summary>
    void Fetched(int id, int waiting, SimTime now);

    /// <summary>It goes to the flash or to the write buffer.</summary>
    void Dispatched(int id, IoOperation operation, SimTime now);

    /// <summary>It is done.</summary>
    void Completed(int id, int queue, int outstanding, SimTime now);

    /// <summary>A part of it waits for a flash unit, or all of it for room in the write buffer.</summary>
    void Waits(int id)
    {
    }

    /// <summary>What waited goes on.</summary>
    void Goes(int id)
    {
    }
}
