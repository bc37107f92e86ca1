namespace Sim.Planning.Decisions;

/// <summary>What the uncertainty of one input does to a result: a bar of the tornado chart.</summary>
/// <param name="Input">The input.</param>
/// <param name="AtLow">The result with the input at its low end.</param>
/// <param name="AtHigh">The result with the input at its high end.</param>
public sealed record InputEffect(PlanInput Input, double AtLow, double AtHigh)
{
    /// <summary>Length of the bar.</summary>
    public double Span => Math.Abs(AtHigh - AtLow);
}
