namespace Sim.Calibration.Disks;

/// <summary>What makes equal I/Os differ: chance in each step, slow spells of the whole disk, and stalls.</summary>
public sealed record DiskDisturbance
{
    /// <summary>Nothing disturbs: every step takes its mean.</summary>
    public static DiskDisturbance None { get; } = new() { LatencySpread = 0, ServiceSpread = 0, SlowShare = 0, SlowExcess = 0, StallNs = 0 };

    /// <summary>Standard deviation of the logarithm of the time outside the servers, each half drawn alone.</summary>
    public double LatencySpread { get; init; } = 0.25;

    /// <summary>Standard deviation of the logarithm of the time in a server.</summary>
    public double ServiceSpread { get; init; } = 0.2;

    /// <summary>Share of time in which the disk is slow, since neighbours on its host work too, 0 to 1.</summary>
    public double SlowShare { get; init; } = 0.3;

    /// <summary>How much longer everything takes in a slow spell: exponential with this mean, as a share.</summary>
    public double SlowExcess { get; init; } = 0.2;

    /// <summary>Mean length of a spell, slow or not, nanoseconds.</summary>
    /// <remarks>Assumed: longer than the deepest measured I/O (some milliseconds) and shorter than fio's half-second samples, whose spread shrinks as spells are averaged.</remarks>
    public double SpellNs { get; init; } = 30e6;

    /// <summary>Median length of a stall, nanoseconds.</summary>
    public double StallNs { get; init; } = 2e6;

    /// <summary>Standard deviation of the logarithm of a stall.</summary>
    /// <remarks>Assumed.</remarks>
    public double StallSpread { get; init; } = 0.5;

    /// <summary>How much longer than its mean an undisturbed step takes on average over slow spells.</summary>
    public double MeanFactor => 1 + (SlowShare * SlowExcess);

    /// <summary>Mean length of a stall: of a log-normal law.</summary>
    public double MeanStallNs => StallNs * Math.Exp(StallSpread * StallSpread / 2);
}
