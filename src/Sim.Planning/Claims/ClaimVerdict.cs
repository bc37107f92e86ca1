namespace Sim.Planning.Claims;

/// <summary>What a prediction says of a claim.</summary>
public enum ClaimVerdict
{
    /// <summary>The figure lies in the predicted range, which is narrow enough to mean something.</summary>
    Holds,

    /// <summary>The figure lies outside the predicted range.</summary>
    DoesNotHold,

    /// <summary>The range is too wide, or the claim leaves too much open.</summary>
    NotEstablished,
}
