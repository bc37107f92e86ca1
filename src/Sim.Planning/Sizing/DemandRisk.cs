namespace Sim.Planning.Sizing;

/// <summary>Which demand hosts are bought for.</summary>
public enum DemandRisk
{
    /// <summary>The median: half the futures need more.</summary>
    Median,

    /// <summary>The upper end of the 80 % band: one future in ten needs more.</summary>
    Upper80,

    /// <summary>The upper end of the 95 % band: one future in forty needs more.</summary>
    Upper95,
}
