namespace Sim.Calibration.Disks;

/// <summary>What the disk needs for the I/Os of one direction, nanoseconds.</summary>
/// <param name="ServiceNs">Time a 4 KiB I/O keeps its server busy, above 0.</param>
/// <param name="ServicePerKibNs">What every further KiB adds; null when only one size was measured.</param>
/// <param name="LatencyNs">Time outside the servers, half before service and half after it, 0 or more.</param>
public sealed record DiskTimes(double ServiceNs, double? ServicePerKibNs, double LatencyNs)
{
    /// <summary>Size to which <see cref="ServiceNs"/> belongs, KiB.</summary>
    public const double ReferenceKib = 4;

    /// <summary>Share of I/Os that meet a stall, 0 to 1.</summary>
    public double StallShare { get; init; }

    /// <summary>Time in a server of an I/O without disturbance, nanoseconds; never less than a tenth of the 4 KiB time, so that sizes below 4 KiB stay positive.</summary>
    /// <param name="kib">Its size, KiB.</param>
    public double Service(double kib) => Math.Max(ServiceNs / 10, ServiceNs + ((ServicePerKibNs ?? 0) * (kib - ReferenceKib)));
}
