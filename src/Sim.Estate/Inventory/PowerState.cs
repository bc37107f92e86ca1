namespace Sim.Estate.Inventory;

/// <summary>Whether a VM was running at the moment of the export.</summary>
public enum PowerState
{
    /// <summary>Running: it asks the host for CPU, memory and I/O.</summary>
    PoweredOn,

    /// <summary>Not running: it takes storage only.</summary>
    PoweredOff,

    /// <summary>Memory saved to storage; takes storage only.</summary>
    Suspended,
}
