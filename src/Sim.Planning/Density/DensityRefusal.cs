namespace Sim.Planning.Density;

/// <summary>Why a host does not take a number of VMs in.</summary>
public enum DensityRefusal
{
    /// <summary>It takes them in.</summary>
    None,

    /// <summary>Their memory cannot be held, not even by swapping.</summary>
    Memory,

    /// <summary>Admission control of ESXi refuses what they reserve: CPU, memory or cores of their own.</summary>
    Reservations,

    /// <summary>Their disks take more than the drives store.</summary>
    DiskSpace,
}
