using Sim.Core.Statistics;
using Sim.Core.Time;

namespace Sim.Core.Resources;

/// <summary>What a <see cref="ServerPool"/> measured since its start or the last <see cref="Reset"/>.</summary>
public sealed class ServerPoolStatistics
{
    private readonly int _servers;

    internal ServerPoolStatistics(int servers) => _servers = servers;

    /// <summary>The line in front of the servers.</summary>
    public QueueStatistics Queue { get; } = new();

    /// <summary>Servers that are held.</summary>
    public TimeWeighted Busy { get; } = new();

    /// <summary>Times that a server was taken away.</summary>
    public long Preempted { get; internal set; }

    /// <summary>The share of all servers' time that was held, 0 to 1; not a number over no time.</summary>
    /// <param name="now">The calendar's time.</param>
    public double UtilisationAt(SimTime now) => Busy.MeanAt(now) / _servers;

    /// <summary>Forgets the past and keeps the levels: the end of the warm-up. Requests that wait keep the instant they came.</summary>
    /// <param name="now">The calendar's time.</param>
    public void Reset(SimTime now)
    {
        Queue.Reset(now);
        Busy.Reset(now);
        Preempted = 0;
    }
}
