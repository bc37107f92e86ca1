namespace Sim.Models.Scenarios;

/// <summary>Whose schedulers and I/O paths run the host.</summary>
public enum HypervisorKind
{
    /// <summary>Linux KVM with QEMU.</summary>
    Kvm,

    /// <summary>VMware ESXi.</summary>
    Esxi,
}
