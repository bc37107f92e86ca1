using Sim.Models.Hardware.Storage;

namespace Sim.Models.Hypervisor.Io;

/// <summary>Is told that a device refused a request because its queue was full: SCSI status 28h (TASK SET FULL) or 08h (BUSY).</summary>
/// <remarks>The request is as if it had never been submitted. Source: SCSI Architecture Model, status codes. Page: docs/models/storage-path.md.</remarks>
public interface IBlockRefusals
{
    /// <summary>The status has come back; what was submitted is given back as it was.</summary>
    /// <param name="operation">Read, write or flush.</param>
    /// <param name="offset">First byte, or <see cref="IoCommand.Anywhere"/>.</param>
    /// <param name="bytes">Size.</param>
    /// <param name="queue">Number of the submitting thread or VM.</param>
    /// <param name="client">Who would have been told.</param>
    /// <param name="index">The client's own number.</param>
    void OnBlockRefused(IoOperation operation, long offset, int bytes, int queue, IBlockClient client, int index);
}
