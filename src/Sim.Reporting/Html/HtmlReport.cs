using System.Globalization;
using System.Reflection;
using Sim.Reporting.Charts;

namespace Sim.Reporting.Html;

/// <summary>A report as one self-contained HTML page: no scripts, nothing fetched, opens from a mail or a USB stick.</summary>
public sealed record HtmlReport
{
    private static readonly Lazy<string> Style = new(ReadStyle);

    /// <summary>Title of the page.</summary>
    public required string Title { get; init; }

    /// <summary>Line under the title: who, which cluster, when; null for none.</summary>
    public string? Subtitle { get; init; }

    /// <summary>The answer at the top; null when the report answers no question.</summary>
    public DecisionBox? Decision { get; init; }

    /// <summary>Sections in reading order.</summary>
    public required ImmutableArray<ReportSection> Sections { get; init; }

    /// <summary>How to get this report again.</summary>
    public required ReportFooter Footer { get; init; }

    /// <summary>The charts of all sections, in reading order.</summary>
    public ImmutableArray<ChartArtifact> Charts =>
        [.. Sections.SelectMany(s => s.Blocks).OfType<ChartBlock>().Select(b => b.Content)];

    /// <summary>The page.</summary>
    /// <exception cref="ArgumentException">A section id is not a plain word, or an id or chart name occurs twice.</exception>
    public string ToHtml()
    {
        Check();
        var html = new HtmlText();
        html.Raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
            // Belt and braces: even if some text slipped through unencoded, the page could run and fetch nothing.
            .Raw("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\">\n")
            .Raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"generator\" content=\"hvsim ")
            .Text(Footer.Version).Raw("\">\n").Element("title", Title)
            .Raw("<style>\n").Raw(Style.Value).Raw("</style>\n</head>\n<body>\n");
        WriteHeader(html);
        html.Raw("<main>\n");
        foreach (var section in Sections)
        {
            html.Raw($"<section id=\"{section.Id}\" aria-labelledby=\"{section.Id}-heading\">\n<h2 id=\"{section.Id}-heading\">").Text(section.Title).Raw("</h2>\n");
            foreach (var block in section.Blocks)
                block.WriteTo(html);
            html.Raw("</section>\n");
        }

        html.Raw("</main>\n");
        WriteFooter(html);
        return html.Raw("</body>\n</html>\n").ToString();
    }

    private static string ReadStyle()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("report.css")
            ?? throw new InvalidOperationException("The style sheet is missing from the assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private void WriteHeader(HtmlText html)
    {
        html.Raw("<header>\n").Element("h1", Title);
        if (Subtitle is { } subtitle)
            html.Raw("<p class=\"subtitle\">").Text(subtitle).Raw("</p>\n");
        if (Decision is { } decision)
        {
            var style = decision.Verdict switch { Verdict.Pass => "pass", Verdict.Warn => "warn", Verdict.Fail => "fail", _ => "unknown" };
            html.Raw($"<div class=\"decision {style}\" role=\"region\" aria-label=\"Decision\">").Verdict(decision.Verdict)
                .Raw("<strong>").Text(decision.Headline).Raw("</strong><ul>\n");
            foreach (var fact in decision.Facts)
                html.Element("li", fact);
            html.Raw("</ul></div>\n");
        }

        html.Raw("<nav aria-label=\"Sections\"><ul>\n");
        foreach (var section in Sections)
            html.Raw($"<li><a href=\"#{section.Id}\">").Text(section.Title).Raw("</a></li>\n");
        html.Raw("</ul></nav>\n<dl class=\"legend\" aria-label=\"What the badges mean\">\n");
        foreach (var label in TruthLabels.All)
            html.Raw("<dt>").Badge(label, abbreviated: false).Raw(" ").Badge(label, abbreviated: true).Raw("</dt>").Raw("<dd>").Text(label.Meaning()).Raw("</dd>\n");
        html.Raw("</dl>\n</header>\n");
    }

    private void WriteFooter(HtmlText html)
    {
        html.Raw("<footer><dl>\n");
        Item(html, "hvsim version", Footer.Version);
        Item(html, "Seed", Footer.Seed?.ToString(CultureInfo.InvariantCulture) ?? "none: nothing was simulated");
        Item(html, "Fingerprint", Footer.Fingerprint ?? "none: nothing was simulated");
        Item(html, "Price book", Footer.PriceBook is { } book
            ? $"{book}, prices as of {Footer.PriceBookDate?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "an unknown date"}"
            : "none: no prices were used");
        if (Footer.CommandLine is { } command)
            Item(html, "Command", command);
        html.Raw("</dl></footer>\n");
    }

    private static void Item(HtmlText html, string name, string value) =>
        html.Raw("<dt>").Text(name).Raw("</dt><dd>").Text(value).Raw("</dd>\n");

    private void Check()
    {
        if (Sections.IsDefaultOrEmpty)
            throw new ArgumentException($"Report '{Title}' has no sections.");

        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var section in Sections)
        {
            if (!FileName.IsSafe(section.Id))
                throw new ArgumentException($"Report '{Title}': section id '{section.Id}' must be lower-case letters, digits and hyphens.");
            if (!ids.Add(section.Id))
                throw new ArgumentException($"Report '{Title}': two sections have the id '{section.Id}'.");
        }

        foreach (var chart in Charts)
        {
            if (!ids.Add(chart.Name))
                throw new ArgumentException($"Report '{Title}': the name '{chart.Name}' of a chart is used twice.");
        }
    }
}
