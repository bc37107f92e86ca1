namespace Sim.Models.Hardware.Storage;

/// <summary>One submission-queue entry.</summary>
/// <remarks>Source: NVM Express Base Specification 2.0, submission queue entry. Page: docs/models/nvme.md.</remarks>
/// <param name="RequestId">The host's own number, given back on completion; the device does not look at it.</param>
/// <param name="Operation">What is asked for.</param>
/// <param name="Bytes">Length of the data, 1 or more; 0 for a flush.</param>
/// <param name="Offset">First byte on the device, 0 or more, or <see cref="Anywhere"/>; flash does not look at it.</param>
public readonly record struct IoCommand(int RequestId, IoOperation Operation, int Bytes, long Offset = IoCommand.Anywhere)
{
    /// <summary>An offset for requests that are spread uniformly: who needs one draws it.</summary>
    public const long Anywhere = -1;
}
