namespace Sim.Reporting.Html;

/// <summary>A section of the page, listed in its navigation.</summary>
/// <param name="Id">Target of links, unique: lower-case letters, digits and hyphens.</param>
/// <param name="Title">Heading.</param>
/// <param name="Blocks">Contents, top to bottom.</param>
public sealed record ReportSection(string Id, string Title, ImmutableArray<ReportBlock> Blocks);
