namespace Sim.Models.Hypervisor.Esxi;

/// <summary>Host power policies of ESXi. Source: cpu-and-memory 2.8, settings of ESXi 6.x.</summary>
public enum EsxiPowerPolicy
{
    /// <summary>Balanced, the default: lower clocks at light load, deep idle states.</summary>
    Balanced,

    /// <summary>No lower clock, no deep idle state.</summary>
    HighPerformance,

    /// <summary>As balanced, with lower clocks up to a higher load.</summary>
    LowPower,
}
