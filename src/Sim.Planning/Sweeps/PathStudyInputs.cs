using System.Collections.Immutable;
using Sim.Scenarios.Binding;

namespace Sim.Planning.Sweeps;

/// <summary>A study of paths with what was read for it.</summary>
/// <param name="Spec">The study; its host with what a calibration profile measured.</param>
/// <param name="Defaults">Parameters taken from defaults.</param>
/// <param name="Files">Files read.</param>
public sealed record PathStudyInputs(PathStudySpec Spec, ImmutableArray<DefaultUsed> Defaults, ImmutableArray<string> Files);
