using Sim.Core.Time;
using Sim.Models.Hardware.Cpu;
using Sim.Models.Hypervisor.Guest;
using Sim.Models.Parameters;

namespace Sim.Models.Hypervisor;

/// <summary>What running inside a VM costs the guest: exits, address translation, interrupts and its own kernel paths.</summary>
public sealed record GuestCosts
{
    /// <summary>One exit handled in the hypervisor, with entry, in cycles.</summary>
    [Parameter("VM exit and entry handled in the hypervisor kernel; auto is the processor generation's.", MayBeAuto = true, Dimension = Dimension.Cycles, Min = 500, Max = 20000, Unit = "cycles",
        Certainty = Certainty.Assumed, Source = "cpu-and-memory 1.13: 1200-2000 with mitigations; 1600-1700 measured in 2014")]
    public double? ExitCycles { get; init; }

    /// <summary>The guest's write that programs its timer, in cycles.</summary>
    [Parameter("The guest's write that programs its timer, one of every two exits of a tick; auto is the processor generation's.", MayBeAuto = true, Dimension = Dimension.Cycles, Min = 0,
        Max = 100000, Unit = "cycles", Certainty = Certainty.Assumed, Source = "cpu-and-memory 1.13: in-kernel exits 1200-2000; 1.4 us for a TSC-deadline write (nanos)")]
    public double? TimerExitCycles { get; init; }

    /// <summary>Exits handled in QEMU, per second of guest CPU time.</summary>
    [Parameter("Exits to QEMU per second of guest CPU time: emulated devices, the QEMU timer of an old machine type; virtio and vhost have none.", Dimension = Dimension.Rate, Min = 0,
        Max = 100000, Unit = "/s", Certainty = Certainty.Assumed, Source = "own choice: doorbells of virtio devices are ioeventfds")]
    public double UserExitRate { get; init; }

    /// <summary>One exit handled in QEMU, in cycles.</summary>
    [Parameter("VM exit handled in QEMU; auto is the processor generation's.", MayBeAuto = true, Dimension = Dimension.Cycles, Min = 500, Max = 200000, Unit = "cycles",
        Certainty = Certainty.Assumed, Source = "cpu-and-memory 1.13: 3000-10000 above one in the kernel; cpu-and-memory B: 6000")]
    public double? UserExitCycles { get; init; }

    /// <summary>Whether interrupts reach a running vCPU without an exit.</summary>
    [Parameter("Posted interrupts (APICv, AVIC): off costs two exits of exitCycles for each interrupt to a vCPU that runs, one to one that is halted; auto is the processor generation's.",
        Certainty = Certainty.Assumed, Source = "cpu-and-memory 1.14: delivery to a running vCPU and EOI without exit")]
    public Paravirtual PostedInterrupts { get; init; }

    /// <summary>Exits per second of guest CPU time beside the timer's: housekeeping, device registers, cross-calls.</summary>
    [Parameter("Exits per second of guest CPU time beside timer ticks.", Dimension = Dimension.Rate, Min = 0, Max = 100000, Unit = "/s",
        Certainty = Certainty.Assumed, Source = "cpu-and-memory 1.13: 500-5000 for CPU-bound guests with a tick, here 1500 with 2 x 250 of the tick")]
    public double ExitRate { get; init; } = 1000;

    /// <summary>Timer ticks per second of a vCPU that is not idle.</summary>
    [Parameter("Timer ticks per second of a vCPU that is not idle (the guest's HZ); 0 is none.", Dimension = Dimension.Rate, Min = 0, Max = 1000, Unit = "/s",
        Certainty = Certainty.Assumed, Source = "cpu-and-memory 1.14: 250 per vCPU of a 250-HZ busy guest, none while idle")]
    public double TickRate { get; init; } = 250;

    /// <summary>Exits of one tick.</summary>
    [Parameter("Exits of one tick: expiry and programming the next.", Min = 0, Max = 4,
        Certainty = Certainty.Assumed, Source = "cpu-and-memory 1.14: one exit at programming, one at expiry")]
    public int TickExits { get; init; } = 2;

    /// <summary>Slow-down of guest work by two-dimensional page walks.</summary>
    [Parameter("Slow-down by two-dimensional page walks with pages of 2 MiB in guest and host; vms[].pages multiplies it.", Dimension = Dimension.Fraction, Min = 0, Max = 200, Unit = "%",
        Certainty = Certainty.Assumed, Source = "cpu-and-memory 1.15: 1-3 % for databases on 2 MB pages, under 1 % for web")]
    public double TranslationOverhead { get; init; } = 0.015;

    /// <summary>A walk with pages of 4 KiB in guest and host, in cycles.</summary>
    [Parameter("A page walk with pages of 4 KiB in guest and host (24 references); only its ratio to walkCyclesLarge counts.", Dimension = Dimension.Cycles, Min = 1, Max = 10000, Unit = "cycles",
        Certainty = Certainty.Assumed, Source = "cpu-and-memory 1.15: 110 cycles")]
    public double WalkCycles { get; init; } = 110;

    /// <summary>A walk with pages of 2 MiB in guest and host, in cycles.</summary>
    [Parameter("A page walk with pages of 2 MiB in guest and host (15 references).", Dimension = Dimension.Cycles, Min = 1, Max = 10000, Unit = "cycles",
        Certainty = Certainty.Assumed, Source = "cpu-and-memory 1.15: 45 cycles")]
    public double WalkCyclesLarge { get; init; } = 45;

    /// <summary>How TLB misses fall with what the TLB reaches: to the power of minus this.</summary>
    [Parameter("TLB misses fall with the memory that the TLB reaches to the power of minus this; 0: not at all.", Min = 0, Max = 1,
        Certainty = Certainty.Assumed, Source = "fitted to the medium row of the table in cpu-and-memory 1.15: 7.5 % with 4 KiB on both sides for 2 % with 2 MiB, of which the walk explains 110 / 45")]
    public double TlbMissExponent { get; init; } = 0.07;

    /// <summary>Posting an interrupt and the guest's handler.</summary>
    [Parameter("Interrupt injection and the guest's handler.", Min = 0, Max = 50, Unit = "us",
        Certainty = Certainty.Assumed, Source = "network-and-storage 2.1: 0.5-1 us to a running vCPU, guest IRQ and softirq 1-2 us")]
    public SimDuration Interrupt { get; init; } = SimDuration.FromMicroseconds(2.5);

    /// <summary>The same for a disk's interrupt to a vCPU that runs or polls.</summary>
    [Parameter("Disk interrupt to a vCPU that runs or polls, and the guest's handler.", Min = 0, Max = 50, Unit = "us",
        Certainty = Certainty.Assumed, Source = "network-and-storage 8A: 1.5 with haltpoll, of which 0.3 is leaving the poll")]
    public SimDuration InterruptAwake { get; init; } = SimDuration.FromMicroseconds(1.2);

    /// <summary>Guest block layer down: system call to filled virtual ring.</summary>
    [Parameter("Guest block path down, from system call to filled ring.", Min = 0, Max = 50, Unit = "us",
        Certainty = Certainty.Assumed, Source = "network-and-storage 8A")]
    public SimDuration BlockSubmit { get; init; } = SimDuration.FromMicroseconds(2);

    /// <summary>Guest block layer up: completion to woken task.</summary>
    [Parameter("Guest block path up, from completion to woken task.", Min = 0, Max = 50, Unit = "us",
        Certainty = Certainty.Assumed, Source = "network-and-storage 8A")]
    public SimDuration BlockComplete { get; init; } = SimDuration.FromMicroseconds(3);

    /// <summary>The same on a vCPU that ran or polled when the interrupt came.</summary>
    [Parameter("Guest block path up on a vCPU that ran or polled.", Min = 0, Max = 50, Unit = "us",
        Certainty = Certainty.Assumed, Source = "network-and-storage 8A: 2.0 with haltpoll")]
    public SimDuration BlockCompleteAwake { get; init; } = SimDuration.FromMicroseconds(2);

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

    /// <summary>Cycles of spinning before a pause exit.</summary>
    [Parameter("ple_window: cycles of spinning before a pause exit; 0 cycles switches them off; auto is the processor generation's.", MayBeAuto = true, Dimension = Dimension.Cycles, Min = 0, Max = 100_000_000, Unit = "cycles",
        Certainty = Certainty.Primary, Source = "Linux arch/x86/kvm/vmx/vmx.c; assumed alike under ESXi")]
    public double? PauseWindow { get; init; }

    /// <summary>What the window is multiplied by at a pause exit.</summary>
    [Parameter("ple_window_grow: factor on the window at every pause exit.", Min = 1, Max = 64,
        Certainty = Certainty.Primary, Source = "Linux arch/x86/kvm/vmx/vmx.c")]
    public int PauseWindowGrow { get; init; } = 2;

    /// <summary>What the window is divided by when the vCPU is put on a pCPU again.</summary>
    [Parameter("ple_window_shrink: divisor of the window when the vCPU is put on a pCPU again; 0 resets it.", Min = 0, Max = 64,
        Certainty = Certainty.Primary, Source = "Linux arch/x86/kvm/vmx/vmx.c")]
    public int PauseWindowShrink { get; init; }

    /// <summary>A pause exit with the search for a sibling to yield to, in cycles.</summary>
    [Parameter("A pause exit and the search for a sibling to yield to; auto is the processor generation's.", MayBeAuto = true, Dimension = Dimension.Cycles, Min = 0, Max = 100000, Unit = "cycles",
        Certainty = Certainty.Assumed, Source = "cpu-and-memory 1.12: about 2000 cycles")]
    public double? PauseExitCycles { get; init; }

    /// <summary>Paravirtual spinlocks.</summary>
    [Parameter("Paravirtual spinlocks: waiters halt after pvSpinLoops and are kicked; auto is on under KVM, off under ESXi, which offers none.",
        Certainty = Certainty.Assumed, Source = "cpu-and-memory 1.12: default in Linux guests when offered")]
    public Paravirtual PvSpinlocks { get; init; }

    /// <summary>Loops before a waiter for a paravirtual spinlock halts.</summary>
    [Parameter("Loops before a waiter for a paravirtual spinlock halts.", Min = 1, Max = 10_000_000,
        Certainty = Certainty.Primary, Source = "Linux arch/x86/include/asm/qspinlock.h: SPIN_THRESHOLD 2^15")]
    public int PvSpinLoops { get; init; } = 32768;

    /// <summary>One round of a spin loop, in cycles: a PAUSE instruction.</summary>
    [Parameter("One round of a spin loop (PAUSE); auto is the processor generation's.", MayBeAuto = true, Dimension = Dimension.Cycles, Min = 1, Max = 1000, Unit = "cycles",
        Certainty = Certainty.Assumed, Source = "general knowledge: 140 since Skylake, 10 before, 40-65 on EPYC")]
    public double? PauseCycles { get; init; }

    /// <summary>Paravirtual TLB flush.</summary>
    [Parameter("Paravirtual TLB flush: a shootdown passes over vCPUs without a pCPU; auto is on under KVM, off under ESXi, which offers none.",
        Certainty = Certainty.Assumed, Source = "cpu-and-memory 1.12: default in Linux guests when offered")]
    public Paravirtual PvTlbFlush { get; init; }

    /// <summary>Paravirtual inter-processor interrupts.</summary>
    [Parameter("Paravirtual send-IPI: one exit for all receivers; auto is on under KVM, off under ESXi, which offers none.",
        Certainty = Certainty.Assumed, Source = "cpu-and-memory 1.12: default in Linux guests when offered")]
    public Paravirtual PvSendIpi { get; init; }

    /// <summary>Sending an inter-processor interrupt, in cycles.</summary>
    [Parameter("Exit to send an inter-processor interrupt; 0 cycles with IPI virtualization; auto is the processor generation's.", MayBeAuto = true, Dimension = Dimension.Cycles, Min = 0, Max = 20000, Unit = "cycles",
        Certainty = Certainty.Assumed, Source = "cpu-and-memory 1.14: 1200 with x2APIC")]
    public double? IpiSendCycles { get; init; }

    /// <summary>Taking an inter-processor interrupt while running, in cycles.</summary>
    [Parameter("Taking an inter-processor interrupt while running, without exits; auto is the processor generation's.", MayBeAuto = true, Dimension = Dimension.Cycles, Min = 0, Max = 20000, Unit = "cycles",
        Certainty = Certainty.Assumed, Source = "cpu-and-memory 1.14: 800 with posted interrupts")]
    public double? IpiReceiveCycles { get; init; }

    /// <summary>What leaving the guest costs on a generation of processors, by reason: what is given here, the generation's otherwise.</summary>
    /// <param name="generation">The processors.</param>
    public ExitCosts ExitsOn(CpuGeneration generation)
    {
        var usual = ExitCosts.Of(generation);
        return usual with
        {
            Kernel = ExitCycles ?? usual.Kernel,
            // Who states what an exit costs and says nothing of the timer means all of them.
            TimerWrite = TimerExitCycles ?? ExitCycles ?? usual.TimerWrite,
            User = UserExitCycles ?? usual.User,
            Pause = PauseExitCycles ?? usual.Pause,
            PauseRound = PauseCycles ?? usual.PauseRound,
            PauseWindow = PauseWindow ?? usual.PauseWindow,
            IpiSend = IpiSendCycles ?? usual.IpiSend,
            IpiReceive = IpiReceiveCycles ?? usual.IpiReceive,
            IsPosted = PostedInterrupts == Paravirtual.Auto ? usual.IsPosted : PostedInterrupts == Paravirtual.On,
            SendsWithoutExit = IpiSendCycles is { } send ? send == 0 : usual.SendsWithoutExit,
        };
    }

    /// <summary>The same with every cost that was left to the processors.</summary>
    /// <param name="generation">The processors.</param>
    public GuestCosts On(CpuGeneration generation)
    {
        var exits = ExitsOn(generation);
        return this with
        {
            ExitCycles = exits.Kernel,
            TimerExitCycles = exits.TimerWrite,
            UserExitCycles = exits.User,
            PauseWindow = exits.PauseWindow,
            PauseExitCycles = exits.Pause,
            PauseCycles = exits.PauseRound,
            IpiSendCycles = exits.IpiSend,
            IpiReceiveCycles = exits.IpiReceive,
        };
    }

    /// <summary>The same with every help that was left to the hypervisor decided.</summary>
    /// <param name="offers">Whether the hypervisor offers paravirtual help.</param>
    internal GuestCosts Offered(bool offers)
    {
        return this with { PvSpinlocks = Decide(PvSpinlocks), PvTlbFlush = Decide(PvTlbFlush), PvSendIpi = Decide(PvSendIpi) };
        Paravirtual Decide(Paravirtual asked) => asked != Paravirtual.Auto ? asked : offers ? Paravirtual.On : Paravirtual.Off;
    }
}
