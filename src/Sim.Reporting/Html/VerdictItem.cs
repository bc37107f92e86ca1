namespace Sim.Reporting.Html;

/// <summary>One line of a verdict list.</summary>
/// <param name="Verdict">The answer.</param>
/// <param name="Text">What was asked: "p99 at 32 VMs stays below 20 ms".</param>
/// <param name="Detail">The evidence, or null.</param>
/// <param name="Truth">Where the evidence comes from, or null.</param>
public sealed record VerdictItem(Verdict Verdict, string Text, string? Detail = null, TruthLabel? Truth = null);
