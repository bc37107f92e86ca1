using System.Collections.Immutable;
using Sim.Calibration.Checks;
using Sim.Calibration.Fitting;

namespace Sim.Calibration.Validation;

/// <summary>Judges the closed form of a storage device by measured cases: throughput and mean latency.</summary>
/// <remarks>The closed form gives no interval; whether a case was used to fit the profile is the caller's to know.</remarks>
public static class StorageValidation
{
    /// <summary>The kind of all rows.</summary>
    public const string Kind = "storage";

    /// <summary>Predicts each case, or says what the profile lacks for it.</summary>
    /// <param name="cells">The measured cases.</param>
    /// <param name="model">The device.</param>
    public static (ImmutableArray<ValidationRow> Rows, ImmutableArray<ValidationGap> Gaps) Judge(ImmutableArray<StorageCell> cells, StorageModel model)
    {
        var rows = ImmutableArray.CreateBuilder<ValidationRow>();
        var gaps = ImmutableArray.CreateBuilder<ValidationGap>();
        foreach (var cell in cells)
        {
            if (model.Predict(cell.Load, out var missing) is not { } point)
            {
                gaps.Add(new ValidationGap(cell.Name, Kind, $"not established: {missing}"));
                continue;
            }

            rows.Add(Row(cell.Name, "iops", "1/s", cell.Iops, point.Iops));
            rows.Add(Row(cell.Name, "latency_mean", "ns", cell.LatencyMeanNs, point.LatencyMeanNs));
        }

        return (rows.ToImmutable(), gaps.ToImmutable());
    }

    private static ValidationRow Row(string name, string metric, string unit, MeasuredRange measured, double predicted) =>
        new(name, null, Kind, metric, unit, measured.Mean, measured.Low, measured.High, predicted, null, null);
}
