using System.Collections.Immutable;

namespace Sim.Planning.Cost;

/// <summary>One row of the cash view.</summary>
/// <param name="Driver">The part of the total it belongs to.</param>
/// <param name="Item">What is paid for.</param>
/// <param name="Timing">When in its year.</param>
/// <param name="PerYear">Payments of year 1, 2, ...</param>
/// <param name="Prices">Entries of the price book behind it: <c>lines.vvf</c>, <c>factors.pue</c>, <c>exchange.EUR</c>.</param>
public sealed record CashLine(
    CostDriver Driver, string Item, PaymentTiming Timing, ImmutableArray<CashAmount> PerYear, ImmutableArray<string> Prices)
{
    /// <summary>Sum over the years, undiscounted.</summary>
    public CashAmount Total => PerYear.Aggregate(default(CashAmount), (sum, year) => sum + year);

    /// <summary>Worth today.</summary>
    /// <param name="rate">Discount rate a year.</param>
    public double PresentValueAt(double rate) => PresentValue.Of([.. PerYear.Select(year => year.Value)], rate, Timing);
}
