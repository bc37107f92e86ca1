using Sim.Core.Diagnostics;
using Sim.Core.Random;
using Sim.Core.Random.Arrivals;
using Sim.Core.Random.Distributions;
using Sim.Testing;
using Sim.Testing.Oracles;

namespace Sim.Core.Tests.Random.Arrivals;

public sealed class ArrivalTests
{
    [Theory]
    [InlineData(1.0)]
    [InlineData(10.0)]
    public void Alternating_arrivals_have_the_rate_and_dispersion_of_theory(double window)
    {
        // Rates 8 and 1, stays of 2 and 5 on average: leaving rates r1 = 0.5, r2 = 0.2.
        const double firstRate = 8, secondRate = 1, r1 = 0.5, r2 = 0.2;
        var both = r1 + r2;
        var rate = ((firstRate * r2) + (secondRate * r1)) / both;

        // Heffes and Lucantoni 1986: I(t) = 1 + A (1 - (1 - e^(-(r1+r2) t)) / ((r1+r2) t)), A = 2 (l1-l2)² r1 r2 / ((r1+r2)² (l1 r2 + l2 r1)).
        var excess = 2 * (firstRate - secondRate) * (firstRate - secondRate) * r1 * r2 / (both * both * ((firstRate * r2) + (secondRate * r1)));
        var dispersion = 1 + (excess * (1 - ((1 - Math.Exp(-both * window)) / (both * window))));
        var arrivals = MarkovianArrivals.Alternating(firstRate, 2, secondRate, 5);
        Assert.Equal(rate, arrivals.Rate, 1e-12);
        Assert.Equal(1 + excess, arrivals.LimitingDispersion, 1e-9);

        // Twenty runs from twenty streams, each long enough for a standard error of 1 %.
        var runs = Enumerable.Range(0, 20).Select(run => Counts(MarkovianArrivals.Alternating(firstRate, 2, secondRate, 5), new RngStream(1, run, "mmpp"), window, (int)(100_000 / window))).ToArray();
        OracleCheck.Of("rate", rate, runs.Select(counts => counts.Average() / window)).Demand();

        // The mean count of theory keeps the estimate free of bias.
        OracleCheck.Of("dispersion", dispersion, runs.Select(counts => counts.Average(count => (count - (rate * window)) * (count - (rate * window))) / (rate * window))).Demand();
    }

    [Fact]
    public void Two_equal_sources_together_have_the_dispersion_of_one()
    {
        // Three states: 0, 1 or 2 of the sources on. Counts of independent sources add in mean and variance, so their ratio stays.
        var one = MarkovianArrivals.Alternating(0, 4, 6, 1);
        var two = MarkovianArrivals.Modulated([0, 6, 12], [[0, 0.5, 0], [1, 0, 0.25], [0, 2, 0]]);
        Assert.Equal(2 * one.Rate, two.Rate, 1e-12);
        Assert.Equal(one.LimitingDispersion, two.LimitingDispersion, 1e-9);
        Assert.Equal([0.64, 0.32, 0.04], two.LongRun.Select(share => Math.Round(share, 12)));
    }

    [Fact]
    public void Moves_that_arrive_make_a_renewal_process()
    {
        // An Erlang-2 renewal process as a chain: the first step is hidden, the second arrives. Limiting dispersion = scv of the gap = 1/2.
        var arrivals = new MarkovianArrivals([[0, 2], [0, 0]], [[0, 0], [2, 0]]);
        Assert.Equal(1, arrivals.Rate, 1e-12);
        Assert.Equal(0.5, arrivals.LimitingDispersion, 1e-12);

        var stream = new RngStream(1, 0, "erlang");
        arrivals.NextGap(stream);                                          // the first gap may begin in the middle of a chain
        Assert.InRange(Goodness.Distance(() => arrivals.NextGap(stream), x => 1 - (Math.Exp(-2 * x) * (1 + (2 * x)))), 0, Goodness.DistanceBound);
    }

    [Fact]
    public void A_chain_starts_in_its_long_run_state()
    {
        // On a fifth of the time at rate 6. P(an arrival within 0.01) = 0.2 (1 - e^-0.06) = 0.01165; switching within so short a while cancels to first order, as
        // the expected rate does not change. A chain that always started on would give 0.058, one that started off 0.00015.
        var early = Enumerable.Range(0, 400_000).Count(run => MarkovianArrivals.Alternating(0, 4, 6, 1).NextGap(new RngStream(1, run, "start")) < 0.01);

        Assert.InRange(early / 400_000.0, 0.01165 - (4 * Math.Sqrt(0.01165 / 400_000)), 0.01165 + (4 * Math.Sqrt(0.01165 / 400_000)));
    }

    [Fact]
    public void Poisson_counts_are_Poisson()
    {
        var counts = Counts(new PoissonArrivals(2), new RngStream(1, 0, "poisson"), 1, 200_000);
        var expected = Enumerable.Range(0, 9).Select(k => 200_000 * MathNet.Numerics.Distributions.Poisson.PMF(2, k)).ToList();
        expected.Add(200_000 - expected.Sum());
        Assert.InRange(Goodness.Misfit([.. Enumerable.Range(0, 10).Select(k => counts.LongCount(count => Math.Min(count, 9) == k))], expected), 0, 1);
    }

    [Fact]
    public void Renewal_gaps_are_those_of_their_law()
    {
        var (arrivals, stream, twin) = (new RenewalArrivals(new Erlang(3, 5)), new RngStream(1, 0, "renewal"), new RngStream(1, 0, "renewal"));
        Assert.Equal(0.2, arrivals.Rate);
        for (var i = 0; i < 100; i++) Assert.Equal(new Erlang(3, 5).Sample(twin), arrivals.NextGap(stream));
        Assert.Throws<SimulationFault>(() => new RenewalArrivals(new Constant(0)));
        Assert.Throws<SimulationFault>(() => new RenewalArrivals(new Shifted(-1, new Uniform(0, 2.1))).NextGap(new RngStream(4, 0, "negative")) + Enumerable.Range(0, 100)
            .Sum(_ => new RenewalArrivals(new Shifted(-1, new Uniform(0, 2.1))).NextGap(stream)));
    }

    [Fact]
    public void Piecewise_arrivals_fill_each_piece_at_its_rate()
    {
        // A day of 10 with pieces of 2, 3, 5 at rates 4, 0, 1: 8 + 0 + 5 arrivals a day.
        var arrivals = new PiecewiseArrivals([2, 3, 5], [4, 0, 1]);
        Assert.Equal(1.3, arrivals.Rate, 1e-12);
        var days = 20_000;
        var (stream, time, cells) = (new RngStream(1, 0, "piecewise"), 0.0, new long[10]);
        while ((time += arrivals.NextGap(stream)) < days * 10.0) cells[(int)(time % 10)]++;
        Assert.Equal(0, cells[2] + cells[3] + cells[4]);

        // Independent Poisson counts: their squared distances over the means add up to a chi-square of seven degrees, whose 1 - 1e-6 quantile is 40.5.
        double[] means = [4, 4, 0, 0, 0, 1, 1, 1, 1, 1];
        var statistic = Enumerable.Range(0, 10).Where(cell => means[cell] > 0).Sum(cell => Math.Pow(cells[cell] - (days * means[cell]), 2) / (days * means[cell]));
        Assert.InRange(statistic, 0, MathNet.Numerics.Distributions.ChiSquared.InvCDF(7, 1 - Goodness.FalseAlarm));
    }

    [Fact]
    public void Thinned_arrivals_follow_their_rate_function()
    {
        static double RateAt(double time) => 2 + (1.5 * Math.Sin(2 * Math.PI * time));
        var arrivals = new ThinnedArrivals(RateAt, 3.5, 2);
        var periods = 50_000;
        var (stream, time, cells) = (new RngStream(1, 0, "thinned"), 0.0, new long[20]);
        while ((time += arrivals.NextGap(stream)) < periods) cells[(int)(time % 1 * 20)]++;

        // The integral over a cell of 1/20: 0.1 + 1.5/(2 pi) (cos(2 pi a) - cos(2 pi b)).
        var expected = Enumerable.Range(0, 20).Select(i => periods * (0.1 + (1.5 / (2 * Math.PI) * (Math.Cos(Math.PI * i / 10) - Math.Cos(Math.PI * (i + 1) / 10))))).ToArray();
        var statistic = cells.Zip(expected, (seen, mean) => (seen - mean) * (seen - mean) / mean).Sum();
        Assert.InRange(statistic, 0, MathNet.Numerics.Distributions.ChiSquared.InvCDF(20, 1 - Goodness.FalseAlarm));
        Assert.Throws<SimulationFault>(() => new ThinnedArrivals(_ => 4, 3.5, 2).NextGap(stream));
    }

    [Fact]
    public void Gaps_allocate_nothing()
    {
        ArrivalProcess[] all =
        [
            new PoissonArrivals(2), new RenewalArrivals(new Weibull(0.5, 1)), MarkovianArrivals.Alternating(8, 2, 1, 5), new PiecewiseArrivals([2, 3], [4, 0]),
            new ThinnedArrivals(_ => 1, 2, 1),
        ];
        var stream = new RngStream(1, 0, "allocation");
        Draw();
        Assert.Equal(0, Allocations.Of(Draw));

        void Draw()
        {
            for (var i = 0; i < 20_000; i++)
            {
                foreach (var arrivals in all) arrivals.NextGap(stream);
            }
        }
    }

    [Fact]
    public void Wrong_parameters_are_named()
    {
        LawTests.AssertFault("Poisson arrivals: the rate is 0, it must be above 0 and finite", () => new PoissonArrivals(0));
        LawTests.AssertFault("Markovian arrivals: hidden[0,1] is -1, it must be 0 or more and finite", () => MarkovianArrivals.Modulated([1, 2], [[0, -1], [1, 0]]));
        LawTests.AssertFault("Markovian arrivals: hidden[1,1] is 3, it must be 0: staying without an arrival is no event", () => MarkovianArrivals.Modulated([1, 2], [[0, 1], [1, 3]]));
        LawTests.AssertFault("Markovian arrivals: no way leads from state 1 back to a lower one", () => MarkovianArrivals.Modulated([1, 2], [[0, 1], [0, 0]]));
        LawTests.AssertFault("Markovian arrivals: state 1 is never reached from a lower one", () => MarkovianArrivals.Modulated([1, 2], [[0, 0], [1, 0]]));
        LawTests.AssertFault("Markovian arrivals: the long-run rate is 0, it must be above 0", () => MarkovianArrivals.Modulated([0, 0], [[0, 1], [1, 0]]));
        LawTests.AssertFault("Markovian arrivals: nothing leads out of state 0 and nothing arrives in it", () => MarkovianArrivals.Modulated([0, 1], [[0, 0], [1, 0]]));
        LawTests.AssertFault("Markovian arrivals: both matrices must be square, of one size, and have one state or more", () => MarkovianArrivals.Modulated([1, 2], [[0, 1]]));
        LawTests.AssertFault("alternating arrivals: the length of the first stay is 0, it must be above 0 and finite", () => MarkovianArrivals.Alternating(1, 0, 1, 1));
        LawTests.AssertFault("piecewise arrivals: the number of rates is 1, it must be 2, one a piece", () => new PiecewiseArrivals([1, 2], [1]));
        LawTests.AssertFault("piecewise arrivals: the number of arrivals in a period is 0, it must be above 0 and finite", () => new PiecewiseArrivals([1], [0]));
        LawTests.AssertFault("thinned arrivals: the long-run rate is 3, it must be above 0 and not above the highest rate", () => new ThinnedArrivals(_ => 1, 2, 3));
    }

    private static double[] Counts(ArrivalProcess arrivals, RngStream stream, double window, int windows)
    {
        var counts = new double[windows];
        for (var time = arrivals.NextGap(stream); time < window * windows; time += arrivals.NextGap(stream)) counts[Math.Min((int)(time / window), windows - 1)]++;
        return counts;
    }
}
