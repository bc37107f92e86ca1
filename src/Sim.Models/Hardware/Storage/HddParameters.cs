using System.Collections.Immutable;
using Sim.Core.Time;
using Sim.Models.Parameters;

namespace Sim.Models.Hardware.Storage;

/// <summary>Everything the model of a hard disk knows about one disk. Defaults: an 8 TB nearline disk of 7,200 revolutions a minute.</summary>
/// <remarks>Meanings, equations and sources: docs/models/hdd.md.</remarks>
public sealed record HddParameters : IHasPresets
{
    private const string Nearline = "placeholder: class of nearline disks of 7,200 revolutions a minute";

    /// <summary>Name of the preset that what is not given comes from; empty for the defaults.</summary>
    [Parameter("Name of the disk that what is not given comes from.")]
    public string Preset { get; init; } = "";

    /// <summary>Bytes the host can store.</summary>
    [Parameter("Bytes the host can store.", Dimension = Dimension.Bytes, Min = 0.001, Max = 100, Unit = "TB")]
    public long Capacity { get; init; } = 8_000_000_000_000;

    /// <summary>Revolutions per second.</summary>
    [Parameter("Revolutions per second; 7,200 a minute are 120 /s.", Dimension = Dimension.Rate, Min = 60, Max = 300, Unit = "/s")]
    public double Revolutions { get; init; } = 120;

    /// <summary>Seek to a neighbouring track.</summary>
    [Parameter("Seek to a neighbouring track, settling included.", Min = 0, Max = 10, Unit = "ms", Certainty = Certainty.Assumed, Source = Nearline)]
    public SimDuration SeekTrack { get; init; } = SimDuration.FromMilliseconds(0.8);

    /// <summary>Mean seek between two places chosen at random.</summary>
    [Parameter("Mean seek between two places chosen at random.", Min = 0.1, Max = 50, Unit = "ms", Certainty = Certainty.Assumed, Source = Nearline)]
    public SimDuration SeekAverage { get; init; } = SimDuration.FromMilliseconds(8.5);

    /// <summary>Seek from the first to the last track.</summary>
    [Parameter("Seek from the first to the last track.", Min = 0.1, Max = 100, Unit = "ms", Certainty = Certainty.Assumed, Source = Nearline)]
    public SimDuration SeekFull { get; init; } = SimDuration.FromMilliseconds(17);

    /// <summary>Bytes per second at the first, outermost bytes.</summary>
    [Parameter("Transfer rate at the first, outermost bytes.", Dimension = Dimension.ByteRate, Min = 1, Max = 2000, Unit = "MB/s",
        Certainty = Certainty.Assumed, Source = Nearline)]
    public double OuterRate { get; init; } = 250e6;

    /// <summary>Bytes per second at the last, innermost bytes.</summary>
    [Parameter("Transfer rate at the last, innermost bytes.", Dimension = Dimension.ByteRate, Min = 1, Max = 2000, Unit = "MB/s",
        Certainty = Certainty.Assumed, Source = Nearline)]
    public double InnerRate { get; init; } = 120e6;

    /// <summary>Commands that the disk holds and orders itself.</summary>
    [Parameter("Commands that the disk holds and orders itself.", Min = 1, Max = 256, Certainty = Certainty.Secondary, Source = "SATA: 1 queue of 32")]
    public int QueueDepth { get; init; } = 32;

    /// <summary>Controller time of a command that does not keep the medium waiting.</summary>
    [Parameter("Controller time of a command that does not keep the medium waiting.", Min = 0, Max = 10000, Unit = "us",
        Certainty = Certainty.Assumed, Source = Nearline)]
    public SimDuration CommandTime { get; init; } = SimDuration.FromMicroseconds(50);

    /// <summary>Memory that what follows a read is read into while nothing else is asked for.</summary>
    [Parameter("Memory that what follows a read is read into while nothing else is asked for.", Dimension = Dimension.Bytes, Min = 0, Max = 1024,
        Unit = "MiB", Certainty = Certainty.Assumed, Source = "placeholder: a segment of a cache of 256 MiB")]
    public long ReadAhead { get; init; } = 16 << 20;

    /// <summary>Waiting time after which a command is served before nearer ones.</summary>
    [Parameter("Waiting time after which a command is served before nearer ones.", Min = 1, Max = 10000, Unit = "ms", Certainty = Certainty.Assumed,
        Source = Nearline)]
    public SimDuration LongestWait { get; init; } = SimDuration.FromMilliseconds(500);

    /// <summary>Every disk that a file can name.</summary>
    public static ImmutableArray<NamedPreset> Presets { get; } =
    [
        new("nearline-7200-8tb", new HddParameters { Preset = "nearline-7200-8tb" }, Certainty.Assumed, "general knowledge: nearline class"),
        new(
            "sas-10k-1.8tb",
            new HddParameters
            {
                Preset = "sas-10k-1.8tb", Capacity = 1_800_000_000_000, Revolutions = 10_000 / 60d, SeekTrack = SimDuration.FromMilliseconds(0.4),
                SeekAverage = SimDuration.FromMilliseconds(4), SeekFull = SimDuration.FromMilliseconds(8), OuterRate = 260e6, InnerRate = 130e6,
            },
            Certainty.Assumed,
            "general knowledge: 10,000 revolutions a minute"),
    ];

    /// <summary>Share of the square root in the seek curve at which its mean over random pairs is <see cref="SeekAverage"/>; outside 0 to 1 there is none.</summary>
    public double Curvature
    {
        get
        {
            // Distances of random pairs have the density 2 (1 - x): the root has the mean 8/15, the distance itself 1/3.
            var mean = (SeekAverage - SeekTrack).Seconds / (SeekFull - SeekTrack).Seconds;
            return (mean - (1 / 3d)) / ((8 / 15d) - (1 / 3d));
        }
    }
}
