namespace Sim.Planning.Claims;

/// <summary>A prediction with the range that replications and unestablished costs give it.</summary>
/// <param name="Estimate">With every cost at its default.</param>
/// <param name="Low">Lowest end over all cost levels.</param>
/// <param name="High">Highest end over all cost levels.</param>
public readonly record struct PredictedRange(double Estimate, double Low, double High)
{
    /// <summary>What the range says of a figure.</summary>
    /// <param name="figure">The claimed figure, or one end of the claimed range.</param>
    /// <param name="to">The other end.</param>
    /// <param name="widest">Widest ratio of high to low that supports 'holds'.</param>
    /// <param name="whole">What the range is a change of, in its unit: 100 for a change in %; 0 when it is none.</param>
    public ClaimVerdict Judge(double figure, double to, double widest, double whole = 0)
    {
        if (Math.Max(figure, to) < Low || Math.Min(figure, to) > High) return ClaimVerdict.DoesNotHold;
        return whole + High <= (whole + Low) * widest ? ClaimVerdict.Holds : ClaimVerdict.NotEstablished;
    }

    /// <summary>The range in another unit.</summary>
    public PredictedRange Times(double factor) => new(Estimate * factor, Low * factor, High * factor);

    /// <summary>The relative change from another range to this one, both independent; both above zero.</summary>
    public PredictedRange ChangeFrom(PredictedRange other) =>
        new((Estimate / other.Estimate) - 1, (Low / other.High) - 1, (High / other.Low) - 1);
}
