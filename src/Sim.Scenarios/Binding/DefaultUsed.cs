using Sim.Models.Parameters;

namespace Sim.Scenarios.Binding;

/// <summary>A parameter the user left out and the default that stands for it; the report lists those marked <see cref="Certainty.Assumed"/>.</summary>
/// <param name="Field">Dotted path from the root of the file.</param>
/// <param name="Value">The default, with its unit.</param>
/// <param name="Meaning">What the parameter is.</param>
/// <param name="Certainty">How sure the default is.</param>
/// <param name="Source">Where the default comes from.</param>
public sealed record DefaultUsed(string Field, string Value, string Meaning, Certainty Certainty, string Source);
