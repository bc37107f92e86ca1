namespace Sim.Models.Parameters;

/// <summary>A ready-made record of parameters.</summary>
/// <param name="Name">What files call it, in kebab case with dots in sizes, e.g. <c>samsung-pm9a3-7.68tb</c>.</param>
/// <param name="Parameters">The record, whose type has the presets.</param>
/// <param name="Certainty">How sure what it says is.</param>
/// <param name="Source">Where it comes from.</param>
public sealed record NamedPreset(string Name, IHasPresets Parameters, Certainty Certainty, string Source);
