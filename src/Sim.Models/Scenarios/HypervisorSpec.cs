using Sim.Models.Parameters;

namespace Sim.Models.Scenarios;

/// <summary>The hypervisor and its knobs; blocks of the other kind are ignored by a run, so that one file can hold both for a comparison.</summary>
public sealed record HypervisorSpec
{
    /// <summary>Which one runs.</summary>
    [Parameter("Which hypervisor runs; compare and density run both.")]
    public HypervisorKind Kind { get; init; }

    /// <summary>Linux KVM.</summary>
    [Parameter("Linux KVM.")]
    public KvmSpec Kvm { get; init; } = new();

    /// <summary>VMware ESXi.</summary>
    [Parameter("VMware ESXi.")]
    public EsxiSpec Esxi { get; init; } = new();
}
