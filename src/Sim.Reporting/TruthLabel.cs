namespace Sim.Reporting;

/// <summary>Where a number comes from. Every figure a report shows says which of these it is.</summary>
public enum TruthLabel
{
    /// <summary>Read from a trace of a real machine.</summary>
    Measured,

    /// <summary>The result of discrete-event simulation, with an interval from replications.</summary>
    Simulated,

    /// <summary>A closed form (queueing formula, packing): fast, approximate, no interval from replications.</summary>
    Screened,

    /// <summary>Given by the user: inventory, price book, scenario.</summary>
    Input,

    /// <summary>A default without evidence from the user's own hardware.</summary>
    Assumed,
}
