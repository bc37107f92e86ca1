namespace Sim.Models.Hypervisor.Kvm;

/// <summary>How a pCPU that is about to idle decides whether to look for work on other pCPUs. Source: Linux kernel/sched/features.h.</summary>
public enum NewIdleSearch
{
    /// <summary>Always: kernels before 6.12.65 and 6.18.5.</summary>
    Always,

    /// <summary>At random, in proportion to past success (NI_RANDOM): 6.12.65, 6.18.5.</summary>
    Random,

    /// <summary>The same, and more often where pCPUs seldom idle (NI_RANDOM and NI_RATE): 7.0.</summary>
    RandomAndRate,
}
