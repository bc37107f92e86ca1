namespace Sim.Reporting.Html;

/// <summary>The first thing a reader sees: the answer, and the few facts that carry it.</summary>
/// <param name="Verdict">Sets the word and the mark beside the headline.</param>
/// <param name="Headline">The decision in one sentence.</param>
/// <param name="Facts">Three to six short facts: binding constraint, date, saving, largest uncertainty.</param>
public sealed record DecisionBox(Verdict Verdict, string Headline, ImmutableArray<string> Facts);
