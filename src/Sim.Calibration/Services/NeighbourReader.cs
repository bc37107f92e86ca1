using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Sim.Calibration.Cpu;
using Sim.Core.Time;
using Sim.Scenarios.Input;
using Sim.Scenarios.Units;

namespace Sim.Calibration.Services;

/// <summary>Reads a neighbour from its words: <c>always-busy</c>, or an open load such as <c>poisson 50/s exponential 2 ms</c>, in any order.</summary>
/// <remarks>What an open load leaves out is as the measurements define it: 50 requests a second of exponential demand, 2 ms in the mean.</remarks>
internal static partial class NeighbourReader
{
    private const double UsualRate = 50;
    private static readonly SimDuration UsualMean = SimDuration.FromMilliseconds(2);
    private static readonly ImmutableArray<string> Busy = ["always-busy", "busy", "hog"];
    private static readonly ImmutableArray<string> Open = ["poisson", "open", "interactive"];
    private static readonly ImmutableArray<string> Laws = ["exponential", "constant"];
    private static readonly ImmutableArray<string> Fillers = ["arrivals", "load", "loop", "requests", "rate", "demand", "law", "mean", "of", "at", "with", "exp", "and", "each", "thread"];

    /// <summary>What is allowed, for findings.</summary>
    public const string Allowed = "always-busy, or poisson with a rate, exponential or constant, and a mean, such as 'poisson 50/s exponential 2 ms'";

    /// <summary>Reads the words; nothing, with the problem, when they are no neighbour.</summary>
    /// <param name="text">The words.</param>
    /// <param name="problem">What is wrong.</param>
    /// <param name="meant">The nearest right word, or empty.</param>
    public static CpuThreadGroup? Read(string text, out string problem, out string meant)
    {
        (problem, meant) = ("", "");
        var group = new CpuThreadGroup { Threads = 1, Cgroup = CpuThreadGroup.OneEach, Weight = 1024, Quota = CpuThreadGroup.NoQuota };
        if (Busy.Contains(text.Trim())) return group with { Load = CpuThreadGroup.AlwaysBusy };
        var (rate, mean, law, isOpen) = (UsualRate, UsualMean, Laws[0], false);
        foreach (Match part in Part().Matches(text))
        {
            var word = part.Groups["word"].Value;
            if (part.Groups["rate"].Success)
            {
                (rate, isOpen) = (double.Parse(part.Groups["rate"].ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture), true);
            }
            else if (part.Groups["time"].Success)
            {
                if (!Quantity.TryRead($"{part.Groups["time"].Value} {part.Groups["unit"].Value}", Quantity.UnitsOfTime, out var picoseconds, out problem)) return null;
                (mean, isOpen) = (new SimDuration((long)Math.Round(picoseconds)), true);
            }
            else if (Open.Contains(word))
            {
                isOpen = true;
            }
            else if (Laws.Contains(word))
            {
                law = word;
            }
            else if (!Fillers.Contains(word))
            {
                problem = part.Groups["number"].Success ? $"'{text}' is not a neighbour: {part.Value} has no unit" : $"'{text}' is not a neighbour: '{word}' is unknown";
                meant = NearestName.Of(word, [.. Busy, .. Open, .. Laws]);
                return null;
            }
        }

        if (!isOpen) problem = $"'{text}' is not a neighbour";
        else if (!(rate > 0 && rate <= 1_000_000)) problem = $"'{text}' has a rate that is not above 0 and at most 1000000/s";
        else if (mean <= SimDuration.Zero || mean > SimDuration.FromSeconds(3600)) problem = $"'{text}' has a mean that is not above 0 and at most 3600 s";
        return problem.Length > 0 ? null : group with { Arrivals = "poisson", Rate = rate, Demand = law, Mean = mean };
    }

    [GeneratedRegex(
        @"(?<rate>\d+(\.\d+)?) ?(/ ?s|per s|per second|rps|hz|Hz)\b|(?<time>\d+(\.\d+)?) ?(?<unit>ns|us|ms|s)\b|(?<number>\d+(\.\d+)?)|(?<word>[A-Za-z]+)|(?<word>[^\s,;:=@()+-])",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Part();
}
