using Sim.Reporting.Tables;

namespace Sim.Reporting.Html;

internal sealed record TableBlock(ReportTable Content) : ReportBlock
{
    internal override void WriteTo(HtmlText html)
    {
        var common = Content.Columns.Select((_, i) => Content.CommonTruth(i)).ToImmutableArray();
        html.Raw("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"").Text(Content.Caption).Raw("\"><table>\n");
        html.Element("caption", Content.Caption).Raw("<thead><tr>");
        for (var i = 0; i < Content.Columns.Length; i++)
        {
            html.Raw("<th scope=\"col\"").Raw(Class(i)).Raw(">").Text(Content.Columns[i].Label);
            if (common[i] is { } truth)
                html.Raw(" ").Badge(truth, abbreviated: true);
            html.Raw("</th>");
        }

        html.Raw("</tr></thead>\n<tbody>\n");
        foreach (var row in Content.Rows)
            WriteRow(html, row, common);
        html.Raw("</tbody></table></div>\n");
        if (Content.Note is { } note)
            html.Raw("<p class=\"detail\">").Text(note).Raw("</p>\n");
    }

    private void WriteRow(HtmlText html, ImmutableArray<ReportCell> row, ImmutableArray<TruthLabel?> common)
    {
        html.Raw("<tr>");
        for (var i = 0; i < row.Length; i++)
        {
            // The first cell names the row, for a reader who hears the table.
            html.Raw(i == 0 ? "<th scope=\"row\"" : "<td").Raw(Class(i)).Raw(">").Text(row[i].Print(Content.Columns[i].ActualFormat));
            if (row[i].Truth is { } truth && common[i] is null)
                html.Raw(" ").Badge(truth, abbreviated: true);
            html.Raw(i == 0 ? "</th>" : "</td>");
        }

        html.Raw("</tr>\n");
    }

    private string Class(int column) => Content.Columns[column].ActualAlignment switch
    {
        ColumnAlignment.Right => " class=\"number\"",
        ColumnAlignment.Center => " class=\"center\"",
        _ => string.Empty,
    };
}
