using System.Collections.Immutable;
using Sim.Calibration.Queueing;

namespace Sim.Calibration.Disks;

/// <summary>How far a disk is from the measured cases.</summary>
internal sealed class DiskProblem(ImmutableArray<DiskTarget> targets, DiskForm form, DiskSubmitter submitter, double noise)
{
    // Far outside any disk, nanoseconds: a search that goes there is led back.
    private static readonly (double Low, double High) Range = (Math.Log(0.1), Math.Log(1e11));

    /// <summary>The cases.</summary>
    public ImmutableArray<DiskTarget> Targets => targets;

    /// <summary>What is searched.</summary>
    public DiskForm Form => form;

    /// <summary>The same question about other cases.</summary>
    public DiskProblem With(ImmutableArray<DiskTarget> others) => new(others, form, submitter, noise);

    /// <summary>The disk of a point, with what disturbs it.</summary>
    public DiskModel Model(IReadOnlyList<double> logs, DiskChanceFit chance) => chance.On(form.Model([.. logs.Select(log => Math.Clamp(log, Range.Low, Range.High))], submitter));

    /// <summary>Throughput at mean speed and median without disturbance, as logarithms, plus what chance was found to add.</summary>
    public (double Iops, double Median) Predict(DiskModel model, int target, ImmutableArray<(double Iops, double Median)> added)
    {
        var load = targets[target].Load;
        var count = Trials(load.Concurrency);
        var iops = DiskReplay.Run(model.AtMeanSpeed(), load, 0, count).Iops;
        var plain = DiskReplay.Run(model.Undisturbed(), load, 0, count);
        var (moreIops, moreMedian) = added.IsDefault ? default : added[target];
        return (Math.Log(iops) + moreIops, Math.Log((plain.Read ?? plain.Write)!.PercentileNs(50)) + moreMedian);
    }

    /// <summary>Weighted squared error of throughput and median; the median counts as much as the throughput, since stalls move the one and not the other.</summary>
    public double StructureError(IReadOnlyList<double> logs, DiskChanceFit chance, ImmutableArray<(double Iops, double Median)> added)
    {
        var model = Model(logs, chance);
        double sum = logs.Sum(log => Math.Pow(Math.Max(0, Range.Low - log) + Math.Max(0, log - Range.High), 2));
        for (var i = 0; i < targets.Length; i++)
        {
            var (iops, median) = Predict(model, i, added);
            var weight = 1 / (noise + targets[i].Variance);
            sum += weight * Math.Pow(iops - targets[i].LogIops, 2);
            if (targets[i].LogMedian is { } measured) sum += weight * Math.Pow(median - measured, 2);
        }

        return sum;
    }

    /// <summary>Squared error of throughput where the disk is a closed network of threads, a latency and servers, without chance.</summary>
    public double ClosedError(IReadOnlyList<double> logs)
    {
        var model = form.Model([.. logs.Select(log => Math.Clamp(log, Range.Low, Range.High))], submitter);
        return Targets.Sum(target =>
        {
            var read = target.Load.ReadShare >= 1;
            var (times, kib) = ((read ? model.Read : model.Write)!, (read ? target.Load.ReadBlockBytes : target.Load.WriteBlockBytes) / 1024d);
            var solved = ClosedNetwork.Solve(
                [
                    ClosedStation.Slots("threads", submitter.SubmitNs + (submitter.SubmitPerKibNs * kib) + submitter.KickNs + submitter.ReapNs, target.Load.Jobs, 0),
                    ClosedStation.Delay("outside", times.LatencyNs),
                    ClosedStation.Slots("servers", times.Service(kib), model.Servers, 0),
                ],
                target.Load.Concurrency);
            return Math.Pow(Math.Log(solved.Throughput * 1e9) - target.LogIops, 2) / (noise + target.Variance);
        });
    }

    /// <summary>Squared error of the percentiles beside the median; weighted by how sure they are.</summary>
    public double ChanceError(DiskModel model)
    {
        var errors = Enumerable.Range(0, targets.Length).AsParallel().AsOrdered().Select(i =>
        {
            var run = Play(model, i, 0, 15_000);
            var seen = (run.Read ?? run.Write)!;
            var median = Math.Log(seen.PercentileNs(50));
            return targets[i].Tail.Sum(tail => tail.Weight * Math.Pow(Math.Log(seen.PercentileNs(tail.Percent)) - median - tail.LogRatio, 2));
        }).ToArray();
        return errors.Sum();
    }

    /// <summary>A run with all chance, long enough for a 99.9th percentile and for many spells.</summary>
    public DiskReplayRun Play(DiskModel model, int target, int replication, int count = 30_000) =>
        DiskReplay.Run(model, targets[target].Load, replication, Math.Max(count, 2 * targets[target].Load.Concurrency));

    /// <summary>I/Os of a run without chance: a batching disk repeats itself, random placement has to be averaged.</summary>
    private int Trials(int concurrency) => form.IsBatched ? Math.Max(300, 8 * concurrency) : Math.Max(2000, 16 * concurrency);
}
