using System.Collections.Immutable;
using System.Globalization;
using MathNet.Numerics.Distributions;
using Sim.Calibration.Checks;
using Sim.Calibration.Disks;
using Sim.Calibration.Profiles;

namespace Sim.Calibration.Validation;

/// <summary>Judges a fitted disk by measured cases: each is played, and what the I/Os saw is set beside the measurement.</summary>
/// <remarks>
/// The 90 % intervals hold three things: how far parameters fitted to other draws of the same cases would move the prediction (replicates), how far one run's chance moves it
/// (replications), and how far the fitted cases themselves were off, run to run at least (errors of the profile). Throughput and mean latency are two views of one number by Little's law.
/// </remarks>
internal static class DiskValidation
{
    /// <summary>Ratio of the largest to the smallest repeat, minus one, from which a case is judged apart: it says more about the hour than about the disk.</summary>
    public const double WidestSpread = 0.25;

    /// <summary>The part of the summary for those.</summary>
    public const string Apart = "repeats more than 25 % apart";
    private const int Replications = 4;
    private const int Ios = 30_000;
    private const int ReplicateIos = 10_000;
    private const double Confidence = 0.90;

    /// <summary>Predicts each case, or says what the profile lacks for it.</summary>
    public static (ImmutableArray<ValidationRow> Rows, ImmutableArray<ValidationGap> Gaps) Judge(ImmutableArray<StorageCell> cells, Profile profile)
    {
        var (model, replicates) = DiskProfile.Of(profile)!.Value;
        var fitted = DiskProfile.FittedFiles(profile);
        var errors = DiskProfile.Metrics.ToImmutableDictionary(metric => metric, metric => profile.ValueOf($"{DiskProfile.Prefix}error.{metric}") ?? 0, StringComparer.Ordinal);
        var samples = profile.Parameters.First(parameter => parameter.Name == DiskProfile.Prefix + "servers").Samples;
        var quantile = StudentT.InvCDF(0, 1, Math.Max(1, samples - 1), (1 + Confidence) / 2);
        var gaps = cells.Select(cell => (cell.Name, Reason: Missing(cell, model))).Where(one => one.Reason is not null).Select(one => new ValidationGap(one.Name, StorageValidation.Kind, one.Reason!));
        var judged = cells.Where(cell => Missing(cell, model) is null).AsParallel().AsOrdered()
            .Select(cell => One(cell, model, replicates, errors, quantile, cell.Runs.Any(run => fitted.Contains(run.Sha256)))).ToArray();
        return ([.. judged.SelectMany(rows => rows)], [.. gaps]);
    }

    private static string? Missing(StorageCell cell, DiskModel model)
    {
        if (cell.Iops.Mean <= 0) return "no I/O was done";
        if (cell.Runs.Any(run => run.Throttled || run.BesideOthers)) return "not a closed load of one kind: slowed on purpose, or beside other jobs";
        var load = cell.Load;
        return Lacks("reads", load.ReadShare, load.ReadBlockBytes, model.Read) ?? Lacks("writes", 1 - load.ReadShare, load.WriteBlockBytes, model.Write);

        static string? Lacks(string what, double share, long block, DiskTimes? times) =>
            share <= 0 ? null
            : times is null ? $"not established: no {what} were fitted"
            : times.ServicePerKibNs is null && block != DiskTimes.ReferenceKib * 1024 ? string.Create(CultureInfo.InvariantCulture, $"not established: {what} of {DiskTimes.ReferenceKib} KiB only were fitted")
            : null;
    }

    private static ImmutableArray<ValidationRow> One(
        StorageCell cell, DiskModel model, ImmutableArray<DiskModel> replicates, ImmutableDictionary<string, double> errors, double quantile, bool isFitted)
    {
        var least = 2 * cell.Load.Concurrency;
        var runs = Enumerable.Range(0, Replications).Select(replication => DiskMetric.Of(cell, DiskReplay.Run(model, cell.Load, replication, Math.Max(Ios, least))).ToArray()).ToArray();
        var plain = DiskMetric.Of(cell, DiskReplay.Run(model, cell.Load, 0, Math.Max(ReplicateIos, least))).ToArray();
        var others = replicates.Select(replicate => DiskMetric.Of(cell, DiskReplay.Run(replicate, cell.Load, 0, Math.Max(ReplicateIos, least))).ToArray()).ToArray();
        var part = cell.Iops.High / cell.Iops.Low - 1 > WidestSpread ? Apart : "";
        return
        [
            .. runs[0].Select((metric, i) =>
            {
                var values = runs.Select(run => run[i].Predicted).ToArray();
                var predicted = values.Average();
                var chance = values.Average(value => Math.Pow(Math.Log(value / predicted), 2));
                var parameters = others.Length == 0 ? 0 : others.Average(other => Math.Pow(Math.Log(other[i].Predicted / plain[i].Predicted), 2));
                var half = quantile * Math.Sqrt((errors[metric.Metric] * errors[metric.Metric]) + chance + parameters);
                return new ValidationRow(
                    cell.Name, null, StorageValidation.Kind, metric.Metric, metric.Unit, metric.Measured.Mean, metric.Measured.Low, metric.Measured.High,
                    predicted, predicted * Math.Exp(-half), predicted * Math.Exp(half))
                {
                    Direction = metric.Direction.Length > 0 ? metric.Direction : null, IsFitted = isFitted, Part = part,
                };
            }),
        ];
    }
}
