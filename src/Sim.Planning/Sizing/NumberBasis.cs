namespace Sim.Planning.Sizing;

/// <summary>Where a number comes from; every report prints it beside the number.</summary>
public enum NumberBasis
{
    /// <summary>Put in by the user.</summary>
    Assumed,

    /// <summary>From a closed form.</summary>
    Screened,

    /// <summary>From discrete-event simulation.</summary>
    Simulated,

    /// <summary>From a trace of real hardware.</summary>
    Measured,
}
