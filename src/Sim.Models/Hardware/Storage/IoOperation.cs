namespace Sim.Models.Hardware.Storage;

/// <summary>What a storage command asks for.</summary>
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
