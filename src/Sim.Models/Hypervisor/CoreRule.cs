namespace Sim.Models.Hypervisor;

/// <summary>Who may run at the same time on the two threads of a core.</summary>
public enum CoreRule
{
    /// <summary>Anybody.</summary>
    Any,

    /// <summary>Worlds of one VM; the host's own worlds beside anybody.</summary>
    SameVm,

    /// <summary>Nobody: one thread of a core is used at a time.</summary>
    OneThread,
}
