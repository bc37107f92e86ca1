namespace Sim.Models.Hardware.Storage;

/// <summary>How much of a drive's erased space random overwriting has used up.</summary>
/// <remarks>Source: network-and-storage 1.4; SNIA Solid State Storage Performance Test Specification. Page: docs/models/nvme.md.</remarks>
public enum DriveAge
{
    /// <summary>New or trimmed: all of it is erased, and every host byte is programmed once.</summary>
    Fresh,

    /// <summary>Filled once and then overwritten at random until the spare space was used up: cleaning begins, on blocks that are nearly full.</summary>
    Transition,

    /// <summary>Steady state in the sense of SNIA's test: what cleaning finds no longer changes.</summary>
    Steady,
}
