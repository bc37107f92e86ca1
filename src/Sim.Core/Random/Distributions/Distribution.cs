namespace Sim.Core.Random.Distributions;

/// <summary>A law of chance with known mean and variance, drawn from a stream that the caller owns.</summary>
public abstract class Distribution
{
    /// <summary>The mean, in the unit of the draws.</summary>
    public abstract double Mean { get; }

    /// <summary>The variance, in the unit of the draws squared.</summary>
    public abstract double Variance { get; }

    /// <summary>Draws once.</summary>
    /// <param name="stream">The source of chance.</param>
    public abstract double Sample(RngStream stream);
}
