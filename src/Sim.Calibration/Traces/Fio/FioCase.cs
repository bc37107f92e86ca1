namespace Sim.Calibration.Traces.Fio;

/// <summary>One measurement by fio: a job, or the clones of a job that ran together, with its load and its results.</summary>
public sealed record FioCase
{
    private static readonly string[] SynchronousEngines = ["sync", "psync", "vsync", "pvsync", "pvsync2", "mmap"];

    /// <summary>The file's name without extension; with the job's name after a slash when the file holds several.</summary>
    public required string Name { get; init; }

    /// <summary>The file as the user named it.</summary>
    public required string File { get; init; }

    /// <summary>The folder that holds the file.</summary>
    public required string Folder { get; init; }

    /// <summary>SHA-256 of the file.</summary>
    public required string Sha256 { get; init; }

    /// <summary>The line where the job starts.</summary>
    public required int Line { get; init; }

    /// <summary>For example <c>fio-3.33</c>.</summary>
    public required string FioVersion { get; init; }

    /// <summary>The access pattern as written in the job: <c>randread</c>, <c>randrw</c>, <c>write</c>...</summary>
    public required string Pattern { get; init; }

    /// <summary>Bytes per read.</summary>
    public required long ReadBlockBytes { get; init; }

    /// <summary>Bytes per write.</summary>
    public required long WriteBlockBytes { get; init; }

    /// <summary>I/Os that each job keeps in flight, as asked for.</summary>
    public required int IoDepth { get; init; }

    /// <summary>Jobs that ran together.</summary>
    public required int Jobs { get; init; }

    /// <summary>fio's I/O engine.</summary>
    public required string Engine { get; init; }

    /// <summary>Whether the page cache was bypassed.</summary>
    public required bool Direct { get; init; }

    /// <summary>Whether the job was slowed on purpose (<c>rate_iops</c>, <c>rate</c>, <c>thinktime</c>), so that its throughput says nothing about the device.</summary>
    public bool Throttled { get; init; }

    /// <summary>Whether jobs of another name ran at the same time, so that the results mix two loads.</summary>
    public bool BesideOthers { get; init; }

    /// <summary>fio's error number; 0 is good.</summary>
    public int Error { get; init; }

    /// <summary>What reads saw; null without reads.</summary>
    public FioDirection? Read { get; init; }

    /// <summary>What writes saw; null without writes.</summary>
    public FioDirection? Write { get; init; }

    /// <summary>User CPU of all jobs, in CPUs (1 = one CPU fully used).</summary>
    public double UserCpus { get; init; }

    /// <summary>Kernel CPU of all jobs, in CPUs.</summary>
    public double SystemCpus { get; init; }

    /// <summary>Context switches of all jobs: how often a job slept and was woken.</summary>
    public long ContextSwitches { get; init; }

    /// <summary>I/Os in flight that the load asks for: depth times jobs; a synchronous engine holds one a job.</summary>
    public int Concurrency => Jobs * (SynchronousEngines.Contains(Engine, StringComparer.Ordinal) ? 1 : IoDepth);

    /// <summary>Reads and writes per second.</summary>
    public double Iops => (Read?.Iops ?? 0) + (Write?.Iops ?? 0);

    /// <summary>Share of reads among the I/Os, 0 to 1.</summary>
    public double ReadShare => Iops > 0 ? (Read?.Iops ?? 0) / Iops : 0;

    /// <summary>Mean latency over reads and writes, nanoseconds.</summary>
    public double MeanLatencyNs => (ReadShare * (Read?.MeanLatencyNs ?? 0)) + ((1 - ReadShare) * (Write?.MeanLatencyNs ?? 0));

    /// <summary>I/Os that were really in flight by Little's law: throughput times mean latency.</summary>
    public double ConcurrencyByLittle => Iops * MeanLatencyNs / 1e9;
}
