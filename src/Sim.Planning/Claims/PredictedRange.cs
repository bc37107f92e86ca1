namespace Sim.Planning.Claims;

/// <summary>A prediction with the range that replications and unestablished costs give it.</summary>
/// <param name="Estimate">With every cost at its default.</param>
/// <param name="Low">Lowest end over all cost levels.</param>
/// <param name="High">Highest end over all cost levels.</param>
public readonly record struct PredictedRange(double Estimate, double Low, double High)
{
    /// <summary>What the range says of a figure.</summary>
    /// <param name="figure">The claimed figure.</param>
    /// <param name="widest">Widest ratio of high to low that supports 'holds'.</param>
    public ClaimVerdict Judge(double figure, double widest)
    {
        if (figure < Low || figure > High) return ClaimVerdict.DoesNotHold;
        return High <= Low * widest ? ClaimVerdict.Holds : ClaimVerdict.NotEstablished;
    }

    /// <summary>The range in another unit.</summary>
    public PredictedRange Times(double factor) => new(Estimate * factor, Low * factor, High * factor);
}
