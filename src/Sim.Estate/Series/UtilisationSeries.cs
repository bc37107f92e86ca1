using System.Collections.Immutable;

namespace Sim.Estate.Series;

/// <summary>What one VM used over time, on a regular grid.</summary>
public sealed record UtilisationSeries
{
    /// <summary>Name in the trace: usually the VM's, or the file's.</summary>
    public required string Name { get; init; }

    /// <summary>Time of the first sample, UTC; null when the format has none (then sample 0 counts as midnight).</summary>
    public DateTime? Start { get; init; }

    /// <summary>Time from one sample to the next, above zero.</summary>
    public required TimeSpan Step { get; init; }

    /// <summary>CPU used, as a fraction of the VM's vCPUs (1 = all of them busy); NaN where the trace has a gap.</summary>
    public required ImmutableArray<double> Samples { get; init; }

    /// <summary>Memory used, MiB, one for each sample, NaN in gaps; empty when the trace has none.</summary>
    public ImmutableArray<double> MemoryMiB { get; init; } = [];

    /// <summary>Network traffic both ways, Mbit/s, one for each sample, NaN in gaps; empty when the trace has none.</summary>
    public ImmutableArray<double> NetworkMbitPerSecond { get; init; } = [];

    /// <summary>Samples that are gaps.</summary>
    public int Missing => Samples.Count(double.IsNaN);

    /// <summary>Time covered.</summary>
    public TimeSpan Length => Step * Samples.Length;

    /// <summary>The hour of the day, 0 to 23 UTC, that a sample falls into.</summary>
    /// <param name="index">The sample.</param>
    public int HourOf(int index) => ((Start ?? DateTime.UnixEpoch) + (Step * index)).Hour;

    /// <summary>Mean CPU fraction in each hour of the day; NaN for hours without samples.</summary>
    public ImmutableArray<double> MeanByHour()
    {
        var sums = new double[24];
        var counts = new int[24];
        for (var i = 0; i < Samples.Length; i++)
        {
            if (double.IsNaN(Samples[i])) continue;
            sums[HourOf(i)] += Samples[i];
            counts[HourOf(i)]++;
        }

        return [.. sums.Select((sum, hour) => counts[hour] == 0 ? double.NaN : sum / counts[hour])];
    }

    /// <summary>The hour of the day with the highest mean CPU; the earlier one when two are equal.</summary>
    public int PeakHour()
    {
        var means = MeanByHour();
        var best = -1;
        for (var hour = 0; hour < means.Length; hour++)
            if (!double.IsNaN(means[hour]) && (best < 0 || means[hour] > means[best])) best = hour;
        return Math.Max(0, best);
    }
}
