using System.Collections.Immutable;
using System.Globalization;
using Sim.Models.Attribution;

namespace Sim.Experiments.Explaining;

/// <summary>Which requests are to be explained: the slowest, the N-th slowest, one by its number, or those nearest to a percentile.</summary>
public sealed record RequestChoice
{
    private const string Slowest = "slowest";
    private const string Median = "median";
    private const string NumberPrefix = "id:";

    private enum By
    {
        Slowness,
        Rank,
        Number,
        Percentile,
    }

    private By Kind { get; init; }

    private double Value { get; init; }

    /// <summary>What a text may say.</summary>
    public static string Allowed => "slowest, median, p and a percentile above 0 and below 100 (p99.9), N for the N-th slowest (3), id:N for a request's number (id:1041)";

    /// <summary>Reads a choice; null when the text says none.</summary>
    public static RequestChoice? Parse(string text)
    {
        if (text == Slowest) return new RequestChoice { Kind = By.Slowness };
        if (text == Median) return new RequestChoice { Kind = By.Percentile, Value = 50 };
        if (text.StartsWith(NumberPrefix, StringComparison.Ordinal)) return Whole(text.AsSpan(NumberPrefix.Length), By.Number);
        if (!text.StartsWith('p')) return Whole(text, By.Rank);
        return double.TryParse(text.AsSpan(1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent) && percent is > 0 and < 100
            ? new RequestChoice { Kind = By.Percentile, Value = percent }
            : null;
    }

    /// <summary>The median by nearest rank.</summary>
    /// <param name="measured">The slowest first; at least one.</param>
    public static RequestResponse Typical(ImmutableArray<RequestResponse> measured) => measured[AtPercentile(measured.Length, 50)];

    /// <summary>The requests chosen, the first of them first.</summary>
    /// <param name="measured">Every measured request, the slowest first, then by number; at least one.</param>
    /// <param name="most">How many at most; a rank or a number is one.</param>
    /// <param name="problem">Why there is none.</param>
    public ImmutableArray<RequestResponse> From(ImmutableArray<RequestResponse> measured, int most, out string? problem)
    {
        problem = null;
        switch (Kind)
        {
            case By.Slowness:
                return [.. measured.Take(most)];
            case By.Rank when Value <= measured.Length:
                return [measured[(int)Value - 1]];
            case By.Rank:
                problem = string.Create(CultureInfo.InvariantCulture, $"asks for the {Value:0}. slowest of {measured.Length} measured requests");
                return [];
            case By.Number when measured.Any(request => request.Number == (long)Value):
                return [measured.First(request => request.Number == (long)Value)];
            case By.Number:
                problem = string.Create(
                    CultureInfo.InvariantCulture,
                    $"asks for request {Value:0}, which was not answered in the measured time; that has {measured.Length} requests between number {measured.Min(request => request.Number)} and {measured.Max(request => request.Number)}");
                return [];
            default:
                return AroundPercentile(measured, most, out problem);
        }
    }

    private ImmutableArray<RequestResponse> AroundPercentile(ImmutableArray<RequestResponse> measured, int most, out string? problem)
    {
        // Beyond the last request of the sample a percentile is nobody's.
        var edge = 100.0 / measured.Length;
        if (Value < edge || Value > 100 - edge)
        {
            problem = string.Create(
                CultureInfo.InvariantCulture, $"asks for the {Value:0.######} % point, which {measured.Length} measured requests do not show; they reach from p{edge:0.###} to p{100 - edge:0.###}");
            return [];
        }

        problem = null;
        var at = measured[AtPercentile(measured.Length, Value)].Response.Picoseconds;
        return [.. measured.OrderBy(request => Math.Abs(request.Response.Picoseconds - at)).ThenBy(request => request.Number).Take(most)];
    }

    // Nearest rank: the least response that so many per cent do not exceed. The slowest come first.
    private static int AtPercentile(int count, double percent) => count - Math.Max(1, (int)Math.Ceiling(count * percent / 100));

    private static RequestChoice? Whole(ReadOnlySpan<char> text, By kind) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value > 0 ? new RequestChoice { Kind = kind, Value = value } : null;
}
