using Sim.Models.Hardware.Storage;

namespace Sim.Scenarios.Blocks;

/// <summary>A line of a block trace.</summary>
/// <param name="Nanoseconds">When, on the recording's own clock.</param>
/// <param name="Operation">What; nothing when the line says nothing about the disk's work.</param>
/// <param name="Bytes">Size; 0 for a flush.</param>
/// <param name="Offset">First byte on the recorded disk, or <see cref="IoCommand.Anywhere"/>.</param>
internal readonly record struct RecordedRequest(long Nanoseconds, IoOperation? Operation, long Bytes, long Offset = IoCommand.Anywhere);
