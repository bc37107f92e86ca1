namespace Sim.Reporting.Html;

internal sealed record ParagraphBlock(string Text) : ReportBlock
{
    internal override void WriteTo(HtmlText html) => html.Element("p", Text);
}
