using System.Collections.Immutable;

namespace Sim.Planning.Cost;

/// <summary>The profit-and-loss view: purchases as depreciation, everything else in the year it serves.</summary>
/// <param name="Currency">Currency of every amount.</param>
/// <param name="Lines">Rows, by driver.</param>
public sealed record ExpenseView(string Currency, ImmutableArray<ExpenseLine> Lines)
{
    /// <summary>Sum of all rows over the years of the plan.</summary>
    public ExpenseAmount Total => Lines.Aggregate(default(ExpenseAmount), (sum, line) => sum + line.Total);

    /// <summary>Expense of each year over all rows.</summary>
    public ImmutableArray<ExpenseAmount> PerYear =>
        [.. Enumerable.Range(0, Lines[0].PerYear.Length).Select(year => Lines.Aggregate(default(ExpenseAmount), (sum, line) => sum + line.PerYear[year]))];
}
