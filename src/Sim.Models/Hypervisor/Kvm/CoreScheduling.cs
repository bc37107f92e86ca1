namespace Sim.Models.Hypervisor.Kvm;

/// <summary>Linux core scheduling. Source: Linux Documentation/admin-guide/hw-vuln/core-scheduling.rst.</summary>
public enum CoreScheduling
{
    /// <summary>Any threads share a core.</summary>
    Off,

    /// <summary>One cookie a VM: the threads of a core run only one VM at a time.</summary>
    Vm,
}
