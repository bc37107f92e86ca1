using System.Collections.Immutable;
using CsCheck;
using Sim.Planning.Screening;

namespace Sim.Planning.Tests.Screening;

public sealed class MvaTests
{
    // M equal single servers: every arrangement is equally likely, so X = N / (D (N + M - 1)).
    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 1)]
    [InlineData(3, 10)]
    [InlineData(5, 200)]
    public void Balanced_network(int stations, int customers)
    {
        var result = Mva.Solve([.. Enumerable.Range(0, stations).Select(_ => new Station("s", 0.25))], customers);
        Assert.Equal(customers / (0.25 * (customers + stations - 1)), result.Throughput, 10);
    }

    // Machine repairman with c repairmen: birth-death with birth (N - k) / Z and death min(k, c) / D.
    [Theory]
    [InlineData(1, 1, 1.0, 0.5)]
    [InlineData(1, 20, 4.0, 0.5)]
    [InlineData(3, 20, 4.0, 0.5)]
    [InlineData(64, 300, 1.0, 0.5)]
    [InlineData(64, 120, 0.01, 0.5)]
    public void Machine_repairman(int repairmen, int machines, double think, double repair)
    {
        var weight = 1.0;
        double sum = 1, busy = 0, broken = 0;
        for (var k = 1; k <= machines; k++)
        {
            weight *= (machines - k + 1) / think / (Math.Min(k, repairmen) / repair);
            sum += weight;
            busy += weight * Math.Min(k, repairmen);
            broken += weight * k;
        }

        var result = Mva.Solve([new Station("work", think, StationKind.Delay), new Station("repair", repair, Servers: repairmen)], machines);
        // Both sides sum positive terms only; 1e-9 relative leaves room for a few thousand roundings.
        Assert.Equal(busy / sum / repair, result.Throughput, busy / sum / repair * 1e-9);
        Assert.Equal(broken / sum, result.Stations[1].Customers, broken / sum * 1e-9);
        Assert.Equal(busy / sum / repairmen, result.Stations[1].Utilisation, 1e-9);
    }

    [Fact]
    public void Agrees_with_convolution_on_random_networks() =>
        Gen.Select(
            Gen.Select(Gen.Double[0.01, 2], Gen.Int[1, 6], Gen.Bool, (demand, servers, delay) =>
                new Station("", demand, delay ? StationKind.Delay : StationKind.Queue, servers)).Array[1, 5],
            Gen.Int[1, 30]).Sample((stations, customers) =>
        {
            var expected = Convolution(stations, customers);
            return Math.Abs(Mva.Solve([.. stations], customers).Throughput - expected) <= 1e-9 * expected;
        });

    [Fact]
    public void Customers_and_times_obey_little_and_the_bounds() =>
        Gen.Select(
            Gen.Select(Gen.Double[0.01, 2], Gen.Int[1, 4], (demand, servers) => new Station("", demand, Servers: servers)).Array[1, 4],
            Gen.Int[1, 40]).Sample((stations, customers) =>
        {
            var result = Mva.Solve([.. stations], customers);
            var bottleneck = stations.Min(station => station.Servers / station.Demand);
            return Math.Abs(result.Stations.Sum(load => load.Customers) - customers) < 1e-9 * customers
                && result.Throughput <= bottleneck * (1 + 1e-12)
                && result.Throughput <= customers / stations.Sum(station => station.Demand) * (1 + 1e-12);
        });

    // With Z = N / lambda and N growing, arrivals become Poisson: R tends to D / (1 - lambda D) = 0.5 / (1 - 0.8) = 2.5 s, from below, as 1 / N.
    [Fact]
    public void Many_slow_customers_are_a_poisson_stream()
    {
        double At(int customers) => Mva.Solve([new Station("z", customers / 1.6, StationKind.Delay), new Station("q", 0.5)], customers).ResponseTime;
        var (coarse, fine) = (2.5 - At(2_000), 2.5 - At(4_000));
        Assert.InRange(fine, 0, 0.05);
        // An error of order 1 / N halves when N doubles.
        Assert.Equal(2, coarse / fine, 0.1);
    }

    [Fact]
    public void Enough_servers_are_a_delay() =>
        Assert.Equal(
            Mva.Solve([new Station("a", 0.3), new Station("b", 1.1, StationKind.Delay)], 6).Throughput,
            Mva.Solve([new Station("a", 0.3), new Station("b", 1.1, Servers: 6)], 6).Throughput, 12);

    [Fact]
    public void Nonsense_is_refused()
    {
        Assert.Throws<ArgumentException>(() => Mva.Solve([], 1));
        Assert.Throws<ArgumentException>(() => Mva.Solve([new Station("a", -1)], 1));
        Assert.Throws<ArgumentException>(() => Mva.Solve([new Station("a", 0)], 1));
        Assert.Throws<ArgumentException>(() => Mva.Solve([new Station("a", 1, Servers: 0)], 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Mva.Solve([new Station("a", 1)], 0));
    }

    /// <summary>Buzen's convolution: G of a product form, X = G(N - 1) / G(N).</summary>
    private static double Convolution(Station[] stations, int customers)
    {
        var g = new double[customers + 1];
        g[0] = 1;
        foreach (var station in stations)
        {
            var own = new double[customers + 1];
            own[0] = 1;
            for (var n = 1; n <= customers; n++)
                own[n] = own[n - 1] * station.Demand / (station.Kind == StationKind.Delay ? n : Math.Min(n, station.Servers));
            g = [.. Enumerable.Range(0, customers + 1).Select(n => Enumerable.Range(0, n + 1).Sum(j => own[j] * g[n - j]))];
        }

        return g[customers - 1] / g[customers];
    }
}
