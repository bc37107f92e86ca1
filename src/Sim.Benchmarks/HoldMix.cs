namespace Sim.Benchmarks;

/// <summary>How far ahead an event of the hold model schedules its successor; the mean is about 1 us.</summary>
public enum HoldMix
{
    /// <summary>Exponential: the usual measure.</summary>
    Exponential,

    /// <summary>Exactly 1 us, all events at one instant.</summary>
    Ties,

    /// <summary>Exactly 1 us, the events spread over it: every successor is the last.</summary>
    Constant,

    /// <summary>Nine of ten up to 0.1 us, the tenth up to 10 us.</summary>
    Bimodal,

    /// <summary>Pareto with exponent 1.5: no variance.</summary>
    Pareto,

    /// <summary>Exponential, moved to the next whole microsecond: more than half of what is pending fires at one instant.</summary>
    Bursts,

    /// <summary>Exponential; every event also sets a deadline and cancels its last one, so that half of what is scheduled is cancelled.</summary>
    Cancelled,
}
