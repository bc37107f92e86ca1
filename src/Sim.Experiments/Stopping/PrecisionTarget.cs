using System.Collections.Immutable;
using System.Globalization;

namespace Sim.Experiments.Stopping;

/// <summary>How exact the metrics of an experiment have to be before replications stop being added.</summary>
public sealed record PrecisionTarget
{
    /// <summary>Replications before the first look at the spread; fewer say too little of it (Law asks for 10).</summary>
    public const int LeastFirst = 10;

    /// <summary>Largest relative error of every metric, above 0 and below 1, e.g. 0.02.</summary>
    public required double Relative { get; init; }

    /// <summary>Share of experiments, for each metric, whose relative error is to be within <see cref="Relative"/>; between 0 and 1.</summary>
    public required double Confidence { get; init; }

    /// <summary>The metrics, by name; <c>*</c> stands for any part of a name, e.g. <c>request.*.response_mean</c>.</summary>
    public required ImmutableArray<string> Metrics { get; init; }

    /// <summary>Replications at the first look, 10 or more.</summary>
    public int First { get; init; } = LeastFirst;

    /// <summary>Replications at which the attempt is given up, and said to have been.</summary>
    public required int Most { get; init; }

    /// <summary>Whether a metric is one of those asked for.</summary>
    public bool Includes(string metric) => Metrics.Any(pattern => Matches(pattern, metric));

    /// <summary>Whether a pattern stands for a metric.</summary>
    /// <param name="pattern">A name; <c>*</c> stands for any part of it.</param>
    /// <param name="metric">The metric.</param>
    public static bool Matches(string pattern, string metric) => System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(pattern, metric, ignoreCase: false);

    /// <summary>Refuses what no experiment could be stopped by.</summary>
    /// <exception cref="ArgumentException">A number is out of range, or no metric is named.</exception>
    public void DemandValid()
    {
        if (!(Relative > 0 && Relative < 1)) throw Wrong($"a relative precision lies between 0 and 1; got {Relative}");
        if (!(Confidence > 0 && Confidence < 1)) throw Wrong($"a confidence lies between 0 and 1; got {Confidence}");
        if (Metrics.IsDefaultOrEmpty) throw Wrong($"a precision needs a metric to be the precision of");
        if (First < LeastFirst) throw Wrong($"the spread is first looked at after {LeastFirst} replications or more; got {First}");
        if (Most < First) throw Wrong($"at most {Most} replications do not reach the first look after {First}");
    }

    private static ArgumentException Wrong(FormattableString text) => new(text.ToString(CultureInfo.InvariantCulture), (string?)null);
}
