using System.Collections.Immutable;

namespace Sim.Calibration;

/// <summary>What became of one file.</summary>
/// <param name="Path">As the user named it.</param>
/// <param name="Sha256">SHA-256, lower-case hex.</param>
/// <param name="LineCount">Lines it has.</param>
/// <param name="Cases">Measurements taken from it.</param>
/// <param name="Skipped">What was left out and why; with no cases, why the whole file was.</param>
public sealed record FileReport(string Path, string Sha256, int LineCount, int Cases, ImmutableArray<string> Skipped);
