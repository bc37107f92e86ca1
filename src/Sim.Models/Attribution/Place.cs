namespace Sim.Models.Attribution;

/// <summary>Where a request is.</summary>
internal enum Place
{
    /// <summary>On the wire, either way.</summary>
    Network,

    /// <summary>In a receive ring of the port.</summary>
    ReceiveRing,

    /// <summary>In the work of a world, queued or under way.</summary>
    World,

    /// <summary>Among the frames that a virtual NIC holds for its next interrupt.</summary>
    HeldFrames,

    /// <summary>In the guest's run queue.</summary>
    GuestQueue,

    /// <summary>At the depth limit of its virtual disk.</summary>
    HeldDisk,

    /// <summary>Done on its disk, before the interrupt.</summary>
    HeldCompletions,

    /// <summary>Between the thread that serves its disk and the drives.</summary>
    HostQueue,

    /// <summary>With the drives.</summary>
    Drives,

    /// <summary>Between the drives and the thread that asked them.</summary>
    HostInterrupt,

    /// <summary>In a transmit ring of the port.</summary>
    TransmitRing,
}
