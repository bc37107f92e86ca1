namespace Sim.Models.Hardware.Cpu;

/// <summary>What two pCPUs share, the nearest first.</summary>
/// <remarks>Source: the levels of Linux' scheduling domains (SMT, shared last-level cache, node); cpu-and-memory 1.6.</remarks>
public enum CoreDistance
{
    /// <summary>The core: every cache.</summary>
    SameCore,

    /// <summary>The last-level cache.</summary>
    SameCache,

    /// <summary>The memory controllers only.</summary>
    SameNode,

    /// <summary>Nothing but the interconnect.</summary>
    OtherNode,
}
