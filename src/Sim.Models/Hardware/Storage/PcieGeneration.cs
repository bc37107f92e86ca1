namespace Sim.Models.Hardware.Storage;

/// <summary>Signalling rate of a PCI Express link with 128b/130b line coding.</summary>
public enum PcieGeneration
{
    /// <summary>8 GT/s a lane.</summary>
    Gen3 = 3,

    /// <summary>16 GT/s a lane.</summary>
    Gen4 = 4,

    /// <summary>32 GT/s a lane.</summary>
    Gen5 = 5,
}
