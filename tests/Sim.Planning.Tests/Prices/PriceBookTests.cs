using Sim.Planning.Prices;
using Sim.Scenarios.Input;
using Sim.Scenarios.Units;
using Sim.Testing;

namespace Sim.Planning.Tests.Prices;

public sealed class PriceBookTests
{
    private const string Head = "name: b\nasOf: 2026-11-22\ncurrency: USD\n";
    private const string Line =
        "lines:\n  vvf: {meaning: m, price: 135 USD, low: 120 USD, high: 190 USD, per: core-year, region: US, asOf: 2026-06-01, source: s, confidence: secondary}\n";

    // Figures of planning-and-tco 1.1, 1.2 and 2.
    [Theory]
    [InlineData("vcf", PriceUnit.CoreYear, 350)]
    [InlineData("vvf", PriceUnit.CoreYear, 135)]
    [InlineData("vvs", PriceUnit.CoreYear, 50)]
    [InlineData("windows-standard", PriceUnit.SixteenCores, 1069)]
    [InlineData("windows-datacenter", PriceUnit.SixteenCores, 6155)]
    [InlineData("electricity-us-commercial", PriceUnit.KilowattHour, 0.146)]
    public void Shipped_book_holds_the_reference_figures(string id, PriceUnit per, double usd) => Assert.Equal(usd, Shipped().Price(id, per));

    [Fact]
    public void Shipped_book_converts_euros_and_dates_everything()
    {
        var book = Shipped();
        Assert.Equal(550 * book.Exchange["EUR"].Value, book.Price("proxmox-standard", PriceUnit.SocketYear), 9);
        Assert.Equal(1.54, book.Factor("pue").Value);
        Assert.All(book.Lines.Values, line => Assert.InRange(line.AsOf, new DateOnly(2009, 1, 1), book.AsOf));
        Assert.Contains("2026-11-22", book.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Unknown_line_names_the_nearest()
    {
        var failure = Assert.Throws<InputException>(() => Shipped().Price("wvf", PriceUnit.CoreYear));
        Assert.Contains("lines.wvf: is not in the price book", failure.Message, StringComparison.Ordinal);
        Assert.Contains("did you mean 'vvf'?", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_price_for_another_unit_is_refused()
    {
        var failure = Assert.Throws<InputException>(() => Shipped().Price("vvf", PriceUnit.SocketYear));
        Assert.Contains("prices one core-year, but one socket-year is needed", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Unconvertible_currency_is_refused() =>
        Assert.Contains("exchange.CHF", Assert.Throws<InputException>(() => Shipped().InBookCurrency(new Money(1, "CHF"))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("low: 120 USD", "low: 136 USD", "lines.vvf.low: 136 is above the value used, 135")]
    [InlineData("high: 190 USD", "high: 134 USD", "lines.vvf.high: 134 is below the value used, 135")]
    [InlineData("high: 190 USD", "high: 190 EUR", "lines.vvf.high: 190 EUR is not in the currency of the price")]
    [InlineData("price: 135 USD, low: 120 USD, high: 190 USD", "price: 135 CHF", "lines.vvf.price: 135 CHF has no rate to USD")]
    [InlineData("price: 135 USD", "price: 135", "'135' has no currency")]
    [InlineData("per: core-year", "per: coreyear", "did you mean 'core-year'?")]
    [InlineData("low: 120 USD, high: 190 USD, per: core-year, region: US, asOf: 2026-06-01, source: s, confidence: secondary",
        "per: core-year, region: US, asOf: 2026-06-01, source: s, confidence: general-knowledge", "is general knowledge without a range")]
    [InlineData("source: s, ", "", "lines.vvf.source: is missing")]
    public void Findings_name_line_and_field(string text, string wrong, string expected)
    {
        Assert.Contains(text, Line, StringComparison.Ordinal);
        var failure = Assert.Throws<InputException>(() => PriceBookReader.Parse(Head + Line.Replace(text, wrong, StringComparison.Ordinal), "b.yaml"));
        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
        Assert.Contains("b.yaml, line 5", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("metric: core, price: vfv", "products.p.price: 'vfv' is not a price line; allowed: a name under 'lines'; did you mean 'vvf'?")]
    [InlineData("metric: socket, price: vvf", "'vvf' prices one core-year; allowed: a line whose 'per' is socket-year")]
    public void A_product_must_have_a_price_of_its_metric(string rule, string expected)
    {
        var text = $"{Head}{Line}products:\n  p: {{meaning: m, {rule}, source: s, confidence: primary}}\n";
        Assert.Contains(expected, Assert.Throws<InputException>(() => PriceBookReader.Parse(text, "b.yaml")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_user_book_overrides_one_line_and_inherits_the_rest()
    {
        var read = Extend("price: 118 USD, low: 118 USD, high: 118 USD, asOf: 2026-12-01, source: quote 4711, confidence: primary");
        Assert.Equal(118, read.Price("vvf", PriceUnit.CoreYear));
        Assert.Equal("quote 4711", read.Line("vvf").Source);
        Assert.Equal(350, read.Price("vcf", PriceUnit.CoreYear));
    }

    [Fact]
    public void An_override_may_not_borrow_the_source_it_contradicts()
    {
        var failure = Assert.Throws<InputException>(() => Extend("price: 140 USD"));
        Assert.Contains("overrides the price but keeps the source of", failure.Message, StringComparison.Ordinal);
    }

    private static PriceBook Shipped() => PriceBookReader.Read(Repository.PathOf("scenarios/prices/us-2026-11.prices.yaml")).Value;

    private static PriceBook Extend(string line)
    {
        var folder = Directory.CreateTempSubdirectory("hvsim-prices");
        try
        {
            var child = Path.Combine(folder.FullName, "mine.prices.yaml");
            File.WriteAllText(child, $"extends: {Repository.PathOf("scenarios/prices/us-2026-11.prices.yaml")}\nlines:\n  vvf: {{{line}}}\n");
            return PriceBookReader.Read(child).Value;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
