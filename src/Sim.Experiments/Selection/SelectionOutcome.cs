using System.Collections.Immutable;
using Sim.Experiments.Running;

namespace Sim.Experiments.Selection;

/// <summary>What a search for the best found.</summary>
/// <param name="Metric">The metric that decided.</param>
/// <param name="Outcome">The replications of every point; those screened out early have fewer.</param>
/// <param name="Left">Names of the alternatives that are left; one when the choice is made.</param>
/// <param name="Replications">Replications that the decision looked at.</param>
/// <param name="Problem">Why no choice can be made; nothing otherwise.</param>
public sealed record SelectionOutcome(string Metric, RunOutcome Outcome, ImmutableArray<string> Left, int Replications, string? Problem)
{
    /// <summary>The one chosen; nothing when the choice is not made.</summary>
    public string? Best => Problem is null && Left is [var best] ? best : null;
}
