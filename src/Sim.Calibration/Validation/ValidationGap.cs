namespace Sim.Calibration.Validation;

/// <summary>A case that was measured and for which the model has no number.</summary>
/// <param name="Case">The case.</param>
/// <param name="Kind">What was measured.</param>
/// <param name="Reason">What is missing.</param>
public sealed record ValidationGap(string Case, string Kind, string Reason);
