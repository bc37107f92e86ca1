namespace Sim.Models.Hardware.Storage;

/// <summary>How much of a drive's free space random overwriting has used up.</summary>
/// <remarks>Source: network-and-storage reference 1.4. Page: docs/models/nvme.md.</remarks>
public enum DriveAge
{
    /// <summary>New or trimmed: every host byte is programmed once.</summary>
    Fresh,

    /// <summary>Steady state in the sense of SNIA's test: cleaning moves live pages, so that a host byte costs several programs.</summary>
    Steady,
}
