using Sim.Core.Time;

namespace Sim.Models.Hypervisor.Kvm;

/// <summary>A cap on the CPU time of a cgroup: cpu.max and cpu.max.burst of cgroup v2, quota and period of libvirt.</summary>
/// <param name="Quota">CPU time a period, summed over pCPUs; 1 ms or more.</param>
/// <param name="Period">How often the quota is refilled; 1 ms to 1 s, 100 ms unless set.</param>
/// <param name="Burst">Unused quota that may be saved up; 0 or more, not above the quota.</param>
/// <remarks>Source: Linux kernel/sched/core.c, tg_set_cfs_bandwidth.</remarks>
public sealed record CpuQuota(SimDuration Quota, SimDuration Period, SimDuration Burst)
{
    /// <summary>A quota a period of 100 ms, without burst.</summary>
    /// <param name="quota">CPU time a period.</param>
    public CpuQuota(SimDuration quota)
        : this(quota, SimDuration.FromMilliseconds(100), SimDuration.Zero)
    {
    }
}
