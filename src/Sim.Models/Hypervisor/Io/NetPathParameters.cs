using Sim.Core.Time;
using Sim.Models.Parameters;

namespace Sim.Models.Hypervisor.Io;

/// <summary>The software path of a virtual NIC, from the physical queue to the guest's ring and back.</summary>
public sealed record NetPathParameters
{
    /// <summary>The exit that tells the host about new frames.</summary>
    [Parameter("Kick: the exit that tells the host about new frames.", Min = 0, Max = 50, Unit = "us",
        Certainty = Certainty.Assumed, Source = "network-and-storage 5.1")]
    public SimDuration Kick { get; init; } = SimDuration.FromMicroseconds(1.2);

    /// <summary>Host receive processing of one poll, whatever it finds.</summary>
    [Parameter("Host receive processing, one poll.", Min = 0, Max = 50, Unit = "us",
        Certainty = Certainty.Assumed, Source = "network-and-storage 4.2: c0 0.8 us")]
    public SimDuration ReceivePoll { get; init; } = SimDuration.FromMicroseconds(0.8);

    /// <summary>Host receive processing and switching of one frame.</summary>
    [Parameter("Host receive processing and switching, one frame.", Min = 0, Max = 50, Unit = "us",
        Certainty = Certainty.Primary, Source = "XDP paper notes: 2069 cycles to forward a packet in Linux at 3.6 GHz")]
    public SimDuration ReceiveFrame { get; init; } = SimDuration.FromMicroseconds(0.57);

    /// <summary>Backend thread, one frame: fixed part.</summary>
    [Parameter("Backend thread, one frame.", Min = 0, Max = 50, Unit = "us",
        Certainty = Certainty.Assumed, Source = "network-and-storage 5.1: 0.65 us a small packet, 1.0 us a segmentation-offload frame")]
    public SimDuration BackendFrame { get; init; } = SimDuration.FromMicroseconds(0.8);

    /// <summary>Backend thread: copying one KiB.</summary>
    [Parameter("Backend thread, copying one KiB.", Min = 0, Max = 5000, Unit = "ns",
        Certainty = Certainty.Assumed, Source = "network-and-storage 5.1, 6")]
    public SimDuration BackendPerKiB { get; init; } = SimDuration.FromNanoseconds(60);

    /// <summary>Least time between receive interrupts to a running vCPU; 0 us is off.</summary>
    [Parameter("Least time between receive interrupts to a running vCPU; 0 us is off.", Min = 0, Max = 10000, Unit = "us",
        Certainty = Certainty.Primary, Source = "VMware: rate-based coalescing, 4000 interrupts a second by default")]
    public SimDuration InterruptSpacing { get; init; } = SimDuration.Zero;

    /// <summary>KVM tap, bridge and vhost-net.</summary>
    public static NetPathParameters VhostNet { get; } = new();

    /// <summary>ESXi vmxnet3, net world and virtual switch.</summary>
    public static NetPathParameters Vmxnet3 { get; } = new()
    {
        Kick = SimDuration.FromMicroseconds(1.5),
        ReceiveFrame = SimDuration.FromMicroseconds(0.5),
        BackendFrame = SimDuration.FromMicroseconds(1.3),
        BackendPerKiB = SimDuration.FromNanoseconds(50),
        InterruptSpacing = SimDuration.FromMicroseconds(250),
    };
}
