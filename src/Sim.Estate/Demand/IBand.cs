using Sim.Models.Parameters;

namespace Sim.Estate.Demand;

/// <summary>How a quantity spreads over the VMs of an archetype, by four percentiles.</summary>
public interface IBand
{
    /// <summary>One VM in ten is below.</summary>
    double P10 { get; }

    /// <summary>The median VM.</summary>
    double P50 { get; }

    /// <summary>One VM in ten is above.</summary>
    double P90 { get; }

    /// <summary>One VM in twenty is above.</summary>
    double P95 { get; }

    /// <summary>How sure the band is.</summary>
    Certainty Certainty { get; }

    /// <summary>Where it comes from.</summary>
    string Source { get; }
}
