using System.Collections.Immutable;
using System.Globalization;
using Sim.Models.Parameters;
using Sim.Scenarios.Input;
using Sim.Scenarios.Units;

namespace Sim.Planning.Prices;

/// <summary>All prices, licence rules and dated figures of one plan. No price is anywhere else.</summary>
/// <remarks>Entries are keyed by name, so that a user's book which <c>extends:</c> another overrides one line and inherits the rest.</remarks>
public sealed record PriceBook
{
    [Parameter("Name of the book; every report prints it.")]
    public required string Name { get; init; }

    [Parameter("Day the book was compiled; every report prints it.")]
    public required DateOnly AsOf { get; init; }

    [Parameter("Currency of all results, e.g. USD.")]
    public required string Currency { get; init; }

    [Parameter("Prices by name.")]
    public required ImmutableSortedDictionary<string, PriceLine> Lines { get; init; }

    [Parameter("Figures that are not prices, by name.")]
    public ImmutableSortedDictionary<string, PlanningFactor> Factors { get; init; } = ImmutableSortedDictionary<string, PlanningFactor>.Empty;

    [Parameter("Value of one unit of a foreign currency in the book's currency, by currency.")]
    public ImmutableSortedDictionary<string, PlanningFactor> Exchange { get; init; } = ImmutableSortedDictionary<string, PlanningFactor>.Empty;

    [Parameter("Subscriptions and the rules that count them, by name.")]
    public ImmutableSortedDictionary<string, LicenceProduct> Products { get; init; } = ImmutableSortedDictionary<string, LicenceProduct>.Empty;

    /// <summary>The file the book was read from, for messages.</summary>
    public string File { get; internal init; } = "price book";

    /// <summary>A price in the book's currency.</summary>
    /// <param name="id">Name of the line.</param>
    /// <param name="per">What the caller multiplies it by.</param>
    /// <returns>Book currency per unit, at or above zero.</returns>
    /// <exception cref="InputException">No such line, it prices another unit, or its currency has no exchange rate.</exception>
    public double Price(string id, PriceUnit per)
    {
        var line = Line(id);
        if (line.Per != per)
        {
            throw new InputException(new Finding(
                File, "", "lines." + id, $"prices one {Words(line.Per)}, but one {Words(per)} is needed here", $"a line whose 'per' is {Words(per)}"));
        }

        return InBookCurrency(line.Price);
    }

    /// <summary>A price line.</summary>
    /// <param name="id">Name of the line.</param>
    /// <exception cref="InputException">No such line; names the nearest.</exception>
    public PriceLine Line(string id) => Entry(Lines, "lines", id);

    /// <summary>A figure that is not a price.</summary>
    /// <param name="id">Name of the figure.</param>
    /// <exception cref="InputException">No such figure; names the nearest.</exception>
    public PlanningFactor Factor(string id) => Entry(Factors, "factors", id);

    /// <summary>A subscription.</summary>
    /// <param name="id">Name of the product.</param>
    /// <exception cref="InputException">No such product; names the nearest.</exception>
    public LicenceProduct Product(string id) => Entry(Products, "products", id);

    /// <summary>An amount converted to the book's currency.</summary>
    /// <param name="money">The amount.</param>
    /// <returns>Whole units of <see cref="Currency"/>.</returns>
    /// <exception cref="InputException">The currency has no exchange rate in the book.</exception>
    public double InBookCurrency(Money money) =>
        money.Currency == Currency ? money.Amount : money.Amount * Entry(Exchange, "exchange", money.Currency).Value;

    /// <summary>The same book with one price changed, in the line's own currency.</summary>
    public PriceBook WithPrice(string id, double amount)
    {
        var line = Line(id);
        return this with { Lines = Lines.SetItem(id, line with { Price = line.Price with { Amount = amount } }) };
    }

    /// <summary>The same book with one figure changed.</summary>
    public PriceBook WithFactor(string id, double value) => this with { Factors = Factors.SetItem(id, Factor(id) with { Value = value }) };

    /// <summary>The same book with one exchange rate changed.</summary>
    public PriceBook WithExchange(string currency, double value) =>
        this with { Exchange = Exchange.SetItem(currency, Entry(Exchange, "exchange", currency) with { Value = value }) };

    /// <summary>Name and date, for the foot of a report.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name} ({AsOf:yyyy-MM-dd}, {Currency})");

    private T Entry<T>(ImmutableSortedDictionary<string, T> entries, string kind, string id) =>
        entries.TryGetValue(id, out var entry)
            ? entry
            : throw new InputException(new Finding(
                File, "", kind + "." + id, "is not in the price book", string.Join(", ", entries.Keys), NearestName.Of(id, entries.Keys)));

    private static string Words(PriceUnit unit) => Sim.Scenarios.Binding.FieldNames.ChoiceOf(unit.ToString());
}
