using Sim.Reporting.Charts;
using Sim.Reporting.Tables;

namespace Sim.Reporting.Html;

/// <summary>A piece of a section. All text is encoded when the page is written; none is taken as markup.</summary>
public abstract record ReportBlock
{
    private protected ReportBlock()
    {
    }

    /// <summary>A paragraph.</summary>
    public static ReportBlock Paragraph(string text) => new ParagraphBlock(text);

    /// <summary>A table.</summary>
    public static ReportBlock Table(ReportTable table) => new TableBlock(table);

    /// <summary>A chart, with its numbers to download.</summary>
    public static ReportBlock Chart(ChartArtifact chart) => new ChartBlock(chart);

    /// <summary>A boxed remark.</summary>
    public static ReportBlock Note(string text) => new NoteBlock(text, IsWarning: false);

    /// <summary>A boxed remark that the reader must not miss.</summary>
    public static ReportBlock Warning(string text) => new NoteBlock(text, IsWarning: true);

    /// <summary>A list of goals, met or missed.</summary>
    public static ReportBlock Verdicts(IEnumerable<VerdictItem> items) => new VerdictListBlock([.. items]);

    /// <summary>A plain list.</summary>
    public static ReportBlock List(IEnumerable<string> items) => new ListBlock([.. items]);

    internal abstract void WriteTo(HtmlText html);
}
