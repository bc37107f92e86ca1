using System.Collections.Immutable;

namespace Sim.Calibration.Traces.Fio;

/// <summary>What a file held.</summary>
/// <param name="Cases">The measurements, in file order; empty when the file is not fio or has none.</param>
/// <param name="Skipped">What was left out and why, in words; a file that is not fio has one entry.</param>
public sealed record FioFile(ImmutableArray<FioCase> Cases, ImmutableArray<string> Skipped);
