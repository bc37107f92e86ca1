using Sim.Core.Statistics;
using Sim.Core.Time;
using Sim.Experiments.Analysis;
using Sim.Models.Scenarios;
using Sim.Models.Wiring;

namespace Sim.Experiments.Hosts;

/// <summary>Finds the warm-up of a point for <c>warmUp: auto</c>: three pilot runs from the start, MSER-5 on their average, twice as long until there is a cut.</summary>
/// <remarks>
/// The pilots have replication numbers that no experiment reaches, so that the measured runs are independent of the choice; all that decides is
/// the scenario and the seed, whichever thread asks first. Where even the longest pilot does not settle, half its length is thrown away,
/// and <see cref="WarmUpCheck"/> on the measured runs says that this is not enough.
/// </remarks>
internal sealed class WarmUpPilot(MeasurementSpec measurement, Func<int, SimDuration, CancellationToken, SimulatedHost> simulate)
{
    private const int Pilots = 3;
    private const int FirstPilot = 1_000_000;
    private const int MostDoublings = 3;

    private readonly Lock _gate = new();
    private SimDuration? _found = measurement.WarmUp;

    /// <summary>The declared warm-up, or the one that pilots found.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; the next to ask starts again.</exception>
    public SimDuration WarmUp(CancellationToken cancellation)
    {
        lock (_gate) return _found ??= Find(cancellation);
    }

    private SimDuration Find(CancellationToken cancellation)
    {
        var length = measurement.Length;
        for (var doublings = 0; doublings <= MostDoublings; doublings++)
        {
            if (doublings > 0) length = new SimDuration(length.Picoseconds * 2);
            if (Longest(length, cancellation) is { } seconds) return SimDuration.FromSeconds(seconds);
        }

        return new SimDuration(length.Picoseconds / 2);
    }

    /// <summary>The longest cut of any request kind, or nothing when one of them does not settle.</summary>
    private double? Longest(SimDuration length, CancellationToken cancellation)
    {
        var byKind = new SortedDictionary<string, List<BoundedSeries>>(StringComparer.Ordinal);
        for (var pilot = FirstPilot; pilot < FirstPilot + Pilots; pilot++)
        {
            foreach (var (kind, probe) in simulate(pilot, length, cancellation).Probes)
            {
                if (!byKind.TryGetValue(kind, out var list)) byKind[kind] = list = [];
                list.Add(probe.OverTime);
            }
        }

        var longest = 0.0;
        foreach (var series in byKind.Values)
        {
            var averages = TimeAverages.Of(series, length.Seconds);
            if (averages is null || averages.Cut() is not { } seconds) return null;
            longest = Math.Max(longest, seconds);
        }

        return longest;
    }
}
