namespace Sim.Planning.Capacity;

/// <summary>How a utilisation series finds its VM.</summary>
public enum SeriesMatch
{
    /// <summary>By the VM's name.</summary>
    ByName,

    /// <summary>In order: the first series to the first running VM. For traces of other VMs, to borrow their shape.</summary>
    InOrder,
}
