using Sim.Models.Hardware.Storage;

namespace Sim.Models.Hypervisor.Io;

/// <summary>What blocks are stored on, as the host's software sees it: drives of the host, or a store behind a link.</summary>
/// <remarks>A part on the way to it (a scheduler, a queue) is a backend too and passes client and number on, so that whoever looks knows the request at every depth.</remarks>
public interface IBlockBackend
{
    /// <summary>Reads, writes or flushes; the client is told when all of it is done, never before this returns.</summary>
    /// <param name="operation">Read, write or flush.</param>
    /// <param name="offset">First byte, 0 or more, or <see cref="IoCommand.Anywhere"/>; a flush has none.</param>
    /// <param name="bytes">Size, above 0; 0 for a flush.</param>
    /// <param name="queue">Number of the submitting thread or VM, which decides about queue pairs.</param>
    /// <param name="client">Who is told.</param>
    /// <param name="index">The client's own number for the request.</param>
    void Submit(IoOperation operation, long offset, int bytes, int queue, IBlockClient client, int index);

    /// <summary>The same by somebody who takes requests back that a full device refuses; those that never refuse need not know it.</summary>
    /// <param name="operation">Read, write or flush.</param>
    /// <param name="offset">First byte, or <see cref="IoCommand.Anywhere"/>.</param>
    /// <param name="bytes">Size.</param>
    /// <param name="queue">Number of the submitting thread or VM.</param>
    /// <param name="client">Who is told.</param>
    /// <param name="index">The client's own number for the request.</param>
    /// <param name="refusals">Who takes it back.</param>
    void Submit(IoOperation operation, long offset, int bytes, int queue, IBlockClient client, int index, IBlockRefusals refusals) =>
        Submit(operation, offset, bytes, queue, client, index);
}
