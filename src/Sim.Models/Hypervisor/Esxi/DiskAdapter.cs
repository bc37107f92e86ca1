namespace Sim.Models.Hypervisor.Esxi;

/// <summary>The controller that an ESXi guest sees.</summary>
/// <remarks>Source: network-and-storage 3.1.</remarks>
public enum DiskAdapter
{
    /// <summary>VMware's paravirtual SCSI adapter.</summary>
    Pvscsi,

    /// <summary>The virtual NVMe controller.</summary>
    VNvme,

    /// <summary>The emulated LSI Logic SAS adapter.</summary>
    LsiSas,
}
