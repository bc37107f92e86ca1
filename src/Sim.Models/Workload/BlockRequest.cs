using Sim.Core.Time;
using Sim.Models.Hardware.Storage;

namespace Sim.Models.Workload;

/// <summary>One recorded disk request.</summary>
/// <param name="At">When it was issued, from the first one on.</param>
/// <param name="Operation">Read, write or flush.</param>
/// <param name="Bytes">Size; 0 for a flush.</param>
/// <param name="Offset">First byte on the recorded disk, or <see cref="IoCommand.Anywhere"/> when the recording does not say.</param>
public readonly record struct BlockRequest(SimDuration At, IoOperation Operation, int Bytes, long Offset = IoCommand.Anywhere);
