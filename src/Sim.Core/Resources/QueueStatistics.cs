using Sim.Core.Statistics;
using Sim.Core.Time;

namespace Sim.Core.Resources;

/// <summary>What a waiting line measured since its start or the last reset.</summary>
/// <remarks>
/// Little's law holds in whole numbers: from an empty line at the start to an empty line, the area under <see cref="Length"/> equals the sum of
/// <see cref="Waiting"/> plus <see cref="WaitedByReneged"/>.
/// </remarks>
public sealed class QueueStatistics
{
    internal QueueStatistics()
    {
    }

    /// <summary>Requests that wait.</summary>
    public TimeWeighted Length { get; } = new();

    /// <summary>Waits that ended in service, zero for those served at once; a preempted request waits once more, counted apart.</summary>
    public LatencyHistogram Waiting { get; } = new();

    /// <summary>Requests that came, including those that balked.</summary>
    public long Arrivals { get; internal set; }

    /// <summary>Requests refused because the queue was full.</summary>
    public long Balked { get; internal set; }

    /// <summary>Requests withdrawn while they waited.</summary>
    public long Reneged { get; private set; }

    /// <summary>Sum of the waits that ended by withdrawing, picoseconds.</summary>
    public Int128 WaitedByReneged { get; private set; }

    internal void Enter(SimTime now) => Length.Add(now, 1);

    internal void Leave(SimTime now, SimTime since)
    {
        Length.Add(now, -1);
        Waiting.Add(now - since);
    }

    internal void Renege(SimTime now, SimTime since)
    {
        Length.Add(now, -1);
        Reneged++;
        WaitedByReneged += (now - since).Picoseconds;
    }

    internal void Reset(SimTime now)
    {
        Length.Reset(now);
        Waiting.Reset();
        (Arrivals, Balked, Reneged, WaitedByReneged) = (0, 0, 0, 0);
    }
}
