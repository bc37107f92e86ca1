using Sim.Core.Time;
using Sim.Models.Hypervisor.Kvm;
using Sim.Models.Parameters;

namespace Sim.Models.Scenarios;

/// <summary>Tunables of the Linux fair scheduler that a file gives; the kernel of the host sets the others (<see cref="KernelPreset"/>).</summary>
public sealed record FairSchedulerSpec
{
    /// <summary>EEVDF: base slice after scaling by the number of CPUs; nothing: the kernel's.</summary>
    [Parameter("EEVDF: base slice, scaled (0.70 ms x 4 on hosts with 8 or more CPUs); auto is the kernel's.", MayBeAuto = true, Min = 0.1, Max = 100, Unit = "ms",
        Certainty = Certainty.Primary, Source = "Linux kernel/sched/fair.c 7.x; 3.0 ms in 6.6-6.14")]
    public SimDuration? Slice { get; init; }

    /// <summary>CFS: period in which up to 8 threads take a turn each; nothing: the kernel's.</summary>
    [Parameter("CFS: sched_latency, scaled: period in which up to 8 threads take a turn each; auto is the kernel's.", MayBeAuto = true, Min = 0.1, Max = 1000, Unit = "ms",
        Certainty = Certainty.Primary, Source = "Linux kernel/sched/fair.c up to 6.5: 6 ms x 4 on hosts with 8 or more CPUs")]
    public SimDuration? Latency { get; init; }

    /// <summary>CFS: shortest turn; nothing: the kernel's.</summary>
    [Parameter("CFS: sched_min_granularity, scaled: shortest turn; auto is the kernel's. tuned's virtual-host on RHEL 7 and 8 sets 10 ms.", MayBeAuto = true, Min = 0.1, Max = 1000,
        Unit = "ms", Certainty = Certainty.Primary, Source = "Linux kernel/sched/fair.c up to 6.5: 0.75 ms x 4")]
    public SimDuration? MinGranularity { get; init; }

    /// <summary>CFS: how far behind a woken thread must be to preempt; nothing: the kernel's.</summary>
    [Parameter("CFS: sched_wakeup_granularity, scaled: how far behind the running thread a woken one preempts it; auto is the kernel's. tuned's virtual-host on RHEL 7 and 8 sets 15 ms.",
        MayBeAuto = true, Max = 1000, Min = 0, Unit = "ms", Certainty = Certainty.Primary, Source = "Linux kernel/sched/fair.c up to 6.5: 1 ms x 4")]
    public SimDuration? WakeupGranularity { get; init; }

    /// <summary>Timer ticks per second; ends of slices and turns are seen at ticks; nothing: the kernel's.</summary>
    [Parameter("Scheduler ticks per second (CONFIG_HZ); auto is the kernel's.", MayBeAuto = true, Dimension = Dimension.Rate, Min = 100, Max = 1000, Unit = "/s",
        Certainty = Certainty.Assumed, Source = "cpu-and-memory 1.3: 1000 on RHEL and Ubuntu 24.10+, 250 on Debian and Proxmox")]
    public double? TickRate { get; init; }

    /// <summary>EEVDF: whether a task that blocks while it is ahead stays queued until it has burnt off its negative lag; nothing: the kernel's.</summary>
    [Parameter("EEVDF: DELAY_DEQUEUE: a task that blocks ahead of its share stays queued until its lag is burnt off.",
        Certainty = Certainty.Primary, Source = "Linux kernel/sched/features.h, default on since 6.12")]
    public bool? DelayDequeue { get; init; }

    /// <summary>Weight of a whole VM, shared among its runnable threads.</summary>
    [Parameter("Weight of a VM's cgroup, shared among its runnable vCPU, I/O and network threads; 1024 is cpu.weight 100.", Min = 2, Max = 102400,
        Certainty = Certainty.Assumed, Source = "cpu-and-memory 1.7: libvirt sets no shares by default, all VMs equal")]
    public int VmWeight { get; init; } = 1024;

    /// <summary>What a capped cgroup's queue on a pCPU draws from its pool at a time.</summary>
    [Parameter("sched_cfs_bandwidth_slice_us: CPU time that a capped cgroup hands to a pCPU at a time.", Min = 0.1, Max = 100, Unit = "ms",
        Certainty = Certainty.Primary, Source = "Linux kernel/sched/fair.c: 5 ms, not scaled")]
    public SimDuration BandwidthSlice { get; init; } = SimDuration.FromMilliseconds(5);

    /// <summary>Whether a pCPU that is about to idle always looks for work elsewhere; nothing: the kernel's.</summary>
    [Parameter("How a pCPU that is about to idle decides to look for work elsewhere: always, random (NI_RANDOM), randomAndRate (NI_RANDOM and NI_RATE).",
        Certainty = Certainty.Primary, Source = "Linux kernel/sched/features.h: random since 6.18.5 and 6.12.65, randomAndRate since 7.0")]
    public NewIdleSearch? NewIdle { get; init; }

    /// <summary>Which threads may share a core.</summary>
    [Parameter("Core scheduling: off, or vm for one cookie a VM (PR_SCHED_CORE on each QEMU process): the threads of a core run only one VM at a time.",
        Certainty = Certainty.Primary, Source = "Linux Documentation/admin-guide/hw-vuln/core-scheduling.rst: off unless a cookie is set")]
    public CoreScheduling CoreScheduling { get; init; } = CoreScheduling.Off;
}
