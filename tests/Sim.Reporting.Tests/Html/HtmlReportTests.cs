using System.Text.RegularExpressions;
using System.Xml.Linq;
using Sim.Reporting.Charts;
using Sim.Reporting.Html;

namespace Sim.Reporting.Tests.Html;

public sealed class HtmlReportTests
{
    private static readonly string Page = SampleReport.Build(SampleReport.Charts.AsSpan()).ToHtml();

    [Fact]
    public void Hostile_names_are_text()
    {
        Assert.DoesNotContain("<script", Page, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(2, Regex.Count(Page, Regex.Escape("&lt;script&gt;alert(&#39;vm&#39;)&lt;/script&gt;&amp;&quot;x&quot;")));   // paragraph and table
    }

    [Fact]
    public void Hostile_names_are_text_in_every_field()
    {
        const string Hostile = SampleReport.HostileName;
        var chart = (Charts.ChartTests.Line(1, 2) with
        {
            Finding = Hostile,
            Subtitle = Hostile,
            BandMeaning = Hostile,
            Source = SampleCharts.Simulated with { Scenario = Hostile },
            Series = [new BandSeries { Name = Hostile, Points = [new(0, 1, 0, 2)] }],
            Limits = [new LimitLine(1, Hostile)],
            Positions = [new PositionLine(0, Hostile)],
            XAxis = new ChartAxis(Hostile, Hostile),
        }).Render();
        var report = SampleReport.Build(chart) with
        {
            Title = Hostile,
            Subtitle = Hostile,
            Decision = new DecisionBox(Verdict.Fail, Hostile, [Hostile]),
            Footer = new ReportFooter { Version = Hostile, Fingerprint = Hostile, PriceBook = Hostile, CommandLine = Hostile },
        };
        Assert.DoesNotContain("<script", report.ToHtml(), StringComparison.OrdinalIgnoreCase);
        XDocument.Parse(chart.Svg);
    }

    [Fact]
    public void Control_characters_do_not_break_the_picture()
    {
        var chart = (Charts.ChartTests.Line(1, 2) with { Finding = "vm\u0001\uD800x" }).Render();
        XDocument.Parse(chart.Svg);
        Assert.Equal("vm\uFFFD\uFFFDx", chart.Title);
    }

    [Fact]
    public void Page_needs_nothing_from_outside()
    {
        Assert.DoesNotMatch("(?i)(src|href)=\"(?!#|data:)", Page);
        Assert.DoesNotMatch("(?i)@import|url\\((?!#)", Page);
        Assert.Contains("default-src 'none'", Page, StringComparison.Ordinal);
    }

    [Fact]
    public void Page_can_be_read_aloud()
    {
        Assert.Contains("<html lang=\"en\">", Page, StringComparison.Ordinal);
        Assert.Equal(4, Regex.Count(Page, "<th scope=\"col\""));
        Assert.Equal(3, Regex.Count(Page, "<th scope=\"row\""));
        Assert.Equal(SampleCharts.All.Length, Regex.Count(Page, "<svg [^>]*role=\"img\" aria-labelledby"));
        Assert.Equal(SampleCharts.All.Length, Regex.Count(Page, "<desc id="));
        var ids = Regex.Matches(Page, " id=\"([^\"]+)\"").Select(m => m.Groups[1].Value).ToList();
        Assert.Equal(ids.Count, ids.Distinct().Count());
        foreach (Match link in Regex.Matches(Page, "href=\"#([^\"]+)\""))
            Assert.Contains(link.Groups[1].Value, ids);
    }

    [Fact]
    public void Markup_is_balanced()
    {
        // Void elements closed and the doctype dropped, the page must be well-formed XML.
        var xml = Regex.Replace(Page.Replace("<!DOCTYPE html>", "", StringComparison.Ordinal), "<(meta|br)([^>]*)>", "<$1$2/>");
        Assert.Equal("html", XDocument.Parse(xml).Root!.Name.LocalName);
    }

    [Fact]
    public void Badge_stands_once_in_the_header_of_a_column_of_one_kind()
    {
        Assert.Matches("VMs per host <abbr class=\"badge simulated\"", Page);
        Assert.Matches("16.7 \\(14.2-20.9\\) <abbr class=\"badge simulated\"", Page);
        Assert.Matches("<td class=\"number\">32</td>", Page);
    }

    [Fact]
    public void Footer_tells_how_to_repeat_it()
    {
        foreach (var fact in new[] { "0.1.0", "42", "9f2c51d0aa17", "us-2026, prices as of 2026-10-01", "hvsim plan prod-a.xlsx --seed 42 -o out" })
            Assert.Contains($"<dd>{fact}</dd>", Page, StringComparison.Ordinal);
    }

    [Fact]
    public void Same_input_same_page() => Assert.Equal(Page, SampleReport.Build(SampleReport.Charts.AsSpan()).ToHtml());

    [Fact]
    public void Names_used_twice_are_refused()
    {
        var chart = SampleReport.Charts[0];
        Assert.Contains("used twice", Assert.Throws<ArgumentException>(() => SampleReport.Build(chart, chart).ToHtml()).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => (SampleReport.Build() with { Sections = [new ReportSection("a b", "x", [])] }).ToHtml());
        Assert.Throws<ArgumentException>(() => (SampleReport.Build() with { Sections = [] }).ToHtml());
    }

}
