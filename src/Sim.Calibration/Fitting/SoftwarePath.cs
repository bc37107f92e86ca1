namespace Sim.Calibration.Fitting;

/// <summary>What the submitting side costs: fio's thread, the system call and, in a guest, the kick.</summary>
public sealed record SoftwarePath
{
    /// <summary>Time inside the submitting call at depth 1, nanoseconds.</summary>
    public double SubmitNs { get; init; }

    /// <summary>CPU time of every I/O, nanoseconds, without wake-ups and bytes.</summary>
    public double CpuPerIoNs { get; init; }

    /// <summary>CPU time of every sleep and wake-up of the submitting thread, nanoseconds.</summary>
    public double CpuPerWakeNs { get; init; }

    /// <summary>CPU time of every KiB moved, nanoseconds.</summary>
    public double CpuPerKibNs { get; init; }

    /// <summary>CPU time of an I/O that does not have to wake anybody, nanoseconds.</summary>
    /// <param name="kib">Its size, KiB.</param>
    public double CpuNs(double kib) => CpuPerIoNs + (CpuPerKibNs * kib);
}
