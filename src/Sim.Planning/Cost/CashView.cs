using System.Collections.Immutable;

namespace Sim.Planning.Cost;

/// <summary>What is paid and when: purchases in full when made, no depreciation.</summary>
/// <param name="Currency">Currency of every amount.</param>
/// <param name="Lines">Rows, by driver.</param>
public sealed record CashView(string Currency, ImmutableArray<CashLine> Lines)
{
    /// <summary>Sum of all rows over all years, undiscounted.</summary>
    public CashAmount Total => Lines.Aggregate(default(CashAmount), (sum, line) => sum + line.Total);

    /// <summary>Payments of each year over all rows.</summary>
    public ImmutableArray<CashAmount> PerYear =>
        [.. Enumerable.Range(0, Lines[0].PerYear.Length).Select(year => Lines.Aggregate(default(CashAmount), (sum, line) => sum + line.PerYear[year]))];

    /// <summary>Undiscounted sum of one driver.</summary>
    /// <param name="driver">The driver.</param>
    public CashAmount TotalOf(CostDriver driver) =>
        Lines.Where(line => line.Driver == driver).Aggregate(default(CashAmount), (sum, line) => sum + line.Total);

    /// <summary>Worth today of all payments, each discounted by its own timing.</summary>
    /// <param name="rate">Discount rate a year.</param>
    public double NetPresentValue(double rate) => Lines.Sum(line => line.PresentValueAt(rate));
}
