using Sim.Models.Hardware.Storage;

namespace Sim.Models.Workload;

/// <summary>One disk request that a source chose itself.</summary>
/// <param name="Operation">Read, write or flush.</param>
/// <param name="Bytes">Size; 0 for a flush.</param>
/// <param name="Offset">First byte in the VM's disk, or <see cref="IoCommand.Anywhere"/>.</param>
public readonly record struct BlockAccess(IoOperation Operation, int Bytes, long Offset = IoCommand.Anywhere);
