using System.Collections.Immutable;

namespace Sim.Calibration.Fitting;

/// <summary>A fitted direction with intervals.</summary>
public sealed record DirectionEstimate
{
    /// <summary>The point estimates.</summary>
    public required DirectionModel Model { get; init; }

    /// <summary>4 KiB slot time, nanoseconds.</summary>
    public required Interval Service { get; init; }

    /// <summary>Slot time a further KiB, nanoseconds.</summary>
    public Interval? ServicePerKib { get; init; }

    /// <summary>Device time a further KiB takes from all slots together, nanoseconds.</summary>
    public Interval? DrainPerKib { get; init; }

    /// <summary>Slots.</summary>
    public Interval? Parallelism { get; init; }

    /// <summary>Bytes per second.</summary>
    public Interval? BandwidthLimit { get; init; }

    /// <summary>I/Os per second.</summary>
    public Interval? IopsLimit { get; init; }

    /// <summary>Variation and stalls; null without histograms at depth 1.</summary>
    public ServiceShape? Shape { get; init; }

    /// <summary>Parameters that the files could not establish, with the reason.</summary>
    public required ImmutableArray<(string Parameter, string Reason)> NotEstablished { get; init; }

    /// <summary>Cells that were fitted.</summary>
    public required ImmutableArray<string> Cells { get; init; }

    /// <summary>Files behind the fit.</summary>
    public required ImmutableArray<string> Files { get; init; }

    /// <summary>Root mean square of ln(measured IOPS / fitted IOPS) over the fitted cells.</summary>
    public required double RootMeanSquareLogError { get; init; }
}
