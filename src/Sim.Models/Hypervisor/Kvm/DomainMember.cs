using Sim.Core.Time;

namespace Sim.Models.Hypervisor.Kvm;

/// <summary>What a pCPU keeps about one of the scheduling domains it is in.</summary>
internal sealed class DomainMember(SchedulingDomain domain, NewIdleOdds odds)
{
    internal SchedulingDomain Domain => domain;

    internal NewIdleOdds Odds => odds;

    internal SimTime LastBalance { get; set; }

    /// <summary>Whether the last balance found the domain in balance.</summary>
    internal bool IsBalanced { get; set; }

    /// <summary>Balances in a row that found the domain out of balance and moved nothing: each halves the load that is held to be too much to move.</summary>
    internal int Failures { get; set; }
}
