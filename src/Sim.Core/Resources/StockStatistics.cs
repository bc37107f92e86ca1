using Sim.Core.Statistics;
using Sim.Core.Time;

namespace Sim.Core.Resources;

/// <summary>What a <see cref="Container"/> or a <see cref="Store"/> measured since its start or the last <see cref="Reset"/>.</summary>
public sealed class StockStatistics
{
    private readonly long _capacity;

    internal StockStatistics(long capacity) => _capacity = capacity;

    /// <summary>The amount or the number of items in stock.</summary>
    public TimeWeighted Level { get; } = new();

    /// <summary>Those who bring: the line that waits for room.</summary>
    public QueueStatistics Puts { get; } = new();

    /// <summary>Those who take: the line that waits for stock.</summary>
    public QueueStatistics Gets { get; } = new();

    /// <summary>The mean share of the capacity that was in stock, 0 to 1; not a number over no time.</summary>
    /// <param name="now">The calendar's time.</param>
    public double UtilisationAt(SimTime now) => Level.MeanAt(now) / _capacity;

    /// <summary>Forgets the past and keeps the levels: the end of the warm-up. Requests that wait keep the instant they came.</summary>
    /// <param name="now">The calendar's time.</param>
    public void Reset(SimTime now)
    {
        Level.Reset(now);
        Puts.Reset(now);
        Gets.Reset(now);
    }
}
