namespace Sim.Planning.Cost;

/// <summary>Money that leaves the account, in the price book's currency. Has no sum with an <see cref="ExpenseAmount"/>: a purchase and its
/// depreciation are the same money seen twice.</summary>
/// <param name="Value">Whole units of the currency.</param>
public readonly record struct CashAmount(double Value)
{
    /// <summary>Sum of two payments.</summary>
    public static CashAmount operator +(CashAmount left, CashAmount right) => new(left.Value + right.Value);
}
