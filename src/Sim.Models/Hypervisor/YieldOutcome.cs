namespace Sim.Models.Hypervisor;

/// <summary>What came of a world's wish that a certain other one runs in its place.</summary>
public enum YieldOutcome
{
    /// <summary>The other one runs next where it waits, if the policy's rules of fairness let it.</summary>
    Boosted,

    /// <summary>The other one takes over the pCPU of the one that gives way.</summary>
    HandOver,

    /// <summary>The other one cannot be helped.</summary>
    Refused,
}
