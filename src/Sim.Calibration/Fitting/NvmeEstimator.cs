using System.Collections.Immutable;
using Sim.Calibration.Checks;

namespace Sim.Calibration.Fitting;

/// <summary>Learns the parameters of a storage device and of the software before it from a sweep over depth and block size.</summary>
/// <remarks>Order of calibration.md: software first, then the device on pure reads and pure writes; mixed cases are never fitted, so that they can judge.</remarks>
public static class NvmeEstimator
{
    /// <summary>Estimates everything the cells can establish.</summary>
    /// <param name="cells">Checked cells; excluded ones are not used.</param>
    public static StorageEstimate Estimate(ImmutableArray<StorageCell> cells)
    {
        var software = SoftwareEstimator.Estimate(cells);
        var read = DirectionEstimator.Estimate(cells, software.Path, read: true);
        var write = DirectionEstimator.Estimate(cells, software.Path, read: false);
        return new StorageEstimate(software, read, write);
    }
}
