using Sim.Core.Time;
using Sim.Models.Parameters;

namespace Sim.Models.Hardware.Storage.Raid;

/// <summary>How a host's drives form one block device.</summary>
/// <remarks>Source: network-and-storage 3.5. Page: docs/models/raid.md.</remarks>
public sealed record RaidParameters
{
    /// <summary>How blocks are spread over the drives.</summary>
    [Parameter("How blocks are spread: auto is none for one drive, raid1 for two, raid10 for more.")]
    public RaidLevel Level { get; init; }

    /// <summary>Who makes the array.</summary>
    [Parameter("Whether the host's software (md) or a controller (hardware) makes the array.")]
    public RaidKind Kind { get; init; }

    /// <summary>Consecutive bytes on one drive.</summary>
    [Parameter("Consecutive bytes on one drive (chunk, strip).", Dimension = Dimension.Bytes, Min = 4, Max = 65536, Unit = "KiB",
        Certainty = Certainty.Assumed, Source = "64 to 256 KiB; md takes 512 KiB when not told otherwise")]
    public int Stripe { get; init; } = 256 * 1024;

    /// <summary>Drives that have failed.</summary>
    [Parameter("Drives that have failed.", Min = 0, Max = 63)]
    public int Degraded { get; init; }

    /// <summary>Bytes per second at which a replaced drive is filled; 0 for no rebuild.</summary>
    [Parameter("Bytes per second at which a failed drive's replacement is filled; 0 MB/s for none.", Dimension = Dimension.ByteRate, Min = 0,
        Max = 1e5, Unit = "MB/s")]
    public double RebuildRate { get; init; }

    /// <summary>CPU of the array's thread for one stripe of a parity level (software).</summary>
    [Parameter("CPU of the array's thread to handle one stripe of a parity level, its lock included (md).", Min = 0, Max = 1000, Unit = "us",
        Certainty = Certainty.Assumed, Source = "md without tuning: a few hundred thousand stripes a second")]
    public SimDuration StripeTime { get; init; } = SimDuration.FromMicroseconds(2);

    /// <summary>CPU of the array's thread for the parity of 4 KiB (software), time of the controller (hardware).</summary>
    [Parameter("Time to compute parity over 4 KiB: of the array's thread (md) or the controller (hardware).", Min = 0, Max = 1000, Unit = "us",
        Certainty = Certainty.Assumed, Source = "network-and-storage 3.5: 0.3 us")]
    public SimDuration ParityTime { get; init; } = SimDuration.FromMicroseconds(0.3);

    /// <summary>Controller processor time a request (hardware); its reciprocal bounds operations per second.</summary>
    [Parameter("Controller processor time a request (hardware).", Min = 0, Max = 1000, Unit = "us", Certainty = Certainty.Assumed,
        Source = "placeholder: a million requests a second")]
    public SimDuration ControllerTime { get; init; } = SimDuration.FromMicroseconds(1);

    /// <summary>Requests the controller takes at one time (hardware).</summary>
    [Parameter("Requests the controller takes at one time (hardware).", Min = 1, Max = 65536, Certainty = Certainty.Assumed,
        Source = "placeholder: about what controllers of 12 Gbit/s announce")]
    public int QueueDepth { get; init; } = 928;

    /// <summary>Protected memory of the controller that acknowledges writes (hardware); 0 for write-through.</summary>
    [Parameter("Protected memory of the controller that acknowledges writes (hardware); 0 MiB for write-through.", Dimension = Dimension.Bytes, Min = 0,
        Max = 65536, Unit = "MiB", Certainty = Certainty.Assumed, Source = "placeholder: common controllers have 2 to 8 GiB, part of it for writes")]
    public long Cache { get; init; } = 2L << 30;

    /// <summary>From the controller's processor to the acknowledgement of a write that its cache took (hardware).</summary>
    [Parameter("From the controller's processor to the acknowledgement of a write that its cache took (hardware).", Min = 0, Max = 1000, Unit = "us",
        Certainty = Certainty.Assumed, Source = "placeholder: transfer and interrupt")]
    public SimDuration CacheLatency { get; init; } = SimDuration.FromMicroseconds(10);
}
