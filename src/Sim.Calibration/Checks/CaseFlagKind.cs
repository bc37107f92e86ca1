namespace Sim.Calibration.Checks;

/// <summary>What the checks on storage measurements look for.</summary>
public enum CaseFlagKind
{
    /// <summary>Throughput times latency is not the queue depth asked for.</summary>
    LittlesLaw,

    /// <summary>The submitting threads had no CPU left, so the device was not the limit.</summary>
    CpuSaturated,

    /// <summary>The page cache probably answered.</summary>
    CacheHit,

    /// <summary>Repeats differ by more than a fit can explain.</summary>
    RepeatSpread,

    /// <summary>fio reported an error.</summary>
    FioError,

    /// <summary>No I/O was done.</summary>
    NoIo,

    /// <summary>The job was slowed on purpose.</summary>
    Throttled,

    /// <summary>fio wrote no completion latency.</summary>
    NoCompletionLatency,

    /// <summary>Other jobs ran at the same time.</summary>
    BesideOthers,
}
