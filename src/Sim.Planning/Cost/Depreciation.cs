using System.Collections.Immutable;

namespace Sim.Planning.Cost;

/// <summary>Spreads the price of a purchase over years; zero salvage value.</summary>
/// <remarks>Source: cost-driver pages of VMware Aria Operations 8.1 and 8.18. Page: docs/models/tco.md.</remarks>
public static class Depreciation
{
    /// <summary>Expense of each year; sums to the cost.</summary>
    /// <param name="cost">Purchase price, 0 or more.</param>
    /// <param name="years">Years, 1 or more.</param>
    /// <param name="method">The rule.</param>
    /// <returns>One sum a year, in the currency of the cost.</returns>
    public static ImmutableArray<double> PerYear(double cost, int years, DepreciationMethod method)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(cost);
        ArgumentOutOfRangeException.ThrowIfLessThan(years, 1);
        var result = ImmutableArray.CreateBuilder<double>(years);
        var remaining = cost;
        for (var year = 0; year < years; year++)
        {
            var straight = remaining / (years - year);
            var expense = method == DepreciationMethod.MaxOfDoubleOrStraight && year < years - 1
                ? Math.Max(remaining * Math.Min(1, 2.0 / years), straight)
                : straight;
            result.Add(expense);
            remaining -= expense;
        }

        return result.MoveToImmutable();
    }

    /// <summary>Expense of each month: a twelfth of its year's.</summary>
    /// <param name="cost">Purchase price, 0 or more.</param>
    /// <param name="years">Years, 1 or more.</param>
    /// <param name="method">The rule.</param>
    public static ImmutableArray<double> PerMonth(double cost, int years, DepreciationMethod method) =>
        [.. PerYear(cost, years, method).SelectMany(year => Enumerable.Repeat(year / 12, 12))];
}
