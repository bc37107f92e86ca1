using Sim.Core.Time;
using Sim.Models.Parameters;

namespace Sim.Models.Hypervisor.Kvm;

/// <summary>Tunables of the Linux fair scheduler (EEVDF, 6.6 and later).</summary>
public sealed record FairParameters
{
    /// <summary>Base slice after scaling by the number of CPUs.</summary>
    [Parameter("Base slice, scaled (0.70 ms x 4 on hosts with 8 or more CPUs).", Min = 0.1, Max = 100, Unit = "ms",
        Certainty = Certainty.Primary, Source = "Linux kernel/sched/fair.c 7.x; 3.0 ms in 6.6-6.14")]
    public SimDuration Slice { get; init; } = SimDuration.FromMilliseconds(2.8);

    /// <summary>Timer ticks per second; slice ends are seen at ticks.</summary>
    [Parameter("Scheduler ticks per second (CONFIG_HZ).", Dimension = Dimension.Rate, Min = 100, Max = 1000, Unit = "/s",
        Certainty = Certainty.Assumed, Source = "cpu-and-memory 1.3: 1000 on RHEL and Ubuntu 24.10+, 250 on Debian and Proxmox")]
    public double TickRate { get; init; } = 1000;

    /// <summary>Whether a task that blocks while it is ahead stays queued until it has burnt off its negative lag.</summary>
    [Parameter("DELAY_DEQUEUE: a task that blocks ahead of its share stays queued until its lag is burnt off.",
        Certainty = Certainty.Primary, Source = "Linux kernel/sched/features.h, default on since 6.12")]
    public bool DelayDequeue { get; init; } = true;

    /// <summary>Weight of a whole VM, shared among its runnable threads.</summary>
    [Parameter("Weight of a VM's cgroup, shared among its runnable vCPU, I/O and network threads; 1024 is cpu.weight 100.", Min = 2, Max = 102400,
        Certainty = Certainty.Assumed, Source = "cpu-and-memory 1.7: libvirt sets no shares by default, all VMs equal")]
    public int VmWeight { get; init; } = 1024;

    /// <summary>What a capped cgroup's queue on a pCPU draws from its pool at a time.</summary>
    [Parameter("sched_cfs_bandwidth_slice_us: CPU time that a capped cgroup hands to a pCPU at a time.", Min = 0.1, Max = 100, Unit = "ms",
        Certainty = Certainty.Primary, Source = "Linux kernel/sched/fair.c: 5 ms, not scaled")]
    public SimDuration BandwidthSlice { get; init; } = SimDuration.FromMilliseconds(5);

    /// <summary>Whether a pCPU that is about to idle always looks for work elsewhere.</summary>
    [Parameter("How a pCPU that is about to idle decides to look for work elsewhere: always, random (NI_RANDOM), randomAndRate (NI_RANDOM and NI_RATE).",
        Certainty = Certainty.Primary, Source = "Linux kernel/sched/features.h: random since 6.18.5 and 6.12.65, randomAndRate since 7.0")]
    public NewIdleSearch NewIdle { get; init; } = NewIdleSearch.RandomAndRate;
}
