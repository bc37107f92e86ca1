using System.Collections.Immutable;
using Sim.Cli.Output;
using Sim.Reporting.Html;
using Sim.Reporting.Tables;

namespace Sim.Cli.Reports;

/// <summary>How the points of a study are told.</summary>
/// <typeparam name="TPoint">A point.</typeparam>
/// <param name="Answer">The answer in results.json.</param>
/// <param name="Rows">Every metric of every point.</param>
/// <param name="Tables">The tables on the screen.</param>
/// <param name="Page">The page, of a document and the command line behind it.</param>
/// <param name="Note">What to know to read the tables.</param>
internal sealed record StudyReport<TPoint>(
    Func<ImmutableArray<TPoint>, object> Answer, Func<ImmutableArray<TPoint>, ImmutableArray<ResultRow>> Rows, Func<ImmutableArray<TPoint>, IEnumerable<ReportTable>> Tables,
    Func<ImmutableArray<TPoint>, ResultDocument, string, HtmlReport> Page, string Note);
