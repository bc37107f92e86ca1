using System.Globalization;
using MathNet.Numerics.Distributions;
using Sim.Core.Statistics;

namespace Sim.Experiments.Analysis;

/// <summary>The classical interval for a mean of independent, roughly normal values: mean ± t s / √n.</summary>
/// <remarks>Source: Law, Simulation Modeling and Analysis, 5th ed., section 9.4 (replication and deletion).</remarks>
public static class StudentInterval
{
    /// <summary>The interval for the mean of replications.</summary>
    /// <param name="replications">One finite value a replication, 2 or more.</param>
    /// <param name="confidence">Between 0 and 1, e.g. 0.95.</param>
    /// <exception cref="ArgumentException">Fewer than two values, a value that is not finite, or a confidence outside (0, 1).</exception>
    public static Interval Of(IReadOnlyList<double> replications, double confidence)
    {
        DemandUsable(replications);
        var tally = new Tally();
        foreach (var value in replications) tally.Add(value);
        return new Interval(tally.Mean, HalfWidth(tally.StandardDeviation, replications.Count, confidence), confidence, replications.Count);
    }

    /// <summary>The half-width t s / √n.</summary>
    /// <param name="deviation">Sample standard deviation over replications, 0 or more.</param>
    /// <param name="replications">How many, 2 or more.</param>
    /// <param name="confidence">Between 0 and 1.</param>
    /// <exception cref="ArgumentException">Fewer than two replications, or a confidence outside (0, 1).</exception>
    public static double HalfWidth(double deviation, int replications, double confidence)
    {
        if (replications < 2) throw TooFew(replications);
        DemandConfidence(confidence);
        return StudentT.InvCDF(0, 1, replications - 1, (1 + confidence) / 2) * deviation / Math.Sqrt(replications);
    }

    internal static void DemandConfidence(double confidence)
    {
        if (!(confidence > 0 && confidence < 1))
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"a confidence lies between 0 and 1; got {confidence}"), nameof(confidence));
        }
    }

    internal static void DemandUsable(IReadOnlyList<double> replications)
    {
        if (replications.Count < 2) throw TooFew(replications.Count);
        for (var i = 0; i < replications.Count; i++)
        {
            if (!double.IsFinite(replications[i]))
            {
                throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"replication {i} has the value {replications[i]}; an interval needs finite values"), nameof(replications));
            }
        }
    }

    private static ArgumentException TooFew(int replications) => new(
        string.Create(CultureInfo.InvariantCulture, $"an interval needs at least 2 replications, because one says nothing of the spread; got {replications}"),
        nameof(replications));
}
