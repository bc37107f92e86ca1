namespace Sim.Models.Hypervisor.Guest;

/// <summary>Why a vCPU leaves its guest.</summary>
/// <remarks>Source: cpu-and-memory 1.13, 1.14; costs in <see cref="ExitCosts"/>.</remarks>
public enum ExitReason
{
    /// <summary>The guest's timer: its programming and its expiry.</summary>
    Timer,

    /// <summary>Inter-processor interrupts sent.</summary>
    Ipi,

    /// <summary>A spin loop that lasts.</summary>
    Pause,

    /// <summary>A device is told of new requests.</summary>
    Doorbell,

    /// <summary>The guest halts the vCPU.</summary>
    Halt,

    /// <summary>An interrupt that is not posted: the kick of a running vCPU, and its end; and one of the host's devices that comes to a running vCPU's pCPU.</summary>
    Interrupt,

    /// <summary>A page that the host has taken away.</summary>
    PageFault,

    /// <summary>What QEMU handles.</summary>
    User,

    /// <summary>Housekeeping of the guest and of the host, by a rate.</summary>
    Other,
}
