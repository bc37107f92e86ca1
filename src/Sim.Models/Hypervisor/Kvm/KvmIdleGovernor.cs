namespace Sim.Models.Hypervisor.Kvm;

/// <summary>Who chooses idle states on a Linux host. Source: Linux Documentation/admin-guide/pm/cpuidle.rst.</summary>
public enum KvmIdleGovernor
{
    /// <summary>One state after the other as time passes.</summary>
    Ladder,

    /// <summary>The state that pays for the predicted idle time: the kernel's default.</summary>
    Menu,
}
