using System.Collections.Immutable;
using System.Globalization;
using Sim.Planning.Cost;

namespace Sim.Planning.Decisions;

/// <summary>Which of two alternatives costs less, by how much, how sure that is and what would change it.</summary>
public sealed record Comparison
{
    /// <summary>The first alternative.</summary>
    public required TotalCost First { get; init; }

    /// <summary>The second alternative.</summary>
    public required TotalCost Second { get; init; }

    /// <summary>Net present value of the first less that of the second, in the book's currency; shared inputs move both and cancel.</summary>
    public required PropagatedValue Difference { get; init; }

    /// <summary>The difference per VM-month served, in the book's currency.</summary>
    public required PropagatedValue DifferencePerVmMonth { get; init; }

    /// <summary>The difference over the net present value of the second (-0.2 when the first is 20 % cheaper).</summary>
    public required PropagatedValue RelativeDifference { get; init; }

    /// <summary>Where single inputs change the winner, closest first; those that do not flip last.</summary>
    public required ImmutableArray<FlipPoint> FlipPoints { get; init; }

    /// <summary>The cheaper alternative at the base values; absent when both cost the same.</summary>
    public string? Winner => Math.Sign(Difference.Value) switch { < 0 => First.Alternative, > 0 => Second.Alternative, _ => null };

    /// <summary>Whether the interval of the difference excludes zero.</summary>
    public bool IsEstablished => Difference.ExcludesZero;

    /// <summary>Cumulative undiscounted payments of the first less the second after year 1, 2, ...: below zero once the first has paid back.</summary>
    public ImmutableArray<double> CumulativeCashDifference
    {
        get
        {
            var sum = 0.0;
            return [.. First.Cash.PerYear.Zip(Second.Cash.PerYear, (first, second) => sum += first.Value - second.Value)];
        }
    }

    /// <summary>The answer in one sentence.</summary>
    public string Verdict => IsEstablished
        ? string.Create(CultureInfo.InvariantCulture, $"{Winner} costs less: {Math.Abs(Difference.Value):N0} {First.Cash.Currency} net present value ({Math.Abs(RelativeDifference.Value):P1}).")
        : string.Create(CultureInfo.InvariantCulture, $"not established: {First.Alternative} less {Second.Alternative} is {Difference.Value:N0} {First.Cash.Currency} net present value, within {Difference.Low:N0} to {Difference.High:N0}.");

    /// <summary>Compares two alternatives of a case.</summary>
    /// <param name="planning">The case.</param>
    /// <param name="first">Name of an alternative.</param>
    /// <param name="second">Name of another.</param>
    /// <param name="range">How far flips are searched; the default range when absent.</param>
    /// <exception cref="Sim.Scenarios.Input.InputException">An alternative is missing or has no density.</exception>
    public static Comparison Of(PlanningCase planning, string first, string second, PlausibleRange? range = null)
    {
        var totals = (First: TotalCost.Of(planning, first), Second: TotalCost.Of(planning, second));
        var inputs = PlanInputs.Of(planning, [first, second], range ?? new PlausibleRange());
        double Difference(PlanningCase at) => TotalCost.Of(at, first).NetPresentValue - TotalCost.Of(at, second).NetPresentValue;
        return new Comparison
        {
            First = totals.First,
            Second = totals.Second,
            Difference = PropagatedValue.Of(planning, inputs, Difference),
            DifferencePerVmMonth = PropagatedValue.Of(planning, inputs, at => TotalCost.Of(at, first).PerVmMonth - TotalCost.Of(at, second).PerVmMonth),
            RelativeDifference = PropagatedValue.Of(
                planning, inputs, at => (TotalCost.Of(at, first).NetPresentValue / TotalCost.Of(at, second).NetPresentValue) - 1),
            FlipPoints = [.. inputs.Select(input => FlipPoint.Of(planning, input, Difference))
                .OrderBy(flip => flip.Closeness ?? double.PositiveInfinity).ThenBy(flip => flip.Input.Name, StringComparer.Ordinal)],
        };
    }
}
