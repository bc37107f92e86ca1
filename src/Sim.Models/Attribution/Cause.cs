namespace Sim.Models.Attribution;

/// <summary>What a request's time goes to; at any instant of its life exactly one of these.</summary>
/// <remarks>A mechanism that holds requests up in a new way adds its word here, the state that shows it in <c>RequestRecorder.Classify</c>, and its name in reports.</remarks>
public enum Cause
{
    /// <summary>A vCPU runs one of its CPU stages.</summary>
    Running,

    /// <summary>The same beside a busy SMT sibling, which makes it slower.</summary>
    RunningShared,

    /// <summary>Exits of its vCPU on the way: those that come with guest work.</summary>
    GuestExit,

    /// <summary>An exit of its vCPU that sends interrupts to siblings.</summary>
    IpiExit,

    /// <summary>The guest's timer ticks while its vCPU works for it.</summary>
    GuestTick,

    /// <summary>Two-dimensional page walks that lengthen guest work.</summary>
    PageWalk,

    /// <summary>Its vCPU spins for a lock while the holder has a pCPU.</summary>
    Spin,

    /// <summary>Its vCPU spins for a lock whose holder, or next in line, has no pCPU.</summary>
    SpinPreempted,

    /// <summary>Its vCPU spins until siblings have flushed their translations.</summary>
    Shootdown,

    /// <summary>An exit out of a spin loop, with the search for a sibling to help.</summary>
    PauseExit,

    /// <summary>Its vCPU left a spin loop and a sibling, to which it yielded, runs in its place.</summary>
    Yielded,

    /// <summary>Its vCPU halted in a spin loop and waits for the kick of who has the lock.</summary>
    LockHalt,

    /// <summary>Its vCPU waits for a page that the hypervisor swapped out and another request touched.</summary>
    SwapWait,

    /// <summary>An interrupt is injected into its vCPU and handled there.</summary>
    GuestInterrupt,

    /// <summary>A vCPU is in the guest's kernel for it: block layer, network stack.</summary>
    GuestPath,

    /// <summary>The exit of a vCPU that tells the host of a filled ring.</summary>
    Exit,

    /// <summary>A thread of the host works for it.</summary>
    HostPath,

    /// <summary>Its world is being put on a pCPU: idle exit, wake-up, switch, cache refill.</summary>
    Switch,

    /// <summary>A world that polled goes back to work.</summary>
    PollResume,

    /// <summary>Its world has no pCPU, because others run there.</summary>
    Ready,

    /// <summary>Its world is ready and held back by a CPU quota.</summary>
    Throttled,

    /// <summary>Its vCPU is held back because a sibling lags.</summary>
    CoStopped,

    /// <summary>It queues inside the guest behind other work of the VM, which goes on.</summary>
    GuestQueue,

    /// <summary>It queues for a thread of the host, which works for others.</summary>
    ThreadQueue,

    /// <summary>It is done or has arrived, and the interrupt that says so is held back for company.</summary>
    InterruptHeld,

    /// <summary>Its message lies in a receive ring and the port has not interrupted the host yet.</summary>
    ReceiveRing,

    /// <summary>Its virtual disk has as many requests in flight as it may.</summary>
    DiskQueue,

    /// <summary>The host holds its disk request before the drives: no free worker, the lock of an I/O scheduler, the queue limit of a device, a limit of the VM.</summary>
    HostQueue,

    /// <summary>The host handles the drive's interrupt.</summary>
    HostInterrupt,

    /// <summary>It waits for the drives: a queue pair, the controller, a flash unit, room in the write buffer; as long as any part or copy of it waits.</summary>
    DeviceQueue,

    /// <summary>The drives work for it.</summary>
    DeviceService,

    /// <summary>Its answer waits for its turn on the wire.</summary>
    TransmitQueue,

    /// <summary>It is on the wire, in the switch, or in a transfer between port and memory; queueing of messages for the wire inside.</summary>
    Network,
}
