using System.Net;
using System.Text;

namespace Sim.Reporting.Html;

/// <summary>HTML being written: text is always encoded, markup is only ours.</summary>
internal sealed class HtmlText
{
    private readonly StringBuilder _html = new();

    /// <summary>Markup written by this assembly, never text from outside.</summary>
    public HtmlText Raw(string markup)
    {
        _html.Append(markup);
        return this;
    }

    public HtmlText Text(string text)
    {
        _html.Append(WebUtility.HtmlEncode(PlainText.Clean(text)));
        return this;
    }

    public HtmlText Element(string name, string text) => Raw($"<{name}>").Text(text).Raw($"</{name}>\n");

    public HtmlText Badge(TruthLabel truth, bool abbreviated) =>
        Raw($"<abbr class=\"badge {truth.Word()}\" title=\"{truth.Word()}: {WebUtility.HtmlEncode(truth.Meaning())}\">")
            .Text(abbreviated ? truth.Abbreviation() : truth.Word()).Raw("</abbr>");

    public HtmlText Verdict(Verdict verdict)
    {
        var (style, mark, word) = verdict switch
        {
            Html.Verdict.Pass => ("pass", "\u2713", "met"),
            Html.Verdict.Warn => ("warn", "!", "tight"),
            Html.Verdict.Fail => ("fail", "\u2717", "missed"),
            Html.Verdict.NotEstablished => ("unknown", "?", "not established"),
            _ => throw new ArgumentOutOfRangeException(nameof(verdict), verdict, "Unknown verdict."),
        };
        return Raw($"<span class=\"verdict {style}\"><span aria-hidden=\"true\">{mark}</span> {word}</span>");
    }

    public override string ToString() => _html.ToString();
}
