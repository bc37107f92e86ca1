using System.Collections.Immutable;
using System.Globalization;
using Sim.Calibration.Checks;
using Sim.Calibration.Queueing;

namespace Sim.Calibration.Fitting;

/// <summary>A storage device and the software before it, as a closed network that is solved in microseconds: the screening level.</summary>
/// <remarks>
/// Models: submission (delay), the CPU of the submitting threads (one queue a thread), device slots chosen at random (shared by reads and writes), and
/// ceilings in bytes and I/Os as servers of constant speed. Leaves out: garbage collection, write-cache filling, saved-up tokens, completion batching. Page: docs/models/calibration.md.
/// </remarks>
/// <param name="Software">The submitting side.</param>
/// <param name="Read">The device for reads; null when no reads were measured.</param>
/// <param name="Write">The device for writes; null when no writes were measured.</param>
public sealed record StorageModel(SoftwarePath Software, DirectionModel? Read, DirectionModel? Write)
{
    /// <summary>Throughput and mean latency of a closed load, or null when a parameter it needs was never measured.</summary>
    /// <param name="load">The load.</param>
    /// <param name="notEstablished">Which measurement is missing; empty when the prediction stands.</param>
    public StoragePrediction? Predict(StorageLoad load, out string notEstablished)
    {
        var share = load.ReadShare;
        notEstablished = Missing("reads", Read, share, load.ReadBlockBytes, load);
        if (notEstablished.Length == 0) notEstablished = Missing("writes", Write, 1 - share, load.WriteBlockBytes, load);
        if (notEstablished.Length > 0) return null;

        var (readKib, writeKib) = (load.ReadBlockBytes / 1024d, load.WriteBlockBytes / 1024d);
        var (readSlot, writeSlot) = (Read?.SlotNs(readKib) ?? 0, Write?.SlotNs(writeKib) ?? 0);
        var slot = (share * readSlot) + ((1 - share) * writeSlot);
        // Reads and writes wait for the same slots: what an arrival finds there drains at the mean pace of the mix.
        var drain = (share * (Read?.DrainNs(readKib) ?? 0)) + ((1 - share) * (Write?.DrainNs(writeKib) ?? 0));
        var variability = (share * Square(Read?.ServiceCv ?? 0)) + ((1 - share) * Square(Write?.ServiceCv ?? 0));
        var cpu = Software.CpuNs((share * readKib) + ((1 - share) * writeKib));

        var stations = ImmutableArray.CreateBuilder<ClosedStation>();
        stations.Add(ClosedStation.Delay("submit", Math.Max(0, Software.SubmitNs - cpu)));
        stations.Add(ClosedStation.Slots("cpu", cpu, load.Jobs, 0));
        stations.Add(ClosedStation.Slots("slots", slot, Math.Max(1, slot / drain), Math.Min(1, variability)));
        AddLimits(stations, Read, share, load.ReadBlockBytes);
        var readEnd = stations.Count;
        AddLimits(stations, Write, 1 - share, load.WriteBlockBytes);
        var solution = ClosedNetwork.Solve(stations.ToImmutable(), load.Concurrency);

        var common = solution.Residence[0] + solution.Residence[1] + solution.Residence[2] - slot;
        var readLimits = Sum(solution.Residence, 3, readEnd);
        var writeLimits = Sum(solution.Residence, readEnd, stations.Count);
        return new StoragePrediction(
            solution.Throughput * 1e9,
            solution.ResponseTime,
            share > 0 ? common + readSlot + (readLimits / share) : 0,
            share < 1 ? common + writeSlot + (writeLimits / (1 - share)) : 0,
            string.Join("; ", Outside("reads", Read, share, load.ReadBlockBytes, load).Concat(Outside("writes", Write, 1 - share, load.WriteBlockBytes, load))));
    }

    private static string Missing(string what, DirectionModel? model, double share, long block, StorageLoad load)
    {
        if (share <= 0) return "";
        if (model is null) return $"no {what} were measured";
        if (model.Parallelism is null && load.Concurrency != model.Depths.Low)
            return string.Create(CultureInfo.InvariantCulture, $"{what} were measured at one depth only ({model.Depths.Low})");
        if (model.ServicePerKibNs is null && block != model.Blocks.Low)
            return string.Create(CultureInfo.InvariantCulture, $"{what} were measured with one block size only ({model.Blocks.Low} bytes)");
        return "";
    }

    private static IEnumerable<string> Outside(string what, DirectionModel? model, double share, long block, StorageLoad load)
    {
        if (share <= 0 || model is null) yield break;
        if (block < model.Blocks.Low || block > model.Blocks.High)
            yield return string.Create(CultureInfo.InvariantCulture, $"{what} of {block} bytes; {model.Blocks.Low} to {model.Blocks.High} were measured");
        if (load.Concurrency < model.Depths.Low || load.Concurrency > model.Depths.High)
            yield return string.Create(CultureInfo.InvariantCulture, $"{what} at depth {load.Concurrency}; {model.Depths.Low} to {model.Depths.High} were measured");
    }

    private static void AddLimits(ImmutableArray<ClosedStation>.Builder stations, DirectionModel? model, double share, long block)
    {
        if (model is null || share <= 0) return;
        if (model.BandwidthLimit is { } bytes) stations.Add(ClosedStation.Queue("bandwidth", share * block / bytes * 1e9, 0));
        if (model.IopsLimit is { } iops) stations.Add(ClosedStation.Queue("iops", share / iops * 1e9, 0));
    }

    private static double Sum(ImmutableArray<double> values, int from, int to)
    {
        double sum = 0;
        for (var i = from; i < to; i++) sum += values[i];
        return sum;
    }

    private static double Square(double value) => value * value;
}
