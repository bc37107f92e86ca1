using Sim.Core.Time;
using Sim.Models.Hardware.Cpu;

namespace Sim.Models.Hypervisor.Kvm;

/// <summary>Tunables of the Linux fair scheduler as they hold on a host; files and kernels set them by <see cref="Scenarios.FairSchedulerSpec"/>, which has their sources.</summary>
public sealed record FairParameters
{
    /// <summary>EEVDF or CFS; each reads its own tunables and the common ones.</summary>
    public FairPolicy Policy { get; init; } = FairPolicy.Eevdf;

    /// <summary>EEVDF: base slice after scaling by the number of CPUs.</summary>
    public SimDuration Slice { get; init; } = SimDuration.FromMilliseconds(2.8);

    /// <summary>EEVDF: whether a task that blocks while it is ahead stays queued until it has burnt off its negative lag.</summary>
    public bool DelayDequeue { get; init; } = true;

    /// <summary>EEVDF: threads with slices of their own, and threads that move.</summary>
    public SliceRules SliceRules { get; init; } = SliceRules.Smallest;

    /// <summary>CFS: period in which up to 8 threads take a turn each, after scaling.</summary>
    public SimDuration Latency { get; init; } = SimDuration.FromMilliseconds(24);

    /// <summary>CFS: shortest turn, after scaling.</summary>
    public SimDuration MinGranularity { get; init; } = SimDuration.FromMilliseconds(3);

    /// <summary>CFS: how far a woken thread must be behind the running one to preempt it, after scaling.</summary>
    public SimDuration WakeupGranularity { get; init; } = SimDuration.FromMilliseconds(4);

    /// <summary>Timer ticks per second; ends of slices and turns are seen at ticks.</summary>
    public double TickRate { get; init; } = 1000;

    /// <summary>Weight of a whole VM, shared among its runnable threads.</summary>
    public int VmWeight { get; init; } = 1024;

    /// <summary>What a capped cgroup's queue on a pCPU draws from its pool at a time.</summary>
    public SimDuration BandwidthSlice { get; init; } = SimDuration.FromMilliseconds(5);

    /// <summary>Whether a pCPU that is about to idle always looks for work elsewhere.</summary>
    public NewIdleSearch NewIdle { get; init; } = NewIdleSearch.RandomAndRate;

    /// <summary>pCPUs in no scheduling domain (isolcpus); null for none.</summary>
    public PcpuSet? Isolated { get; init; }

    /// <summary>Which threads may share a core.</summary>
    public CoreScheduling CoreScheduling { get; init; } = CoreScheduling.Off;
}
