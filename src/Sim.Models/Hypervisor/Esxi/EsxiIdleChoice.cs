namespace Sim.Models.Hypervisor.Esxi;

/// <summary>How ESXi chooses among the idle states that its policy allows.</summary>
/// <remarks>Source: cpu-and-memory 2.8, advanced settings Power.*; that no other rule is in use is assumed.</remarks>
public enum EsxiIdleChoice
{
    /// <summary>One state after the other as time passes: what promotion in hardware comes to.</summary>
    Ladder,

    /// <summary>The deepest whose exit latency, times Power.CStateResidencyCoef, is within the predicted idle time.</summary>
    Residency,
}
