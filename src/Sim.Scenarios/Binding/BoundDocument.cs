using System.Collections.Immutable;

namespace Sim.Scenarios.Binding;

/// <summary>A file read into a record, with the defaults that stand for what it left out.</summary>
/// <param name="Value">The record.</param>
/// <param name="Defaults">Parameters taken from defaults, in file order.</param>
/// <param name="Files">The file and those it extends, as they were named, the file itself first.</param>
public sealed record BoundDocument<T>(T Value, ImmutableArray<DefaultUsed> Defaults, ImmutableArray<string> Files);
