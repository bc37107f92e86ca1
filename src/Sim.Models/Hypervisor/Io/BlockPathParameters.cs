using Sim.Core.Time;
using Sim.Models.Parameters;

namespace Sim.Models.Hypervisor.Io;

/// <summary>What every software path of a virtual disk has, from the guest's ring to the host's queue and back.</summary>
/// <remarks>
/// A thread pays in full for the first request after it was woken, less when it was awake and polled, and least for a request among others.
/// Each hypervisor's own choices are added by its record.
/// </remarks>
public abstract record BlockPathParameters
{
    /// <summary>A cache on a solid-state drive; nothing: none.</summary>
    [Parameter("A cache on a solid-state drive in front of the drives: bcache or dm-cache under kvm; under esxi vSphere Flash Read Cache, which never takes writes and was removed in ESXi 7.0. Not given: none.",
        Source = "network-and-storage 9 (S2)", Certainty = Certainty.Assumed)]
    public SsdCacheParameters? SsdCache { get; init; }

    /// <summary>The exit that tells the host about new requests.</summary>
    [Parameter("Kick: the exit that tells the host about new requests.", Min = 0, Max = 50, Unit = "us",
        Certainty = Certainty.Assumed, Source = "network-and-storage 2.1, 3.2")]
    public SimDuration Kick { get; init; } = SimDuration.FromMicroseconds(1.2);

    /// <summary>Host CPU to take and submit one request when nothing is batched.</summary>
    [Parameter("Host CPU to submit one request, unbatched.", Min = 0, Max = 100, Unit = "us",
        Certainty = Certainty.Assumed, Source = "network-and-storage 8A: request handling 2.0, host submit 1.5")]
    public SimDuration Submit { get; init; } = SimDuration.FromMicroseconds(3.5);

    /// <summary>Host CPU to take and submit one request by a thread that polled for it.</summary>
    [Parameter("Host CPU to submit one request by a thread that polled for it.", Min = 0, Max = 100, Unit = "us",
        Certainty = Certainty.Assumed, Source = "network-and-storage 8A: request handling 1.6, host submit 1.5")]
    public SimDuration SubmitPolled { get; init; } = SimDuration.FromMicroseconds(3.1);

    /// <summary>Host CPU to take and submit one request of a batch.</summary>
    [Parameter("Host CPU to submit one request of a batch.", Min = 0, Max = 100, Unit = "us",
        Certainty = Certainty.Assumed, Source = "network-and-storage 2.1: KVM 1.5-1.6 us a request in all at best; ESXi has no figure")]
    public SimDuration SubmitBatched { get; init; } = SimDuration.FromMicroseconds(1);

    /// <summary>Host CPU to complete one request when nothing is batched.</summary>
    [Parameter("Host CPU to complete one request, unbatched.", Min = 0, Max = 100, Unit = "us",
        Certainty = Certainty.Assumed, Source = "network-and-storage 8A: reap and used ring 4.0, half of it the switch to the thread")]
    public SimDuration Complete { get; init; } = SimDuration.FromMicroseconds(2);

    /// <summary>Host CPU to complete one request by a thread that polled for it.</summary>
    [Parameter("Host CPU to complete one request by a thread that polled for it.", Min = 0, Max = 100, Unit = "us",
        Certainty = Certainty.Assumed, Source = "network-and-storage 8A: reap and used ring 1.0, of which 0.3 is leaving the poll")]
    public SimDuration CompletePolled { get; init; } = SimDuration.FromMicroseconds(0.7);

    /// <summary>Host CPU to complete one request of a batch.</summary>
    [Parameter("Host CPU to complete one request of a batch.", Min = 0, Max = 100, Unit = "us",
        Certainty = Certainty.Assumed, Source = "network-and-storage 2.1: KVM 1.5-1.6 us a request in all at best; ESXi has no figure")]
    public SimDuration CompleteBatched { get; init; } = SimDuration.FromMicroseconds(0.6);

    /// <summary>From the drive's interrupt to the host thread being told, on a pCPU that is awake.</summary>
    [Parameter("Host interrupt handling before the storage thread is told; the exit of an idle pCPU comes on top.", Min = 0, Max = 100, Unit = "us",
        Certainty = Certainty.Assumed, Source = "network-and-storage 8A: host IRQ and completion 2.0 us awake, 3.0 with the exit from C1")]
    public SimDuration HostInterrupt { get; init; } = SimDuration.FromMicroseconds(2);

    /// <summary>Requests outstanding above which completion interrupts are coalesced; 0 switches coalescing off.</summary>
    [Parameter("Requests in flight above which completion interrupts are coalesced; 0 is off.", Min = 0, Max = 1024,
        Certainty = Certainty.Assumed, Source = "network-and-storage 3.2: no delay at 2 or fewer outstanding")]
    public int CoalesceAbove { get; init; }

    /// <summary>Longest delay of a coalesced completion interrupt.</summary>
    [Parameter("Longest delay of a coalesced completion interrupt.", Min = 0, Max = 1000, Unit = "us",
        Certainty = Certainty.Assumed, Source = "network-and-storage 3.2: up to 30-60 us at high rate")]
    public SimDuration CoalesceDelay { get; init; } = SimDuration.FromMicroseconds(30);

    /// <summary>Requests one virtual disk may have in flight; nothing: what its adapter has.</summary>
    [Parameter("Requests one virtual disk may have in flight; auto is the adapter's.", MayBeAuto = true, Min = 1, Max = 65536,
        Certainty = Certainty.Assumed, Source = "network-and-storage 2.1 (virtqueue 256), network-and-storage 3.1 (PVSCSI 64, LSI 32 a disk)")]
    public int? QueueDepth { get; init; }
}
