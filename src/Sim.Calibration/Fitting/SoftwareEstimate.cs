namespace Sim.Calibration.Fitting;

/// <summary>The software path with intervals; a null term was not measurable from the files.</summary>
public sealed record SoftwareEstimate
{
    /// <summary>The point estimates; absent terms are 0.</summary>
    public required SoftwarePath Path { get; init; }

    /// <summary>Submission at depth 1, nanoseconds; the interval is the range over runs.</summary>
    public Interval? Submit { get; init; }

    /// <summary>Runs behind <see cref="Submit"/>.</summary>
    public int SubmitRuns { get; init; }

    /// <summary>CPU an I/O, nanoseconds.</summary>
    public Interval? CpuPerIo { get; init; }

    /// <summary>CPU a wake-up, nanoseconds.</summary>
    public Interval? CpuPerWake { get; init; }

    /// <summary>CPU a KiB, nanoseconds.</summary>
    public Interval? CpuPerKib { get; init; }

    /// <summary>Runs behind the CPU terms.</summary>
    public int CpuRuns { get; init; }
}
