using System.Collections.Immutable;

namespace Sim.Planning.Power;

/// <summary>How much of the time a host spends at each CPU utilisation.</summary>
/// <remarks>Utilisation is the share of the host's CPU capacity in use, 0 to 1. Weights are shares of the time and sum to 1.</remarks>
public sealed class UtilisationDistribution
{
    private UtilisationDistribution(ImmutableArray<(double Utilisation, double Weight)> parts) => Parts = parts;

    /// <summary>Utilisation (0 to 1) and share of the time (sums to 1).</summary>
    public ImmutableArray<(double Utilisation, double Weight)> Parts { get; }

    /// <summary>Mean utilisation, 0 to 1.</summary>
    public double Mean
    {
        get
        {
            var sum = 0.0;
            foreach (var (utilisation, weight) in Parts) sum += utilisation * weight;
            return sum;
        }
    }

    /// <summary>The same utilisation all the time.</summary>
    /// <param name="utilisation">0 to 1.</param>
    public static UtilisationDistribution Steady(double utilisation) => FromSamples([utilisation]);

    /// <summary>Equally spaced samples of a measured or simulated series.</summary>
    /// <param name="samples">Utilisations, each 0 to 1; at least one.</param>
    /// <exception cref="ArgumentException">No samples, or one outside 0 to 1.</exception>
    public static UtilisationDistribution FromSamples(ReadOnlySpan<double> samples)
    {
        if (samples.IsEmpty) throw new ArgumentException("a utilisation series needs at least one sample", nameof(samples));
        var parts = ImmutableArray.CreateBuilder<(double, double)>(samples.Length);
        foreach (var sample in samples)
        {
            PowerCurve.CheckUtilisation(sample);
            parts.Add((sample, 1.0 / samples.Length));
        }

        return new UtilisationDistribution(parts.MoveToImmutable());
    }

    /// <summary>Every utilisation multiplied by a share: the same VMs' load when the host is only partly filled.</summary>
    /// <param name="share">0 to 1.</param>
    public UtilisationDistribution Scaled(double share)
    {
        PowerCurve.CheckUtilisation(share);
        return new UtilisationDistribution([.. Parts.Select(part => (part.Utilisation * share, part.Weight))]);
    }
}
