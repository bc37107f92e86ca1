namespace Sim.Calibration.Fitting;

/// <summary>The device as one direction (reads, or writes) sees it.</summary>
public sealed record DirectionModel
{
    /// <summary>Size to which <see cref="ServiceNs"/> belongs, KiB.</summary>
    public const double ReferenceKib = 4;

    /// <summary>Mean time in a slot for a 4 KiB I/O, nanoseconds: array time and fixed device and transport latency; for writes the time to acknowledge.</summary>
    public required double ServiceNs { get; init; }

    /// <summary>What each further KiB adds to the slot time, nanoseconds; null when only one size was measured.</summary>
    public double? ServicePerKibNs { get; init; }

    /// <summary>
    /// Device time that each further KiB takes from all slots together, nanoseconds: large I/Os are split over slots, so their latency grows less than
    /// the work they make. Null when one slot carries the whole I/O.
    /// </summary>
    public double? DrainPerKibNs { get; init; }

    /// <summary>Slots that work side by side, ≥ 1; null when only one depth was measured.</summary>
    public double? Parallelism { get; init; }

    /// <summary>Ceiling of the whole device in bytes per second; null when none is seen.</summary>
    public double? BandwidthLimit { get; init; }

    /// <summary>Ceiling of the whole device in I/Os per second; null when none is seen.</summary>
    public double? IopsLimit { get; init; }

    /// <summary>Coefficient of variation of the slot time, without stalls; 1 when it was not measured.</summary>
    public double ServiceCv { get; init; } = 1;

    /// <summary>Smallest and largest block seen, bytes.</summary>
    public required (long Low, long High) Blocks { get; init; }

    /// <summary>Smallest and largest number of I/Os in flight seen.</summary>
    public required (int Low, int High) Depths { get; init; }

    /// <summary>Mean slot time of one I/O, nanoseconds.</summary>
    /// <param name="kib">Its size, KiB.</param>
    public double SlotNs(double kib) => Math.Max(ServiceNs + ((ServicePerKibNs ?? 0) * (kib - ReferenceKib)), DrainPerKibNs is null ? 0 : DrainNs(kib));

    /// <summary>Mean time between completions when every slot is busy, nanoseconds.</summary>
    /// <param name="kib">Size of the I/Os, KiB.</param>
    public double DrainNs(double kib) => DrainPerKibNs is { } drain
        ? (ServiceNs / (Parallelism ?? 1)) + (drain * (kib - ReferenceKib))
        : SlotNs(kib) / (Parallelism ?? 1);
}
