namespace Sim.Estate.Quality;

/// <summary>The headings of a data-quality report, in the order they are shown.</summary>
public static class QualitySections
{
    public const string Sheets = "sheets";
    public const string LeftOut = "left out";
    public const string MissingColumns = "missing columns";
    public const string UnknownColumns = "unknown columns";
    public const string Matching = "matching between sheets";
    public const string Conflicts = "conflicting values";
    public const string ImpossibleValues = "impossible values";
    public const string Assumptions = "assumptions";
    public const string Demand = "demand";
    public const string Series = "utilisation series";

    /// <summary>All headings, in order.</summary>
    public static IReadOnlyList<string> All { get; } =
        [Sheets, LeftOut, MissingColumns, UnknownColumns, Matching, Conflicts, ImpossibleValues, Assumptions, Demand, Series];
}
