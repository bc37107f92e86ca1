using Sim.Core.Time;
using Sim.Models.Hypervisor;
using Sim.Models.Hypervisor.Guest;
using Sim.Models.Parameters;

namespace Sim.Models.Scenarios;

/// <summary>What QEMU tells one guest, and what its threads ask of the host's scheduler.</summary>
public sealed record KvmVmSpec
{
    /// <summary>Whether the guest is told that its vCPUs are never preempted.</summary>
    [Parameter("kvm-hint-dedicated: tells the guest that its vCPUs have pCPUs to themselves; it then polls in its idle loop and does without paravirtual spinlocks and flushes.",
        Certainty = Certainty.Primary, Source = "Linux Documentation/virt/kvm/x86/cpuid.rst, KVM_HINTS_REALTIME; arch/x86/kernel/kvm.c; QEMU: off by default")]
    public bool Dedicated { get; init; }

    /// <summary>The guest's own polling before it halts.</summary>
    [Parameter("The guest's own polling before it halts.")]
    public GuestHaltPoll HaltPoll { get; init; } = new();

    /// <summary>Slice of each vCPU thread; nothing: the kernel's.</summary>
    [Parameter("Slice that each vCPU thread asks for (sched_setattr, sched_runtime); not given: the kernel's. Linux 6.12 and later.", Min = 0.1, Max = 100, Unit = "ms")]
    public SimDuration? VcpuSlice { get; init; }

    /// <summary>Slice of the emulator and vhost threads; nothing: the kernel's.</summary>
    [Parameter("Slice that the emulator and vhost threads ask for; not given: the kernel's.", Min = 0.1, Max = 100, Unit = "ms")]
    public SimDuration? EmulatorSlice { get; init; }

    /// <summary>Slice of each I/O thread; nothing: the kernel's.</summary>
    [Parameter("Slice that each I/O thread asks for; not given: the kernel's.", Min = 0.1, Max = 100, Unit = "ms")]
    public SimDuration? IothreadSlice { get; init; }

    /// <summary>The slices that are given, with the names of their keys.</summary>
    public IEnumerable<(string Key, SimDuration Slice)> Slices
    {
        get
        {
            if (VcpuSlice is { } vcpu) yield return ("vcpuSlice", vcpu);
            if (EmulatorSlice is { } emulator) yield return ("emulatorSlice", emulator);
            if (IothreadSlice is { } iothread) yield return ("iothreadSlice", iothread);
        }
    }

    /// <summary>The slice of a thread; nothing: the kernel's.</summary>
    /// <param name="kind">What the thread does.</param>
    public SimDuration? SliceOf(WorldKind kind) => kind switch
    {
        WorldKind.Vcpu => VcpuSlice,
        WorldKind.Storage => IothreadSlice,
        _ => EmulatorSlice,
    };

    /// <summary>Whether the guest polls before it halts; the host then does not poll for it (MSR_KVM_POLL_CONTROL).</summary>
    public bool PollsInGuest => HaltPoll.Enabled == Paravirtual.On || (HaltPoll.Enabled == Paravirtual.Auto && Dedicated);

    /// <summary>The costs of this guest: a dedicated one does without paravirtual locks and flushes unless they are switched on.</summary>
    /// <param name="costs">What the host offers its guests.</param>
    internal GuestCosts Of(GuestCosts costs) => !Dedicated ? costs : costs with
    {
        PvSpinlocks = costs.PvSpinlocks == Paravirtual.Auto ? Paravirtual.Off : costs.PvSpinlocks,
        PvTlbFlush = costs.PvTlbFlush == Paravirtual.Auto ? Paravirtual.Off : costs.PvTlbFlush,
    };
}
