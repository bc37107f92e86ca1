namespace Sim.Models.Hardware.Storage;

/// <summary>One submission-queue entry.</summary>
/// <param name="RequestId">The host's own number, given back on completion; the device does not look at it.</param>
/// <param name="Operation">What is asked for.</param>
/// <param name="Bytes">Length of the data, 1 or more; 0 for a flush.</param>
public readonly record struct IoCommand(int RequestId, IoOperation Operation, int Bytes);
