namespace Sim.Models.Hardware.Storage;

/// <summary>What a storage command asks for.</summary>
/// <remarks>Source: NVM Express NVM Command Set Specification 1.0: Read, Write, Flush, Dataset Management. Page: docs/models/nvme.md.</remarks>
public enum IoOperation
{
    /// <summary>Device to host.</summary>
    Read,

    /// <summary>Host to device.</summary>
    Write,

    /// <summary>Everything acknowledged before survives a loss of power afterwards.</summary>
    Flush,

    /// <summary>The host no longer needs the data of so many bytes.</summary>
    Trim,
}
