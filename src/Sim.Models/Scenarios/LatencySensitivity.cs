namespace Sim.Models.Scenarios;

/// <summary>Latency sensitivity of a VM under ESXi; low and medium, which nothing depends on, are left out.</summary>
public enum LatencySensitivity
{
    /// <summary>No special treatment, the default.</summary>
    Normal,

    /// <summary>Every vCPU has a core of its own.</summary>
    High,
}
