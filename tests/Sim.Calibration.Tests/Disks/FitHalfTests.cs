using System.Collections.Immutable;
using Sim.Calibration.Disks;

namespace Sim.Calibration.Tests.Disks;

public sealed class FitHalfTests
{
    [Fact]
    public void Every_other_case_of_each_direction_by_size_depth_and_jobs()
    {
        var cells = ImmutableArray.Create(
            Samples.Cell("r64k", 65536, 1, 1000), Samples.Cell("r4k-8", 4096, 8, 1000), Samples.Cell("r4k-1", 4096, 1, 1000), Samples.Cell("r4k-2", 4096, 2, 1000),
            Samples.Cell("w4k-4", 4096, 4, 1000, read: false), Samples.Cell("w4k-1", 4096, 1, 1000, read: false), Samples.Cell("w1m", 1 << 20, 1, 1000, read: false));
        Assert.Equal(["r4k-1", "r4k-8", "w4k-1", "w1m"], FitHalf.Of(cells).Select(cell => cell.Name));
        Assert.Equal(["r4k-2", "r64k", "w4k-4"], FitHalf.Of(cells, even: true).Select(cell => cell.Name));
        // The order in which files are found does not matter.
        Assert.Equal(FitHalf.Of(cells).Select(cell => cell.Name), FitHalf.Of([.. cells.Reverse()]).Select(cell => cell.Name));
    }
}
