namespace Sim.Core.Random.Distributions;

/// <summary>A law of chance with known mean and variance, drawn from a stream that the caller owns.</summary>
/// <remarks>Laws hold no state between draws: one object may serve many owners. Page: docs/models/distributions.md.</remarks>
public abstract class Distribution
{
    /// <summary>The mean, in the unit of the draws; infinite where the law has none.</summary>
    public abstract double Mean { get; }

    /// <summary>The variance, in the unit of the draws squared; infinite where the law has none.</summary>
    public abstract double Variance { get; }

    /// <summary>Whether every draw takes the same number of uniforms and only ever rises, or only ever falls, with each of them.</summary>
    /// <remarks>Then the draws of an antithetic stream are negatively correlated with those of its plain twin. A law that rejects and tries again is not.</remarks>
    public virtual bool IsMonotone => true;

    /// <summary>The squared coefficient of variation: variance over squared mean.</summary>
    public double SquaredVariation => Variance / (Mean * Mean);

    /// <summary>Draws once.</summary>
    /// <param name="stream">The source of chance.</param>
    public abstract double Sample(RngStream stream);
}
