namespace Sim.Models.Hardware.Storage;

/// <summary>Signalling rate and coding of a drive's link.</summary>
/// <remarks>Source: network-and-storage 1.2; PCI Express Base Specification 3.0 to 6.0; Serial ATA 3. Page: docs/models/nvme.md.</remarks>
public enum PcieGeneration
{
    /// <summary>PCI Express, 8 GT/s a lane, 128b/130b.</summary>
    Gen3 = 3,

    /// <summary>PCI Express, 16 GT/s a lane, 128b/130b.</summary>
    Gen4 = 4,

    /// <summary>PCI Express, 32 GT/s a lane, 128b/130b.</summary>
    Gen5 = 5,

    /// <summary>PCI Express, 64 GT/s a lane, units of 256 bytes of which 236 carry packets.</summary>
    Gen6 = 6,

    /// <summary>Serial ATA, 6 Gbit/s, 8b/10b, one direction at a time.</summary>
    Sata3 = 0,
}
