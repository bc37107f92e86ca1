using Sim.Core.Time;
using Sim.Models.Parameters;

namespace Sim.Models.Hypervisor;

/// <summary>What running inside a VM costs the guest: exits, address translation, interrupts and its own kernel paths.</summary>
public sealed record GuestCosts
{
    /// <summary>One exit handled in the hypervisor, with entry, in cycles.</summary>
    [Parameter("VM exit and entry handled in the hypervisor kernel.", Dimension = Dimension.Cycles, Min = 500, Max = 20000, Unit = "cycles",
        Certainty = Certainty.Assumed, Source = "cpu-and-memory 1.13: 1200-2000 with mitigations; 1600-1700 measured in 2014")]
    public double ExitCycles { get; init; } = 1500;

    /// <summary>Exits per second of guest CPU time that come from timers and interrupts of the guest itself.</summary>
    [Parameter("Exits per second of guest CPU time (timer tick and housekeeping).", Dimension = Dimension.Rate, Min = 0, Max = 100000, Unit = "/s",
        Certainty = Certainty.Assumed, Source = "cpu-and-memory 1.13: 500-5000 for CPU-bound guests with a tick")]
    public double ExitRate { get; init; } = 1500;

    /// <summary>Slow-down of guest work by two-dimensional page walks.</summary>
    [Parameter("Slow-down by two-dimensional page walks.", Dimension = Dimension.Fraction, Min = 0, Max = 200, Unit = "%",
        Certainty = Certainty.Assumed, Source = "cpu-and-memory 1.15: 1-3 % for databases on 2 MB pages, under 1 % for web")]
    public double TranslationOverhead { get; init; } = 0.015;

    /// <summary>Posting an interrupt and the guest's handler.</summary>
    [Parameter("Interrupt injection and the guest's handler.", Min = 0, Max = 50, Unit = "us",
        Certainty = Certainty.Assumed, Source = "network-and-storage 2.1: 0.5-1 us to a running vCPU, guest IRQ and softirq 1-2 us")]
    public SimDuration Interrupt { get; init; } = SimDuration.FromMicroseconds(2.5);

    /// <summary>Guest block layer down: system call to filled virtual ring.</summary>
    [Parameter("Guest block path down, from system call to filled ring.", Min = 0, Max = 50, Unit = "us",
        Certainty = Certainty.Assumed, Source = "network-and-storage 8A")]
    public SimDuration BlockSubmit { get; init; } = SimDuration.FromMicroseconds(2);

    /// <summary>Guest block layer up: completion to woken task.</summary>
    [Parameter("Guest block path up, from completion to woken task.", Min = 0, Max = 50, Unit = "us",
        Certainty = Certainty.Assumed, Source = "network-and-storage 8A")]
    public SimDuration BlockComplete { get; init; } = SimDuration.FromMicroseconds(3);

    /// <summary>Guest network stack for one received message.</summary>
    [Parameter("Guest network stack, one received message.", Min = 0, Max = 50, Unit = "us",
        Certainty = Certainty.Assumed, Source = "network-and-storage 8A: guest stack and application 7 us both ways")]
    public SimDuration NetworkReceive { get; init; } = SimDuration.FromMicroseconds(3);

    /// <summary>Guest network stack for one sent message.</summary>
    [Parameter("Guest network stack, one sent message.", Min = 0, Max = 50, Unit = "us",
        Certainty = Certainty.Assumed, Source = "network-and-storage 8A: guest stack and application 7 us both ways")]
    public SimDuration NetworkSend { get; init; } = SimDuration.FromMicroseconds(3);

    /// <summary>Copying one KiB between application and guest kernel.</summary>
    [Parameter("Copying and checksumming one KiB in the guest.", Min = 0, Max = 5000, Unit = "ns",
        Certainty = Certainty.Assumed, Source = "network-and-storage 5.1: bulk TCP 0.15-0.25 cycles a byte")]
    public SimDuration NetworkPerKiB { get; init; } = SimDuration.FromNanoseconds(70);
}
