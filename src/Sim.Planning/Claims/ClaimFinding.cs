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
        // What is not defined can be neither confirmed nor refuted.
        var verdict = claim.Open.Length > 0 ? ClaimVerdict.NotEstablished
            : sides.Contains(ClaimVerdict.DoesNotHold) ? ClaimVerdict.DoesNotHold
            : sides.Contains(ClaimVerdict.NotEstablished) ? ClaimVerdict.NotEstablished
            : ClaimVerdict.Holds;
        return new ClaimFinding(claim, kvm, esxi, verdict);
    }
}
