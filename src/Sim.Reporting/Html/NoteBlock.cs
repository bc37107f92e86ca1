namespace Sim.Reporting.Html;

internal sealed record NoteBlock(string Text, bool IsWarning) : ReportBlock
{
    internal override void WriteTo(HtmlText html) => html
        .Raw(IsWarning ? "<p class=\"note warning\" role=\"note\"><strong>Caution.</strong> " : "<p class=\"note\" role=\"note\">")
        .Text(Text).Raw("</p>\n");
}
