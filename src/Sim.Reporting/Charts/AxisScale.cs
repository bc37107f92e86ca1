namespace Sim.Reporting.Charts;

/// <summary>Scale of the y axis.</summary>
public enum AxisScale
{
    /// <summary>Logarithmic when all values are positive and the largest is more than 20 times the smallest, else linear.</summary>
    Automatic,

    /// <summary>Linear from zero (or from the smallest value when negative).</summary>
    Linear,

    /// <summary>Logarithmic; every value must be positive.</summary>
    Logarithmic,
}
