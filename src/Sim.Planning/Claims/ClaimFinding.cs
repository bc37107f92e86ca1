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
        var whole = claim.Against.Length > 0 ? claim.Scale : 0;
        var told = kvm.Judge(claim.Kvm, claim.KvmTo ?? claim.Kvm, widest, whole);
        var sides = claim.Vmware is { } vmware ? new[] { told, esxi.Judge(vmware, vmware, widest, whole) } : [told];
        // What is not defined can be neither confirmed nor refuted.
        var verdict = claim.Open.Length > 0 ? ClaimVerdict.NotEstablished
            : sides.Contains(ClaimVerdict.DoesNotHold) ? ClaimVerdict.DoesNotHold
            : sides.Contains(ClaimVerdict.NotEstablished) ? ClaimVerdict.NotEstablished
            : ClaimVerdict.Holds;
        return new ClaimFinding(claim, kvm, esxi, verdict);
    }
}
