namespace Sim.Reporting.Html;

internal sealed record ListBlock(ImmutableArray<string> Items) : ReportBlock
{
    internal override void WriteTo(HtmlText html)
    {
        html.Raw("<ul>\n");
        foreach (var item in Items)
            html.Element("li", item);
        html.Raw("</ul>\n");
    }
}
