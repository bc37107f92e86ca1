using Sim.Core.Diagnostics;

namespace Sim.Models.Hypervisor.Esxi;

/// <summary>The resource pools of a host with the VMs in them.</summary>
/// <remarks>Source: cpu-and-memory 2.2.</remarks>
/// <param name="sharesPerVcpu">Shares of one normal vCPU; what a VM nobody placed has for each of its vCPUs, and a world of the host's own.</param>
public sealed class ResourceTree(int sharesPerVcpu)
{
    private readonly List<ResourceGroup?> _vms = [];

    /// <summary>The host as a pool.</summary>
    public ResourceGroup Root { get; } = new("", parent: null, new CpuAllocation(1));

    /// <summary>Shares of one normal vCPU.</summary>
    public int SharesPerVcpu => sharesPerVcpu;

    /// <summary>Adds a resource pool.</summary>
    /// <param name="name">Name for reports.</param>
    /// <param name="allocation">What it may claim.</param>
    /// <param name="parent">The pool it is in; null for the host.</param>
    public ResourceGroup AddPool(string name, CpuAllocation allocation, ResourceGroup? parent = null) => Add(name, parent ?? Root, allocation);

    /// <summary>Adds a VM.</summary>
    /// <param name="vmId">Its number on the host.</param>
    /// <param name="name">Name for reports.</param>
    /// <param name="allocation">What it may claim.</param>
    /// <param name="pool">The pool it is in; null for the host.</param>
    public ResourceGroup AddVm(int vmId, string name, CpuAllocation allocation, ResourceGroup? pool = null)
    {
        while (_vms.Count <= vmId) _vms.Add(null);
        Check.That(_vms[vmId] is null, "a VM is in two pools");
        var group = Add(name, pool ?? Root, allocation);
        _vms[vmId] = group;
        return group;
    }

    /// <summary>The group of a VM.</summary>
    public ResourceGroup OfVm(int vmId) => _vms[vmId]!;

    /// <summary>The group of a world: its VM's, or one of its own for a world of the host.</summary>
    internal ResourceGroup Of(World world)
    {
        if (world.VmId < 0) return Add(world.Name, Root, new CpuAllocation(sharesPerVcpu));
        Check.That(world.VmId < _vms.Count && _vms[world.VmId] is not null, "a world of a VM that is in no pool wants to run");
        return _vms[world.VmId]!;
    }

    private static ResourceGroup Add(string name, ResourceGroup parent, CpuAllocation allocation)
    {
        var group = new ResourceGroup(name, parent, allocation);
        parent.Children.Add(group);
        return group;
    }
}
