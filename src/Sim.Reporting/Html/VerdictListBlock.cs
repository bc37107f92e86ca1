namespace Sim.Reporting.Html;

internal sealed record VerdictListBlock(ImmutableArray<VerdictItem> Items) : ReportBlock
{
    internal override void WriteTo(HtmlText html)
    {
        html.Raw("<ul class=\"verdicts\">\n");
        foreach (var item in Items)
        {
            html.Raw("<li>").Verdict(item.Verdict).Raw(" <span>").Text(item.Text);
            if (item.Truth is { } truth)
                html.Raw(" ").Badge(truth, abbreviated: false);
            if (item.Detail is { } detail)
                html.Raw("<br><span class=\"detail\">").Text(detail).Raw("</span>");
            html.Raw("</span></li>\n");
        }

        html.Raw("</ul>\n");
    }
}
