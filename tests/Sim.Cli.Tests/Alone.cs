namespace Sim.Cli.Tests;

/// <summary>Tests that look at the clock run while no other does.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
