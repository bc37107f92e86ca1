using System.Collections.Immutable;
using CsCheck;
using Sim.Calibration.Queueing;

namespace Sim.Calibration.Tests.Queueing;

public sealed class ClosedNetworkTests
{
    /// <summary>c equal queues chosen at random, no think time: X(n) = n / (D (c + n - 1)) with D = S / c, the balanced network.</summary>
    [Theory]
    [InlineData(1, 1)]
    [InlineData(4, 7)]
    [InlineData(32, 64)]
    [InlineData(5.25, 30)]
    public void Balanced_queues_have_their_closed_form(double queues, int population)
    {
        var solution = ClosedNetwork.Solve([ClosedStation.Slots("slots", 60, queues)], population);
        Assert.Equal(population / (60 / queues * (queues + population - 1)), solution.Throughput, 12);
    }

    /// <summary>Machine repairman (M/M/1//N): p(0) = 1 / sum N!/(N-n)! (S/Z)^n and X = (1 - p0) / S.</summary>
    [Theory]
    [InlineData(1, 10, 5)]
    [InlineData(8, 49, 11.6)]
    [InlineData(40, 100, 3)]
    public void A_queue_with_think_time_is_the_machine_repairman(int population, double think, double service)
    {
        double term = 1, sum = 1;
        for (var n = 1; n <= population; n++)
        {
            term *= (population - n + 1) * service / think;
            sum += term;
        }

        var solution = ClosedNetwork.Solve([ClosedStation.Delay("think", think), ClosedStation.Queue("server", service)], population);
        Assert.Equal((1 - (1 / sum)) / service, solution.Throughput, 10);
    }

    /// <summary>M/M/c//N by its birth-death chain: arrivals (N-n)/Z, departures min(n,c)/S.</summary>
    [Theory]
    [InlineData(10, 4, 20, 8)]
    [InlineData(64, 32, 18, 40.5)]
    public void Servers_of_one_queue_follow_their_birth_death_chain(int population, int servers, double think, double service)
    {
        double term = 1, sum = 1, busy = 0;
        for (var n = 1; n <= population; n++)
        {
            term *= (population - n + 1) / think / (Math.Min(n, servers) / service);
            sum += term;
            busy += term * Math.Min(n, servers);
        }

        var solution = ClosedNetwork.Solve([ClosedStation.Delay("think", think), ClosedStation.Servers("device", service, servers)], population);
        Assert.Equal(busy / sum / service, solution.Throughput, 10);
        Assert.Equal(population / solution.Throughput, solution.Residence.Sum(), 6); // Little over the whole loop
    }

    [Fact]
    public void Recursion_and_convolution_agree()
    {
        // A constant-speed station written as load-dependent goes the other way through the solver: two algorithms, one answer.
        Gen.Select(Gen.Double[0, 50], Gen.Double[1, 20], Gen.Double[1, 20], Gen.Int[1, 12], Gen.Int[1, 60]).Sample(
            (think, first, second, queues, population) =>
            {
                ImmutableArray<ClosedStation> shared = [ClosedStation.Delay("think", think), ClosedStation.Slots("slots", first, queues)];
                var recursion = ClosedNetwork.Solve(shared.Add(ClosedStation.Queue("queue", second)), population);
                var convolution = ClosedNetwork.Solve(shared.Add(ClosedStation.LoadDependent("queue", second, [1])), population);
                Assert.Equal(1, recursion.Throughput / convolution.Throughput, 9);
                // To a relative 1e-9: places after the point would round two equal numbers to different sides.
                for (var k = 0; k < 3; k++) Assert.Equal(recursion.Residence[k], convolution.Residence[k], 1e-12 + (1e-9 * recursion.Residence[k]));
            },
            iter: 200);
    }

    [Theory]
    [InlineData(5, 4096)]
    [InlineData(200, 4096)]
    [InlineData(200, 100)]
    public void Strides_over_large_populations_keep_the_closed_form(double queues, int population)
    {
        var solution = ClosedNetwork.Solve([ClosedStation.Slots("slots", 60, queues)], population);
        Assert.Equal(1, solution.Throughput * (60 / queues * (queues + population - 1)) / population, 3);
        // Unbalanced: two queues and a delay, checked against convolution, which takes every step.
        ImmutableArray<ClosedStation> mixed = [ClosedStation.Delay("think", 500), ClosedStation.Slots("slots", 60, queues), ClosedStation.Queue("limit", 0.35)];
        var strided = ClosedNetwork.Solve(mixed, 150);
        var stepped = ClosedNetwork.Solve(mixed.Add(ClosedStation.LoadDependent("nothing", 1e-9, [1])), 150);
        Assert.Equal(1, strided.Throughput / stepped.Throughput, 3);
    }

    /// <summary>Samsung 980 PRO under SPDK, 4K random read (network-and-storage 1.6, ICPE24): 32 slots of 40.5 us +-15 % and 18 us fixed, as found there by simulation.</summary>
    [Theory]
    [InlineData(1, 16583, 0.10)]
    [InlineData(8, 125351, 0.10)]
    [InlineData(32, 400496, 0.10)]
    [InlineData(64, 589959, 0.10)]
    [InlineData(128, 735639, 0.25)]
    [InlineData(256, 783333, 0.25)]
    public void The_published_drive_is_met_within_the_acceptance_target(int depth, double measured, double tolerance)
    {
        // Uniform +-15 %: squared coefficient of variation 0.15^2 / 3. Target (network-and-storage 1.5): 10 % to depth 64, 25 % elsewhere.
        var solution = ClosedNetwork.Solve([ClosedStation.Delay("fixed", 18), ClosedStation.Slots("dies", 40.5, 32, 0.0075)], depth);
        Assert.InRange(solution.Throughput * 1e6 / measured, 1 - tolerance, 1 + tolerance);
    }

    [Fact]
    public void Throughput_never_beats_the_bottleneck_and_grows_with_population()
    {
        Gen.Select(Gen.Double[0, 100], Gen.Double[1, 50], Gen.Double[1, 40], Gen.Double[0, 1], Gen.Int[1, 300]).Sample(
            (think, service, queues, variability, population) =>
            {
                ImmutableArray<ClosedStation> stations = [ClosedStation.Delay("think", think), ClosedStation.Slots("slots", service, queues, variability)];
                var now = ClosedNetwork.Solve(stations, population);
                var more = ClosedNetwork.Solve(stations, population + 1);
                Assert.True(now.Throughput <= queues / service * (1 + 1e-9));
                // Strides start anew for every population, so neighbours differ by the change of the stride's error: up to 0.5 % in 12,000 random networks, where the error itself is
                // up to 3.5 % beside the recursion in single steps. Twice that is allowed where there are strides.
                Assert.True(more.Throughput >= now.Throughput * (1 - (population < ClosedNetwork.LargestExact ? 2e-3 : 1e-2)));
            },
            iter: 500);
    }
}
