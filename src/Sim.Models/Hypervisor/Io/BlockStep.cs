using Sim.Models.Hardware.Storage;

namespace Sim.Models.Hypervisor.Io;

/// <summary>One request to the backend.</summary>
/// <param name="Operation">Read, write or flush.</param>
/// <param name="Bytes">Size; 0 for a flush.</param>
/// <param name="Offset">First byte on the backend, or <see cref="IoCommand.Anywhere"/>.</param>
public readonly record struct BlockStep(IoOperation Operation, int Bytes, long Offset = IoCommand.Anywhere);
