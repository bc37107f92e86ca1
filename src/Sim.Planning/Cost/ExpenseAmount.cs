namespace Sim.Planning.Cost;

/// <summary>An expense of the profit-and-loss account, in the price book's currency. Has no sum with a <see cref="CashAmount"/>.</summary>
/// <param name="Value">Whole units of the currency.</param>
public readonly record struct ExpenseAmount(double Value)
{
    /// <summary>Sum of two expenses.</summary>
    public static ExpenseAmount operator +(ExpenseAmount left, ExpenseAmount right) => new(left.Value + right.Value);
}
