namespace Sim.Models.Hypervisor.Esxi;

/// <summary>The controller that an ESXi guest sees.</summary>
public enum DiskAdapter
{
    /// <summary>VMware's paravirtual SCSI adapter.</summary>
    Pvscsi,

    /// <summary>The virtual NVMe controller.</summary>
    VNvme,

    /// <summary>The emulated LSI Logic SAS adapter.</summary>
    LsiSas,
}
