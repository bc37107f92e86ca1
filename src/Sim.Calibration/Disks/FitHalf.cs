using System.Collections.Immutable;
using Sim.Calibration.Checks;

namespace Sim.Calibration.Disks;

/// <summary>Which half of a sweep is fitted, so that the other can judge.</summary>
/// <remarks>
/// Rule: reads and writes apart, the pure cases are sorted by block size, I/Os in flight, jobs and name; the first, third, ... are fitted. Mixed cases always judge. The rule looks at loads only, never
/// at results, and keeps the shallowest case of the smallest blocks among the fitted.
/// </remarks>
public static class FitHalf
{
    /// <summary>The fitted cases, in the order of the rule.</summary>
    /// <param name="cells">All cases.</param>
    /// <param name="even">Whether the second, fourth, ... are wanted instead.</param>
    public static ImmutableArray<StorageCell> Of(ImmutableArray<StorageCell> cells, bool even = false) =>
    [
        .. Half(cells, read: true, even), .. Half(cells, read: false, even),
    ];

    private static IEnumerable<StorageCell> Half(ImmutableArray<StorageCell> cells, bool read, bool even) => cells
        .Where(cell => cell.Load.ReadShare == (read ? 1 : 0))
        .OrderBy(cell => read ? cell.Load.ReadBlockBytes : cell.Load.WriteBlockBytes).ThenBy(cell => cell.Load.Concurrency).ThenBy(cell => cell.Load.Jobs).ThenBy(cell => cell.Name, StringComparer.Ordinal)
        .Where((_, i) => i % 2 == (even ? 1 : 0));
}
