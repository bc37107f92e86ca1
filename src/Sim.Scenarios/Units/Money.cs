using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Sim.Scenarios.Units;

/// <summary>An amount of money in one currency, written <c>135 USD</c>. Amounts of different currencies never compare or add.</summary>
/// <param name="Amount">The amount in whole units of the currency (dollars, not cents).</param>
/// <param name="Currency">Three capital letters of ISO 4217, e.g. <c>USD</c>.</param>
public readonly record struct Money(double Amount, string Currency)
{
    /// <summary>Reads an amount with its currency.</summary>
    /// <param name="text">For example <c>135 USD</c>.</param>
    /// <param name="money">The amount read.</param>
    /// <param name="problem">What is wrong, empty when nothing is.</param>
    /// <param name="suggestion">The currency most likely meant, or empty.</param>
    /// <returns>Whether the text is money.</returns>
    public static bool TryRead(string text, out Money money, [NotNullWhen(false)] out string? problem, out string suggestion)
    {
        money = default;
        suggestion = "";
        var trimmed = text.Trim();
        var split = trimmed.LastIndexOf(' ');
        var number = split < 0 ? trimmed : trimmed[..split].TrimEnd();
        var currency = split < 0 ? "" : trimmed[(split + 1)..];
        if (!double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var amount) || !double.IsFinite(amount))
        {
            problem = $"'{text}' is not an amount of money";
            return false;
        }

        if (currency.Length == 0)
        {
            problem = $"'{text}' has no currency";
            return false;
        }

        if (!IsCurrency(currency))
        {
            problem = $"'{currency}' in '{text}' is not a currency";
            var upper = currency.ToUpperInvariant();
            if (IsCurrency(upper)) suggestion = upper;
            return false;
        }

        money = new Money(amount, currency);
        problem = null;
        return true;
    }

    /// <summary>Whether a text has the form of an ISO 4217 code: three capital letters.</summary>
    public static bool IsCurrency(string text) => text.Length == 3 && text.All(char.IsAsciiLetterUpper);

    /// <inheritdoc />
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Amount:0.######} {Currency}");
}
