namespace Sim.Models.Hardware.Storage.Raid;

/// <summary>How blocks are spread over the drives of an array.</summary>
/// <remarks>Source: network-and-storage 3.5. Page: docs/models/raid.md.</remarks>
public enum RaidLevel
{
    /// <summary>One drive: none; two: raid1; more: raid10.</summary>
    Auto,

    /// <summary>Each drive holds its own part of the space.</summary>
    None,

    /// <summary>Striping without redundancy.</summary>
    Raid0,

    /// <summary>Every drive holds everything.</summary>
    Raid1,

    /// <summary>Stripes of which each chunk is on two neighbouring drives; software (md near-2) takes an odd number of drives too.</summary>
    Raid10,

    /// <summary>Stripes with one parity chunk that moves from row to row.</summary>
    Raid5,

    /// <summary>Stripes with two parity chunks.</summary>
    Raid6,
}
