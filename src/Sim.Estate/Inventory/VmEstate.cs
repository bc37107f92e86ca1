using System.Collections.Immutable;

namespace Sim.Estate.Inventory;

/// <summary>The VMs, hosts and clusters of one export: what there is to place, at one moment.</summary>
/// <remarks>Not simply <c>Estate</c>: inside <c>Sim</c> that word already names the namespace.</remarks>
public sealed record VmEstate
{
    /// <summary>Name, usually the file's.</summary>
    public required string Name { get; init; }

    /// <summary>Day of the export; null when the file does not say.</summary>
    public DateOnly? SnapshotDate { get; init; }

    /// <summary>Every VM, template and placeholder, in the order of the export.</summary>
    public required ImmutableArray<EstateVm> Vms { get; init; }

    /// <summary>Hosts, in the order of the export; empty when the export has none.</summary>
    public ImmutableArray<EstateHost> Hosts { get; init; } = [];

    /// <summary>Clusters; when the export does not list them, those named by hosts and VMs.</summary>
    public ImmutableArray<EstateCluster> Clusters { get; init; } = [];

    /// <summary>Datastores; empty when the export has none.</summary>
    public ImmutableArray<EstateDatastore> Datastores { get; init; } = [];

    /// <summary>The VMs that ask for CPU: powered on, neither template nor placeholder.</summary>
    public ImmutableArray<EstateVm> RunningVms => [.. Vms.Where(vm => vm.IsRunning)];
}
