using System.Text;
using Sim.Reporting.Charts;

namespace Sim.Reporting.Html;

internal sealed record ChartBlock(ChartArtifact Content) : ReportBlock
{
    internal override void WriteTo(HtmlText html)
    {
        // The SVG is our own drawing, its text encoded when it was drawn; it carries title and description.
        html.Raw("<figure><div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"").Text(Content.Title).Raw("\">\n")
            .Raw(Content.Svg).Raw("</div>\n<figcaption><a download=\"").Text(Content.Name).Raw(".csv\" href=\"data:text/csv;charset=utf-8;base64,")
            .Raw(Convert.ToBase64String(Encoding.UTF8.GetBytes(Content.Csv))).Raw("\">Numbers of this chart (CSV)</a>")
            .Raw("<details><summary>Description</summary>").Text(Content.AltText).Raw("</details></figcaption></figure>\n");
    }
}
