using Sim.Planning.Cost;
using Sim.Scenarios.Units;

namespace Sim.Planning.Decisions;

/// <summary>Whether an alternative stays within a budget.</summary>
/// <param name="Measure">What is limited.</param>
/// <param name="Limit">The limit, in the book's currency.</param>
/// <param name="Actual">The cost with its interval, in the book's currency.</param>
public sealed record BudgetGate(BudgetMeasure Measure, double Limit, PropagatedValue Actual)
{
    /// <summary>Whether the cost at base values is at or below the limit. Decides the exit code.</summary>
    public bool Passes => Actual.Value <= Limit;

    /// <summary>Whether the verdict is the same at both ends of the interval.</summary>
    public bool IsEstablished => Actual.High <= Limit || Actual.Low > Limit;

    /// <summary>Checks one alternative.</summary>
    /// <param name="planning">The case.</param>
    /// <param name="alternative">Name of the alternative.</param>
    /// <param name="measure">What is limited.</param>
    /// <param name="limit">The limit, in any currency the price book converts.</param>
    /// <exception cref="Sim.Scenarios.Input.InputException">The alternative is missing, or the currency has no rate.</exception>
    public static BudgetGate Of(PlanningCase planning, string alternative, BudgetMeasure measure, Money limit) =>
        new(measure, planning.Prices.InBookCurrency(limit), PropagatedValue.Of(
            planning, PlanInputs.Of(planning, [alternative], new PlausibleRange()), at => Value(TotalCost.Of(at, alternative), measure)));

    private static double Value(TotalCost cost, BudgetMeasure measure) => measure switch
    {
        BudgetMeasure.NetPresentValue => cost.NetPresentValue,
        BudgetMeasure.Cash => cost.Cash.Total.Value,
        BudgetMeasure.DearestYear => cost.Cash.PerYear.Max(year => year.Value),
        BudgetMeasure.PerVmMonth => cost.PerVmMonth,
        _ => throw new ArgumentOutOfRangeException(nameof(measure), measure, "unknown measure"),
    };
}
