namespace Sim.Models.Hypervisor.Io;

/// <summary>Builds the way of each virtual disk of a host.</summary>
public interface IDiskPaths
{
    /// <summary>The way of a VM's disk, with the threads that serve it.</summary>
    /// <param name="vm">The VM, whose vCPUs exist.</param>
    /// <param name="claim">What it may claim, where the hypervisor knows claims.</param>
    DiskPath Build(VirtualMachine vm, DiskClaim claim);

    /// <summary>The caching drive of the host; null without one.</summary>
    SsdCache? Cache { get; }
}
