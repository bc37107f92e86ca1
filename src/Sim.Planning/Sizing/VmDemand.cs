using System.Collections.Immutable;
using MathNet.Numerics.Distributions;
using Sim.Models.Parameters;

namespace Sim.Planning.Sizing;

/// <summary>How many VMs are wanted, now and later.</summary>
/// <remarks>
/// Growth compounds at an uncertain but constant yearly rate g: median(t) = VMs x (1 + g)^t + planned changes. ln(1 + g) is split-normal with its
/// median at the estimate and the stated low and high as the ends of an 80 % interval, so a band at quantile z is
/// VMs x exp(t x (ln(1 + g) + z x s)), s from the side of z. Without low and high the bands collapse on the median.
/// Source: the usual fan chart of compounding growth. Page: docs/models/sizing.md.
/// </remarks>
public sealed record VmDemand
{
    private static readonly double Z80 = Normal.InvCDF(0, 1, 0.9);
    private static readonly double Z95 = Normal.InvCDF(0, 1, 0.975);

    [Parameter("VMs today.", Min = 1, Max = 1000000)]
    public required double Vms { get; init; }

    [Parameter("Growth a year.", Dimension = Dimension.Fraction, Min = -90, Max = 1000, Unit = "%")]
    public double GrowthPerYear { get; init; }

    [Parameter("Low end of an 80 % interval of the growth.", Dimension = Dimension.Fraction, Min = -90, Max = 1000, Unit = "%")]
    public double? GrowthLow { get; init; }

    [Parameter("High end of an 80 % interval of the growth.", Dimension = Dimension.Fraction, Min = -90, Max = 1000, Unit = "%")]
    public double? GrowthHigh { get; init; }

    [Parameter("Projects with a date.")]
    public ImmutableArray<PlannedChange> Changes { get; init; } = [];

    [Parameter("The average VM.")]
    public required VmFootprint AverageVm { get; init; }

    [Parameter("The largest VM, which must fit one host; absent means the average.")]
    public VmFootprint? LargestVm { get; init; }

    /// <summary>Demand at months 0 to <paramref name="months"/>.</summary>
    /// <param name="months">Length of the forecast, 0 or more.</param>
    /// <returns>months + 1 entries.</returns>
    public ImmutableArray<DemandMonth> Forecast(int months)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(months);
        var centre = Math.Log(1 + GrowthPerYear);
        var below = GrowthLow is { } low ? (centre - Math.Log(1 + low)) / Z80 : 0;
        var above = GrowthHigh is { } high ? (Math.Log(1 + high) - centre) / Z80 : 0;
        var result = ImmutableArray.CreateBuilder<DemandMonth>(months + 1);
        for (var month = 0; month <= months; month++)
        {
            var years = month / 12.0;
            var planned = Changes.Where(change => change.Month <= month).Sum(change => change.Vms);
            result.Add(new DemandMonth(
                month, Band(0), Band(-Z80 * below), Band(Z80 * above), Band(-Z95 * below), Band(Z95 * above)));
            double Band(double shift) => Math.Max(0, (Vms * Math.Exp(years * (centre + shift))) + planned);
        }

        return result.MoveToImmutable();
    }
}
