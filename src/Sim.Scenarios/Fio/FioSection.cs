namespace Sim.Scenarios.Fio;

/// <summary>One section of a fio job file with the options in force in it.</summary>
/// <param name="Name">The section's name.</param>
/// <param name="Line">Line of its heading, counted from 1.</param>
/// <param name="Options">Options by name, those of <c>[global]</c> before it included.</param>
internal sealed record FioSection(string Name, int Line, Dictionary<string, FioOption> Options);

/// <summary>An option as it stands in the file.</summary>
/// <param name="Value">Its text; empty for an option without one.</param>
/// <param name="Line">Its line, counted from 1.</param>
internal readonly record struct FioOption(string Value, int Line);
