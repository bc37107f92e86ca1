namespace Sim.Models.Hypervisor.Io;

/// <summary>What one VM may claim of the host's storage.</summary>
/// <param name="Shares">Its weight among VMs on a congested device, above 0.</param>
/// <param name="Operations">Requests per second it never exceeds; nothing: no limit.</param>
public readonly record struct DiskClaim(double Shares, double? Operations)
{
    /// <summary>Whether completions may be held back to make one interrupt of several.</summary>
    public bool IsCoalesced { get; init; } = true;
}
