namespace Sim.Models.Hypervisor;

/// <summary>The memory of one VM.</summary>
/// <param name="Configured">Bytes the guest sees.</param>
/// <param name="Touched">Share of it ever touched, 0 to 1.</param>
/// <param name="Active">Share of it in regular use, 0 to <paramref name="Touched"/>.</param>
/// <param name="Vcpus">vCPUs, for the overhead.</param>
public readonly record struct MemoryDemand(long Configured, double Touched, double Active, int Vcpus)
{
    /// <summary>Bytes that are never ballooned or swapped, 0 to all of them.</summary>
    public long Reserved { get; init; }

    /// <summary>Bytes ever touched.</summary>
    internal long TouchedBytes => (long)(Configured * Touched);

    /// <summary>Of these, bytes that may be taken away.</summary>
    internal long Takeable => Math.Max(0, TouchedBytes - Reserved);
}
