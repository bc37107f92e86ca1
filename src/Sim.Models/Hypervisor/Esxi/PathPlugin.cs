namespace Sim.Models.Hypervisor.Esxi;

/// <summary>The multipathing plug-in that claims a device.</summary>
/// <remarks>Source: network-and-storage 3.2.</remarks>
public enum PathPlugin
{
    /// <summary>High-performance plug-in: local NVMe from 7.0 U2 on.</summary>
    Hpp,

    /// <summary>Native multipathing plug-in: SCSI devices, and local NVMe up to 7.0 U1.</summary>
    Nmp,
}
