using System.Collections.Immutable;

namespace Sim.Planning.Cost;

/// <summary>One row of the profit-and-loss view.</summary>
/// <param name="Driver">The part of the total it belongs to.</param>
/// <param name="Item">What the expense is for.</param>
/// <param name="PerYear">Expense of year 1, 2, ...</param>
/// <param name="AfterHorizon">Depreciation of this plan's purchases that falls after its last year.</param>
public sealed record ExpenseLine(CostDriver Driver, string Item, ImmutableArray<ExpenseAmount> PerYear, ExpenseAmount AfterHorizon)
{
    /// <summary>Sum over the years of the plan.</summary>
    public ExpenseAmount Total => PerYear.Aggregate(default(ExpenseAmount), (sum, year) => sum + year);
}
