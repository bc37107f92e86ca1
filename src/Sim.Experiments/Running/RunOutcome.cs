using System.Collections.Immutable;
using Sim.Core.Diagnostics;

namespace Sim.Experiments.Running;

/// <summary>Everything an experiment found, in the order of the plan whatever the order of arrival.</summary>
/// <param name="Points">One entry a point of the plan.</param>
public sealed record RunOutcome(ImmutableArray<PointResult> Points)
{
    /// <summary>Whether every replication finished; false after a cancellation.</summary>
    public bool IsComplete => Points.All(point => point.IsComplete);

    /// <summary>Replications that finished.</summary>
    public int Done => Points.Sum(point => point.Replications.Length);

    /// <summary>Events fired in all.</summary>
    public long Events => Points.Sum(point => point.Replications.Sum(run => run.Events));

    /// <summary>One number for all finished replications: their names, numbers, fingerprints, events, metrics and latencies, in order.</summary>
    public string Fingerprint()
    {
        var fingerprint = new RunFingerprint();
        foreach (var point in Points)
        {
            fingerprint.Add(point.Name);
            fingerprint.Add(point.Replications.Length);
            foreach (var run in point.Replications) Add(fingerprint, run);
        }

        return fingerprint.ToString();
    }

    private static void Add(RunFingerprint fingerprint, RunResult run)
    {
        fingerprint.Add(run.Replication);
        fingerprint.Add(run.Fingerprint);
        fingerprint.Add(run.Events);
        fingerprint.Add(run.SimulatedSeconds);
        foreach (var (name, value) in run.Metrics)
        {
            fingerprint.Add(name);
            fingerprint.Add(value);
        }

        foreach (var (name, histogram) in run.Latencies)
        {
            fingerprint.Add(name);
            fingerprint.Add((long)(histogram.Sum >> 64));
            fingerprint.Add((long)(ulong)histogram.Sum);
            foreach (var (middle, count) in histogram.Buckets())
            {
                fingerprint.Add(middle.Picoseconds);
                fingerprint.Add(count);
            }
        }
    }
}
