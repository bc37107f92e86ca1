using System.Globalization;
using Sim.Scenarios.Binding;
using Sim.Scenarios.Input;
using Sim.Scenarios.Units;

namespace Sim.Planning.Prices;

/// <summary>Reads <c>*.prices.yaml</c> files.</summary>
public static class PriceBookReader
{
    /// <summary>Reads a price book, following <c>extends:</c>.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InputException">Anything is wrong; carries all findings.</exception>
    public static BoundDocument<PriceBook> Read(string path) => Named(RecordBinder.Read<PriceBook>(path, Check), path);

    /// <summary>Reads a price book from a text.</summary>
    /// <param name="text">YAML.</param>
    /// <param name="name">What findings call it.</param>
    /// <exception cref="InputException">Anything is wrong; carries all findings.</exception>
    public static BoundDocument<PriceBook> Parse(string text, string name) => Named(RecordBinder.Parse<PriceBook>(text, name, Check), name);

    private static BoundDocument<PriceBook> Named(BoundDocument<PriceBook> read, string name) => read with { Value = read.Value with { File = name } };

    private static void Check(PriceBook book, FindingReporter report)
    {
        if (!Money.IsCurrency(book.Currency)) report.Add("currency", $"'{book.Currency}' is not a currency", "three capital letters, e.g. USD");
        foreach (var (id, line) in book.Lines)
        {
            var field = "lines." + id;
            CheckRange(field, line.Price.Amount, line.Low?.Amount, line.High?.Amount, report);
            CheckCurrency(field + ".low", line.Low, line.Price.Currency, report);
            CheckCurrency(field + ".high", line.High, line.Price.Currency, report);
            if (line.Price.Currency != book.Currency && !book.Exchange.ContainsKey(line.Price.Currency))
            {
                report.Add(field + ".price", $"{line.Price} has no rate to {book.Currency}", $"a line '{line.Price.Currency}' under 'exchange'",
                    NearestName.Of(line.Price.Currency, book.Exchange.Keys));
            }

            CheckProvenance(field, "price", line.Confidence, line.Low is not null && line.High is not null, report);
        }

        foreach (var (id, factor) in book.Factors) CheckFactor("factors." + id, factor, report);
        foreach (var (currency, rate) in book.Exchange)
        {
            CheckFactor("exchange." + currency, rate, report);
            if (!Money.IsCurrency(currency)) report.Add("exchange." + currency, "is not a currency", "three capital letters, e.g. EUR");
            if (rate.Value <= 0) report.Add("exchange." + currency + ".value", "0 is not an exchange rate", "above 0");
        }

        foreach (var (id, product) in book.Products)
        {
            if (!book.Lines.TryGetValue(product.Price, out var line))
            {
                report.Add($"products.{id}.price", $"'{product.Price}' is not a price line", "a name under 'lines'",
                    NearestName.Of(product.Price, book.Lines.Keys));
            }
            else if (line.Per != UnitOf(product.Metric))
            {
                report.Add($"products.{id}.price", $"'{product.Price}' prices one {FieldNames.ChoiceOf(line.Per.ToString())}",
                    $"a line whose 'per' is {FieldNames.ChoiceOf(UnitOf(product.Metric).ToString())}");
            }
        }
    }

    /// <summary>What one unit of a licence metric is priced by.</summary>
    internal static PriceUnit UnitOf(LicenceMetric metric) => metric switch
    {
        LicenceMetric.Core => PriceUnit.CoreYear,
        LicenceMetric.Socket => PriceUnit.SocketYear,
        LicenceMetric.BareMetalPair => PriceUnit.SocketPairYear,
        LicenceMetric.Host => PriceUnit.HostYear,
        _ => throw new ArgumentOutOfRangeException(nameof(metric), metric, "unknown licence metric"),
    };

    private static void CheckFactor(string field, PlanningFactor factor, FindingReporter report)
    {
        CheckRange(field, factor.Value, factor.Low, factor.High, report);
        CheckProvenance(field, "value", factor.Confidence, factor.Low is not null && factor.High is not null, report);
    }

    private static void CheckRange(string field, double value, double? low, double? high, FindingReporter report)
    {
        if (low > value) report.Add(field + ".low", Text($"{low} is above the value used, {value}"), Text($"{value} or less"));
        if (high < value) report.Add(field + ".high", Text($"{high} is below the value used, {value}"), Text($"{value} or more"));
    }

    private static void CheckCurrency(string field, Money? end, string currency, FindingReporter report)
    {
        if (end is { } money && money.Currency != currency) report.Add(field, $"{money} is not in the currency of the price", currency, currency);
    }

    private static void CheckProvenance(string field, string value, PriceConfidence confidence, bool hasRange, FindingReporter report)
    {
        if (confidence == PriceConfidence.GeneralKnowledge && !hasRange)
            report.Add(field, "is general knowledge without a range", "both 'low' and 'high', or a source and a higher confidence");
        // A number replaced under somebody else's name would put the user's quote in the mouth of the original source.
        foreach (var witness in new[] { "source", "asOf", "confidence" })
        {
            if (report.FileOf(field + "." + value) != report.FileOf(field + "." + witness))
                report.Add($"{field}.{value}", $"overrides the {value} but keeps the {witness} of {report.FileOf(field + "." + witness)}", $"also give '{witness}'");
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
