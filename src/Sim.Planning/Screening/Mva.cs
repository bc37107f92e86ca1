using System.Collections.Immutable;
using System.Numerics;

namespace Sim.Planning.Screening;

/// <summary>Exact mean-value analysis of a closed product-form network with one class of customers.</summary>
/// <remarks>
/// Models FCFS exponential or processor-sharing single servers, FCFS exponential multi-servers (load-dependent recursion) and delays. Leaves out
/// several classes, priorities and blocking. Cost: customers x stations x 2^(multi-server stations), at most ten of those.
/// Source: M. Reiser, S. Lavenberg, "Mean-value analysis of closed multichain queueing networks", J. ACM 27 (1980); the probability of an empty
/// multi-server is taken from the network without it, which avoids the original recursion's loss of digits near saturation.
/// Results are screened, not simulated.
/// </remarks>
public static class Mva
{
    private const int MostMultiServers = 10;

    /// <summary>Solves the network.</summary>
    /// <param name="stations">Stations, at least one, with a positive total demand.</param>
    /// <param name="customers">Customers, 1 or more.</param>
    /// <exception cref="ArgumentException">No stations, a negative demand, no servers, no demand at all or more than ten multi-server stations.</exception>
    public static MvaResult Solve(ImmutableArray<Station> stations, int customers)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(customers, 1);
        Check(stations);
        int[] multiServers = [.. Enumerable.Range(0, stations.Length).Where(k => IsMultiServer(stations[k]))];
        if (multiServers.Length > MostMultiServers)
            throw new ArgumentException($"{multiServers.Length} multi-server stations are more than {MostMultiServers}", nameof(stations));

        // throughputs[mask][n]: cycles per second of the network that keeps the multi-servers of the mask (and all other stations).
        var throughputs = new double[1 << multiServers.Length][];
        var length = new double[stations.Length];
        var residence = new double[stations.Length];
        foreach (var mask in Enumerable.Range(0, throughputs.Length).OrderBy(mask => BitOperations.PopCount((uint)mask)))
            throughputs[mask] = Throughputs(stations, multiServers, mask, customers, throughputs, length, residence);

        var throughput = throughputs[^1][customers];
        return new MvaResult(customers, throughput, customers / throughput,
        [
            .. stations.Select((station, k) => new StationLoad(
                station, residence[k], length[k], throughput * station.Demand / (station.Kind == StationKind.Queue ? station.Servers : 1))),
        ]);
    }

    private static double[] Throughputs(
        ImmutableArray<Station> stations, int[] multiServers, int mask, int customers, double[][] smaller, double[] length, double[] residence)
    {
        var present = Enumerable.Repeat(true, stations.Length).ToArray();
        for (var i = 0; i < multiServers.Length; i++) present[multiServers[i]] = (mask >> i & 1) == 1;
        // atStation[k][j]: probability of j customers at multi-server k, for j below its servers.
        var atStation = stations.Select(station => IsMultiServer(station) ? Initial(station.Servers) : []).ToArray();
        var throughputs = new double[customers + 1];
        Array.Clear(length);
        for (var n = 1; n <= customers; n++)
        {
            var cycle = 0.0;
            for (var k = 0; k < stations.Length; k++)
            {
                residence[k] = present[k] ? ResidenceTime(stations[k], length[k], atStation[k]) : 0;
                cycle += residence[k];
            }

            // A network without any demand cycles infinitely fast; the formulas below then give an empty probability of 0.
            var throughput = cycle > 0 ? n / cycle : double.PositiveInfinity;
            throughputs[n] = throughput;
            if (cycle == 0) continue;
            for (var k = 0; k < stations.Length; k++) length[k] = throughput * residence[k];
            for (var i = 0; i < multiServers.Length; i++)
            {
                if ((mask >> i & 1) == 1) Advance(atStation[multiServers[i]], stations[multiServers[i]].Demand, throughput, smaller[mask & ~(1 << i)][n]);
            }
        }

        return throughputs;
    }

    private static bool IsMultiServer(Station station) => station is { Kind: StationKind.Queue, Servers: > 1 };

    private static double[] Initial(int servers)
    {
        var probabilities = new double[servers];
        probabilities[0] = 1;
        return probabilities;
    }

    private static double ResidenceTime(Station station, double length, double[] atStation)
    {
        if (station.Kind == StationKind.Delay) return station.Demand;
        if (station.Servers == 1) return station.Demand * (1 + length);
        // Reiser and Lavenberg: D/m x (1 + Q + sum over j < m-1 of (m - 1 - j) p(j)).
        var spare = 0.0;
        for (var j = 0; j < station.Servers - 1; j++) spare += (station.Servers - 1 - j) * atStation[j];
        return station.Demand / station.Servers * (1 + length + spare);
    }

    private static void Advance(double[] atStation, double demand, double throughput, double throughputWithout)
    {
        // p(j | n) = X(n) D / j x p(j-1 | n-1), and p(0 | n) = G without k (n) / G(n), a ratio that moves by X(n) over X without k (n).
        for (var j = atStation.Length - 1; j >= 1; j--) atStation[j] = throughput * demand / j * atStation[j - 1];
        atStation[0] *= throughput / throughputWithout;
    }

    private static void Check(ImmutableArray<Station> stations)
    {
        if (stations.IsDefaultOrEmpty) throw new ArgumentException("a network has at least one station", nameof(stations));
        foreach (var station in stations)
        {
            if (!(station.Demand >= 0) || !double.IsFinite(station.Demand))
                throw new ArgumentException($"station '{station.Name}' needs a demand of 0 seconds or more", nameof(stations));
            if (station.Servers < 1) throw new ArgumentException($"station '{station.Name}' needs a server", nameof(stations));
        }

        if (stations.Sum(station => station.Demand) <= 0) throw new ArgumentException("some station must have a demand", nameof(stations));
    }
}
