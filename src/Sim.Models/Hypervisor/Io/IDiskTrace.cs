using Sim.Core.Time;
using Sim.Models.Hardware.Storage;

namespace Sim.Models.Hypervisor.Io;

/// <summary>Is told the way of a virtual disk's requests, by the disk's own numbers.</summary>
internal interface IDiskTrace
{
    /// <summary>A guest task asks for it.</summary>
    void Issued(int id, IoOperation operation, int bytes, IBlockClient client, int index, SimTime now);

    /// <summary>The disk has as many in flight as it may.</summary>
    void Held(int id, SimTime now);

    /// <summary>The host's thread has it.</summary>
    void Handed(int id, SimTime now);

    /// <summary>It left its thread and may have to wait on the way to the drives: for a worker, a lock, a limit.</summary>
    void Queued(int id)
    {
    }

    /// <summary>It goes to the drives.</summary>
    void Submitted(int id, IBlockClient client, int index, World thread, SimTime now);

    /// <summary>It came back from the drives.</summary>
    void Returned(int id, SimTime now);

    /// <summary>It waits to be announced to the guest.</summary>
    void Finished(int id, IBlockClient client, int index, World? thread, SimTime now);

    /// <summary>The guest's task may go on.</summary>
    void Done(int id, IBlockClient client, int index, World vcpu, SimTime now);

    /// <summary>It waits until a world has done a piece of work.</summary>
    /// <param name="id">The request.</param>
    /// <param name="world">Who does it.</param>
    /// <param name="item">The work.</param>
    /// <param name="kick">The part of it, at its end, that is the exit which tells the host.</param>
    void Waits(int id, World world, in WorkItem item, SimDuration kick)
    {
    }
}
