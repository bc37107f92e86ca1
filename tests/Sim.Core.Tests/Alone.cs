namespace Sim.Core.Tests;

/// <summary>Tests that run while no other does, because they count the collections of the whole process.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
