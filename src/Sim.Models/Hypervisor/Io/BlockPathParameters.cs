using Sim.Core.Time;
using Sim.Models.Parameters;

namespace Sim.Models.Hypervisor.Io;

/// <summary>The software path of a virtual disk, from the guest's ring to the host's NVMe queue and back.</summary>
public sealed record BlockPathParameters
{
    /// <summary>The exit that tells the host about new requests.</summary>
    [Parameter("Kick: the exit that tells the host about new requests.", Min = 0, Max = 50, Unit = "us",
        Certainty = Certainty.Assumed, Source = "network-and-storage 2.1, 3.2")]
    public SimDuration Kick { get; init; } = SimDuration.FromMicroseconds(1.2);

    /// <summary>Host CPU to take and submit one request when nothing is batched.</summary>
    [Parameter("Host CPU to submit one request, unbatched.", Min = 0, Max = 100, Unit = "us",
        Certainty = Certainty.Assumed, Source = "network-and-storage 8A: request handling 2.0, host submit 1.5")]
    public SimDuration Submit { get; init; } = SimDuration.FromMicroseconds(3.5);

    /// <summary>Host CPU to take and submit one request of a batch.</summary>
    [Parameter("Host CPU to submit one request of a batch.", Min = 0, Max = 100, Unit = "us",
        Certainty = Certainty.Secondary, Source = "network-and-storage 2.1: 1.5-1.6 us a request in all at best")]
    public SimDuration SubmitBatched { get; init; } = SimDuration.FromMicroseconds(1);

    /// <summary>Host CPU to complete one request when nothing is batched.</summary>
    [Parameter("Host CPU to complete one request, unbatched.", Min = 0, Max = 100, Unit = "us",
        Certainty = Certainty.Assumed, Source = "network-and-storage 8A: reap and used ring 4.0 with the wake-up")]
    public SimDuration Complete { get; init; } = SimDuration.FromMicroseconds(2);

    /// <summary>Host CPU to complete one request of a batch.</summary>
    [Parameter("Host CPU to complete one request of a batch.", Min = 0, Max = 100, Unit = "us",
        Certainty = Certainty.Secondary, Source = "network-and-storage 2.1: 1.5-1.6 us a request in all at best")]
    public SimDuration CompleteBatched { get; init; } = SimDuration.FromMicroseconds(0.6);

    /// <summary>From the drive's interrupt to the host thread being told.</summary>
    [Parameter("Host interrupt handling before the storage thread is told.", Min = 0, Max = 100, Unit = "us",
        Certainty = Certainty.Assumed, Source = "network-and-storage 8A: host IRQ and completion 3.0 us")]
    public SimDuration HostInterrupt { get; init; } = SimDuration.FromMicroseconds(3);

    /// <summary>Longest time the storage thread polls before it sleeps.</summary>
    [Parameter("Longest polling window of the storage thread before it sleeps; 0 us is off.", Min = 0, Max = 1000, Unit = "us",
        Certainty = Certainty.Primary, Source = "QEMU iothread.c: poll-max-ns 32768")]
    public SimDuration PollMaximum { get; init; } = SimDuration.FromNanoseconds(32768);

    /// <summary>Requests outstanding above which completion interrupts are coalesced; 0 switches coalescing off.</summary>
    [Parameter("Requests in flight above which completion interrupts are coalesced; 0 is off.", Min = 0, Max = 1024,
        Certainty = Certainty.Assumed, Source = "network-and-storage 3.2: no delay at 2 or fewer outstanding")]
    public int CoalesceAbove { get; init; }

    /// <summary>Longest delay of a coalesced completion interrupt.</summary>
    [Parameter("Longest delay of a coalesced completion interrupt.", Min = 0, Max = 1000, Unit = "us",
        Certainty = Certainty.Assumed, Source = "network-and-storage 3.2: up to 30-60 us at high rate")]
    public SimDuration CoalesceDelay { get; init; } = SimDuration.FromMicroseconds(30);

    /// <summary>Requests one virtual disk may have in flight.</summary>
    [Parameter("Requests one virtual disk may have in flight.", Min = 1, Max = 65536,
        Certainty = Certainty.Assumed, Source = "network-and-storage 2.1 (virtqueue 256), 3.1 (PVSCSI 64 a disk, 254 at most)")]
    public int QueueDepth { get; init; } = 256;

    /// <summary>QEMU virtio-blk served by one iothread a disk.</summary>
    public static BlockPathParameters VirtioBlkIothread { get; } = new();

    /// <summary>ESXi PVSCSI through the VMkernel on VMFS.</summary>
    public static BlockPathParameters Pvscsi { get; } = new()
    {
        Kick = SimDuration.FromMicroseconds(1.5),
        Submit = SimDuration.FromMicroseconds(4),
        SubmitBatched = SimDuration.FromMicroseconds(2.3),
        Complete = SimDuration.FromMicroseconds(2),
        CompleteBatched = SimDuration.FromMicroseconds(1.2),
        PollMaximum = SimDuration.Zero,
        CoalesceAbove = 2,
        QueueDepth = 64,
    };
}
