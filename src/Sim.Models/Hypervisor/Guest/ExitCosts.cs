using System.Collections.Immutable;
using Sim.Models.Hardware.Cpu;
using Sim.Models.Parameters;

namespace Sim.Models.Hypervisor.Guest;

/// <summary>What leaving the guest costs on one generation of processors, by reason, cycles; and what it can do without leaving.</summary>
/// <remarks>
/// The time between a sender's exit and the receiver's interrupt is not in them. An exit that ends in a halt is in <see cref="DispatchCosts"/>, one that rings a doorbell in the path of
/// the device. Source: cpu-and-memory 1.12 to 1.14, cell by cell in <see cref="Notes"/>. Page: docs/models/guest.md, which prints the table.
/// </remarks>
public sealed record ExitCosts
{
    private const string Range = "1200-2000 typical with mitigations, Skylake to Sapphire Rapids";

    /// <summary>All generations; the first one has the defaults.</summary>
    public static ImmutableArray<ExitCosts> All { get; } =
    [
        new()
        {
            Generation = CpuGeneration.Custom, Kernel = 1500, TimerWrite = 1500, Pause = 2000, IpiSend = 1200, PauseRound = 140,
            Notes = "cpu-and-memory 1.12-1.14: 1200-2000 in the kernel, 2000 and a search for a pause exit, 1200 to send with x2APIC",
        },
        new()
        {
            Generation = CpuGeneration.Nehalem, Kernel = 1875, TimerWrite = 1875, Pause = 2375, IpiSend = 1875, PauseRound = 10, IsPosted = false,
            Notes = "hardware round trip 1009 (Agesen 2012) and the 866 cycles of KVM's own on Sandy Bridge; pause exits 500 above as by default; PAUSE 10",
        },
        new()
        {
            Generation = CpuGeneration.Westmere, Kernel = 1627, TimerWrite = 1627, Pause = 2127, IpiSend = 1627, PauseRound = 10, IsPosted = false,
            Notes = "hardware round trip 761 (Agesen 2012), the rest as on Nehalem",
        },
        new()
        {
            Generation = CpuGeneration.SandyBridge, Kernel = 1650, TimerWrite = 1650, Pause = 2150, IpiSend = 1650, PauseRound = 10, IsPosted = false, KernelCertainty = Certainty.Primary,
            Notes = "null VMCALL through KVM on a Core i7-3960X 1600-1700 (yshalabi 2014), of which 784 in hardware; no mitigations",
        },
        new()
        {
            Generation = CpuGeneration.Skylake, Kernel = 1500, TimerWrite = 4200, Pause = 2000, IpiSend = 1200, PauseRound = 140,
            Notes = Range + "; TSC-deadline write 1.4 us (nanos), at 3 GHz, before the fast path of Linux 5.8; PAUSE 140",
        },
        new()
        {
            Generation = CpuGeneration.SapphireRapids, Kernel = 1500, TimerWrite = 4200, Pause = 2000, IpiSend = 0, PauseRound = 140, SendsWithoutExit = true,
            Notes = Range + "; IPI virtualization: no exit to send (Intel's series, 2021); the rest as on Skylake",
        },
        new()
        {
            Generation = CpuGeneration.Zen, Kernel = 1500, TimerWrite = 1500, Pause = 2000, IpiSend = 1500, PauseRound = 52, PauseWindow = 156_000, IsPosted = false,
            Notes = "1360 from entry to exit (LKML 2020-12) and a handler; AVIC off; pause filter of 3000 rounds of 40-65 cycles",
        },
    ];

    /// <summary>The processors.</summary>
    public required CpuGeneration Generation { get; init; }

    /// <summary>An exit that the kernel handles, with entry.</summary>
    public required double Kernel { get; init; }

    /// <summary>Whether that was measured on these processors.</summary>
    public Certainty KernelCertainty { get; init; } = Certainty.Assumed;

    /// <summary>The guest's write that programs its timer.</summary>
    public required double TimerWrite { get; init; }

    /// <summary>An exit out of a spin loop, with the search for a sibling.</summary>
    public required double Pause { get; init; }

    /// <summary>Sending an inter-processor interrupt; 0 when that takes no exit.</summary>
    public required double IpiSend { get; init; }

    /// <summary>Taking one while running, without exits.</summary>
    public double IpiReceive { get; init; } = 800;

    /// <summary>An exit that QEMU handles.</summary>
    public double User { get; init; } = 6000;

    /// <summary>One round of a spin loop.</summary>
    public required double PauseRound { get; init; }

    /// <summary>Spinning before a pause exit.</summary>
    public double PauseWindow { get; init; } = 4096;

    /// <summary>Whether interrupts reach a running guest, and are ended there, without an exit.</summary>
    public bool IsPosted { get; init; } = true;

    /// <summary>Whether inter-processor interrupts are sent without an exit.</summary>
    public bool SendsWithoutExit { get; init; }

    /// <summary>Where the numbers come from.</summary>
    public required string Notes { get; init; }

    /// <summary>The costs of a generation.</summary>
    /// <param name="generation">The processors.</param>
    public static ExitCosts Of(CpuGeneration generation) => All[(int)generation];
}
