using System.Collections.Immutable;

namespace Sim.Estate.Quality;

/// <summary>What an import read, left out, could not match and assumed: a table to show beside every answer built on it.</summary>
/// <param name="Rows">Grouped by section in the order of <see cref="QualitySections.All"/>, then in the order met.</param>
public sealed record DataQuality(ImmutableArray<QualityRow> Rows)
{
    /// <summary>The count of one line, 0 when there is no such line.</summary>
    /// <param name="section">One of <see cref="QualitySections"/>.</param>
    /// <param name="item">The line.</param>
    public long CountOf(string section, string item) =>
        Rows.FirstOrDefault(row => row.Section == section && row.Item == item)?.Count ?? 0;

    /// <summary>The lines of one section.</summary>
    /// <param name="section">One of <see cref="QualitySections"/>.</param>
    public ImmutableArray<QualityRow> Section(string section) => [.. Rows.Where(row => row.Section == section)];

    /// <summary>Both tables as one, sections together.</summary>
    /// <param name="other">The table to add.</param>
    public DataQuality With(DataQuality other) => new(QualityLog.InSectionOrder(Rows.Concat(other.Rows)));
}
