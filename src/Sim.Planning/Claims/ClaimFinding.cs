namespace Sim.Planning.Claims;

/// <summary>A claim beside its prediction.</summary>
/// <param name="Claim">The claim.</param>
/// <param name="Kvm">Prediction for KVM, in the claim's unit.</param>
/// <param name="Esxi">Prediction for ESXi, in the claim's unit.</param>
/// <param name="Verdict">The answer: the worse of both sides.</param>
public sealed record ClaimFinding(Claim Claim, PredictedRange Kvm, PredictedRange Esxi, ClaimVerdict Verdict)
{
    /// <summary>Judges a claim.</summary>
    /// <param name="claim">The claim.</param>
    /// <param name="kvm">Prediction for KVM.</param>
    /// <param name="esxi">Prediction for ESXi.</param>
    /// <param name="widest">Widest ratio of high to low that supports 'holds'.</param>
    public static ClaimFinding Of(Claim claim, PredictedRange kvm, PredictedRange esxi, double widest)
    {
        var sides = new[] { kvm.Judge(claim.Kvm, widest), esxi.Judge(claim.Vmware, widest) };
        var verdict = sides.Contains(ClaimVerdict.DoesNotHold) ? ClaimVerdict.DoesNotHold
            : sides.Contains(ClaimVerdict.NotEstablished) || claim.Open.Length > 0 ? ClaimVerdict.NotEstablished
            : ClaimVerdict.Holds;
        return new ClaimFinding(claim, kvm, esxi, verdict);
    }
}

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
