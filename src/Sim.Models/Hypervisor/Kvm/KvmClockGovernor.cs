namespace Sim.Models.Hypervisor.Kvm;

/// <summary>Who chooses the clock on a Linux host. Source: Linux Documentation/admin-guide/pm/cpufreq.rst.</summary>
public enum KvmClockGovernor
{
    /// <summary>The fastest clock, always: what tuned's virtual-host profile sets.</summary>
    Performance,

    /// <summary>By utilisation, at every tick.</summary>
    Schedutil,
}
