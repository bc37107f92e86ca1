namespace Sim.Calibration.Checks;

/// <summary>Something about a measured case that a reader of the results should know.</summary>
/// <param name="Case">The case.</param>
/// <param name="File">The file it was seen in.</param>
/// <param name="Line">The line where the job starts; 0 when the flag is about several files.</param>
/// <param name="Kind">What was found.</param>
/// <param name="Text">With the numbers.</param>
/// <param name="Excludes">Whether parameters must not be learnt from the case.</param>
public sealed record CaseFlag(string Case, string File, int Line, CaseFlagKind Kind, string Text, bool Excludes);
