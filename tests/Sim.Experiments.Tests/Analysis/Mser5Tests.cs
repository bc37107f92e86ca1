using CsCheck;
using Sim.Core.Random;
using Sim.Experiments.Analysis;

namespace Sim.Experiments.Tests.Analysis;

public sealed class Mser5Tests
{
    [Fact]
    public void A_step_is_cut_to_the_batch()
    {
        // 40 values of 100, then 160 alternating 0, 1, 0, 1, ...: batches of five of the second part have means 0.4 and 0.6 in turn. From batch 8
        // on, variance 0.01 over 32 batches; one batch earlier adds a value 99.5 off. One later: 0.01/31 > 0.01/32. So the cut is 40.
        var cut = Mser5.Of([.. Enumerable.Repeat(100.0, 40), .. Enumerable.Range(0, 160).Select(i => (double)(i % 2))]);
        Assert.Equal(40, cut.Cut);
        Assert.Equal(0.5, cut.MeanAfter, 1e-12);
        Assert.Equal(20.4, cut.MeanBefore, 1e-12);                        // (40 * 100 + 80) / 200
    }

    [Fact]
    public void A_series_that_does_not_vary_loses_nothing() => Assert.Equal(0, Mser5.Of([.. Enumerable.Repeat(3.0, 200)]).Cut);

    [Fact]
    public void A_warm_up_that_lasts_is_refused()
    {
        // A step at 70 % lies in the second half.
        var cut = Mser5.Of([.. Enumerable.Repeat(100.0, 140), .. Enumerable.Range(0, 60).Select(i => (double)(i % 2))]);
        Assert.Null(cut.Cut);
        Assert.Contains("second half", cut.Refusal, StringComparison.Ordinal);
        Assert.Contains("100 at least", Mser5.Of([.. Enumerable.Repeat(1.0, 99)]).Refusal, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Mser5.Of([.. Enumerable.Repeat(double.NaN, 200)]));
    }

    [Fact]
    public void The_cut_is_the_least_of_all_by_definition() =>
        Gen.Double[-10, 10].List[100, 160].Sample(values =>
        {
            var batches = Enumerable.Range(0, values.Count / 5).Select(i => values.Skip(i * 5).Take(5).Average()).ToArray();
            double Mser(int cut)
            {
                var kept = batches[cut..];
                return kept.Sum(value => Math.Pow(value - kept.Average(), 2)) / kept.Length / kept.Length;
            }

            var best = Enumerable.Range(0, batches.Length).Where(cut => (batches.Length - cut) * 5 >= batches.Length).MinBy(Mser);
            Assert.Equal(best <= batches.Length / 2 ? best * 5 : null, Mser5.Of(values).Cut);
        }, iter: 200);

    [Fact]
    public void Averaging_replications_finds_a_warm_up_that_one_run_hides()
    {
        // A decay exp(-i/20) under normal noise of deviation 2: in one run the noise buries it; the mean of 400 runs has noise 0.1, against
        // which the decay stands out until exp(-i/20) = 0.1, i = 46. Half to twice that is the right neighbourhood.
        var random = new RngStream(1, 0, "noise");
        IReadOnlyList<IReadOnlyList<double>> runs =
            [.. Enumerable.Range(0, 400).Select(_ => Enumerable.Range(0, 400).Select(i => Math.Exp(-i / 20.0) + (2 * random.NextNormal())).ToArray())];
        Assert.InRange(Mser5.Of(runs).Cut!.Value, 23, 92);
    }
}
