using System.Collections.Immutable;
using System.Globalization;
using MathNet.Numerics.Distributions;
using Sim.Core.Statistics;
using Sim.Experiments.Analysis;

namespace Sim.Experiments.Selection;

/// <summary>Says which of k alternatives is best, with a stated probability, from replications on common random numbers.</summary>
/// <remarks>
/// Multiple comparisons with the best: the mean of each alternative less the best of the others lies in [-(d - w)⁻, (d + w)⁺] for all
/// alternatives at once with the stated confidence, where w = t(1 - α/(k - 1); n - 1) s / √n with s the deviation of the paired difference.
/// Only the k - 1 differences from the true best have to hold, which is why α is split over k - 1 and not over all pairs; the pairing
/// may have any correlation. So when one is named best, it is the best with that probability or more, whatever the true distances.
/// The means are taken to be normal. Sources: Hsu, Multiple Comparisons (1996), section 4.2; Nelson and Matejcik, Management Science 41(12),
/// 1995, theorem 1 (the same intervals from paired samples). Choice: ADR on stopping and selection.
/// </remarks>
/// <param name="Distances">One entry an alternative, in their order.</param>
/// <param name="Confidence">The stated probability.</param>
/// <param name="Replications">Replications of each, 2 or more.</param>
/// <param name="LargerIsBetter">Which way is better.</param>
public sealed record ComparisonWithBest(ImmutableArray<Distance> Distances, double Confidence, int Replications, bool LargerIsBetter)
{
    /// <summary>The one with the best mean; the first of equals.</summary>
    public Distance Leader => Distances.MinBy(distance => LargerIsBetter ? -distance.Mean : distance.Mean)!;

    /// <summary>Whether the leader is the best, at the stated probability.</summary>
    public bool IsEstablished => Leader.IsBest;

    /// <summary>Those that may be the best; one when it is established.</summary>
    public ImmutableArray<Distance> Candidates => [.. Distances.Where(distance => distance.MayBeBest)];

    /// <summary>Compares alternatives.</summary>
    /// <param name="alternatives">2 or more, with as many replications each.</param>
    /// <param name="largerIsBetter">Which way is better.</param>
    /// <param name="confidence">Between 0 and 1.</param>
    /// <exception cref="ArgumentException">
    /// Fewer than two alternatives or replications, different numbers of replications, a value that is not finite, or a confidence outside (0, 1).
    /// </exception>
    public static ComparisonWithBest Of(IReadOnlyList<Alternative> alternatives, bool largerIsBetter, double confidence)
    {
        if (alternatives.Count < 2) throw Wrong($"the best is sought among 2 alternatives or more; got {alternatives.Count}");
        var n = alternatives[0].Values.Length;
        foreach (var alternative in alternatives)
        {
            if (alternative.Values.Length != n) throw Wrong($"'{alternatives[0].Name}' has {n} replications and '{alternative.Name}' {alternative.Values.Length}; pairs need the same");
            StudentInterval.DemandUsable(alternative.Values);
        }

        if (!(confidence > 0 && confidence < 1)) throw Wrong($"a confidence lies between 0 and 1; got {confidence}");
        var k = alternatives.Count;
        var t = StudentT.InvCDF(0, 1, n - 1, 1 - ((1 - confidence) / (k - 1)));
        var distances = ImmutableArray.CreateBuilder<Distance>(k);
        for (var i = 0; i < k; i++) distances.Add(Of(i, alternatives, largerIsBetter ? -1 : 1, t));
        return new ComparisonWithBest(distances.MoveToImmutable(), confidence, n, largerIsBetter);
    }

    /// <summary>The answer in one sentence.</summary>
    /// <param name="format">Prints an amount of the metric with its unit.</param>
    public string Sentence(Func<double, string> format)
    {
        var sure = string.Create(CultureInfo.InvariantCulture, $"{Confidence * 100:0.##} %");
        if (IsEstablished)
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"best: {Leader.Name}, with {sure} probability or more; ahead by about {format(-Leader.Estimate)} over {Replications} paired replications");
        }

        var others = Candidates.Where(candidate => candidate.Name != Leader.Name).Select(candidate => candidate.Name).ToList();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"best: not established; {Leader.Name} leads, {string.Join(", ", others)} may be better; with {sure} probability {Leader.Name} is within {format(Leader.High)} of the best; {Replications} paired replications");
    }

    // The distance of i is its (signed) mean less the least of the others; each bound is the extreme over single differences.
    private static Distance Of(int i, IReadOnlyList<Alternative> alternatives, int sign, double t)
    {
        var (estimate, low, high) = (double.NegativeInfinity, double.NegativeInfinity, double.NegativeInfinity);
        for (var j = 0; j < alternatives.Count; j++)
        {
            if (j == i) continue;
            var differences = new Tally();
            for (var r = 0; r < alternatives[i].Values.Length; r++) differences.Add(sign * (alternatives[i].Values[r] - alternatives[j].Values[r]));
            var half = t * differences.StandardDeviation / Math.Sqrt(differences.Count);
            estimate = Math.Max(estimate, differences.Mean);
            low = Math.Max(low, differences.Mean - half);
            high = Math.Max(high, differences.Mean + half);
        }

        var mean = new Tally();
        foreach (var value in alternatives[i].Values) mean.Add(value);
        return new Distance(alternatives[i].Name, mean.Mean, estimate, Math.Min(0, low), Math.Max(0, high));
    }

    private static ArgumentException Wrong(FormattableString text) => new(text.ToString(CultureInfo.InvariantCulture), (string?)null);
}
