using System.Collections.Immutable;
using Sim.Models.Hypervisor;
using Sim.Models.Hypervisor.Esxi;
using Sim.Models.Hypervisor.Io;
using Sim.Models.Parameters;

namespace Sim.Models.Scenarios;

/// <summary>VMware ESXi.</summary>
public sealed record EsxiSpec
{
    /// <summary>CPU scheduler.</summary>
    [Parameter("ESXi CPU scheduler.")]
    public EsxiCpuParameters Scheduler { get; init; } = new();

    /// <summary>NUMA scheduler.</summary>
    [Parameter("ESXi NUMA scheduler.")]
    public EsxiNumaParameters Numa { get; init; } = new();

    /// <summary>Clocks and idle states.</summary>
    [Parameter("Clocks and idle states.")]
    public EsxiPowerParameters Power { get; init; } = new();

    /// <summary>Resource pools.</summary>
    [Parameter("Resource pools; a VM without one is in the host itself.")]
    public ImmutableArray<ResourcePoolSpec> Pools { get; init; } = [];

    /// <summary>Dispatching costs.</summary>
    [Parameter("Costs of dispatching.")]
    public DispatchCosts Dispatch { get; init; } = DispatchCosts.Vmkernel;

    /// <summary>Costs inside guests.</summary>
    [Parameter("Costs inside guests.")]
    public GuestCosts Guest { get; init; } = new();

    /// <summary>Disk path.</summary>
    [Parameter("Virtual disks and their way through the host.")]
    public EsxiDiskParameters Disk { get; init; } = new();

    /// <summary>Network path.</summary>
    [Parameter("Virtual NIC path.")]
    public NetPathParameters Network { get; init; } = NetPathParameters.Vmxnet3;

    /// <summary>Memory reclaim.</summary>
    [Parameter("Memory overhead and reclaim.")]
    public MemoryOvercommitParameters Memory { get; init; } = MemoryOvercommitParameters.Esxi;
}
