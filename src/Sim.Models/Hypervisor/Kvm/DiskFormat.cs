namespace Sim.Models.Hypervisor.Kvm;

/// <summary>How blocks of a virtual disk are mapped.</summary>
public enum DiskFormat
{
    /// <summary>One to one.</summary>
    Raw,

    /// <summary>QEMU's two-level tables.</summary>
    Qcow2,

    /// <summary>A thin logical volume.</summary>
    LvmThin,
}
