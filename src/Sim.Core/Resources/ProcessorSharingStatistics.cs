using Sim.Core.Statistics;
using Sim.Core.Time;

namespace Sim.Core.Resources;

/// <summary>What a <see cref="ProcessorSharing"/> station measured since its start or the last <see cref="Reset"/>.</summary>
/// <remarks>
/// Little's law holds in whole numbers: from an empty station at the start to an empty station, the area under <see cref="Present"/> equals the
/// sum of <see cref="Sojourn"/> plus <see cref="SpentByReneged"/>.
/// </remarks>
public sealed class ProcessorSharingStatistics
{
    private readonly double _capacity;
    private double _workDone;                                     // picoseconds of one server
    private double _rate;
    private SimTime _changed;
    private SimTime _start;

    internal ProcessorSharingStatistics(double capacity) => _capacity = capacity;

    /// <summary>Jobs in the station.</summary>
    public TimeWeighted Present { get; } = new();

    /// <summary>Time from arrival to the end of the work, of those that finished.</summary>
    public LatencyHistogram Sojourn { get; } = new();

    /// <summary>Jobs that came, including those that balked.</summary>
    public long Arrivals { get; internal set; }

    /// <summary>Jobs refused because the station was full.</summary>
    public long Balked { get; internal set; }

    /// <summary>Jobs withdrawn before their work was done.</summary>
    public long Reneged { get; private set; }

    /// <summary>Time spent in the station by those withdrawn, picoseconds.</summary>
    public Int128 SpentByReneged { get; private set; }

    /// <summary>The share of the capacity that did work, 0 to 1; not a number over no time.</summary>
    /// <param name="now">The calendar's time.</param>
    public double UtilisationAt(SimTime now) =>
        now > _start ? (_workDone + (_rate * (now - _changed).Picoseconds)) / (_capacity * (now - _start).Picoseconds) : double.NaN;

    internal void SetRate(SimTime now, double rate)
    {
        _workDone += _rate * (now - _changed).Picoseconds;
        (_rate, _changed) = (rate, now);
    }

    internal void Renege(SimTime now, SimTime arrived)
    {
        Present.Add(now, -1);
        Reneged++;
        SpentByReneged += (now - arrived).Picoseconds;
    }

    /// <summary>Forgets the past and keeps the jobs: the end of the warm-up. Jobs present keep the instant they came.</summary>
    /// <param name="now">The calendar's time.</param>
    public void Reset(SimTime now)
    {
        Present.Reset(now);
        Sojourn.Reset();
        (Arrivals, Balked, Reneged, SpentByReneged) = (0, 0, 0, 0);
        (_workDone, _changed, _start) = (0, now, now);
    }
}
