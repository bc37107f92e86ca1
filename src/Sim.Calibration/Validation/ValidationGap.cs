namespace Sim.Calibration.Validation;

/// <summary>What a reader of the errors must know of a case: why the model has no number for it, or what disturbed its measurement.</summary>
/// <param name="Case">The case.</param>
/// <param name="Kind">What was measured.</param>
/// <param name="Reason">What is missing or disturbed.</param>
public sealed record ValidationGap(string Case, string Kind, string Reason);
