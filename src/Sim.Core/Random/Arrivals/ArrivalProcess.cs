namespace Sim.Core.Random.Arrivals;

/// <summary>When the next happens: gaps between successive arrivals, which may depend on what came before.</summary>
/// <remarks>Unlike a law a process remembers where it stands, so it belongs to one owner. Page: docs/models/distributions.md.</remarks>
public abstract class ArrivalProcess
{
    /// <summary>Arrivals per unit of time in the long run; 0 where gaps have no mean.</summary>
    public abstract double Rate { get; }

    /// <summary>The time from the last arrival, or from the start, to the next; in the unit of time the process was given.</summary>
    /// <param name="stream">The source of chance.</param>
    public abstract double NextGap(RngStream stream);
}
