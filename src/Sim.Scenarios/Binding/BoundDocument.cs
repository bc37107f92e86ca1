using System.Collections.Immutable;

namespace Sim.Scenarios.Binding;

/// <summary>A file read into a record, with the defaults that stand for what it left out.</summary>
/// <param name="Value">The record.</param>
/// <param name="Defaults">Parameters taken from defaults, in file order.</param>
public sealed record BoundDocument<T>(T Value, ImmutableArray<DefaultUsed> Defaults);
