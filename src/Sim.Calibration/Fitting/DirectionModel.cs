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
    public double SlotNs(double kib) => ServiceNs + ((ServicePerKibNs ?? 0) * (kib - ReferenceKib));
}
