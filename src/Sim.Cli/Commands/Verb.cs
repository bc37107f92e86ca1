using System.CommandLine;

namespace Sim.Cli.Commands;

/// <summary>A command whose help ends with an example that runs as it stands, from the repository root.</summary>
internal sealed class Verb(string name, string description, string example) : Command(name, description)
{
    /// <summary>The example.</summary>
    public string Example { get; } = example;
}
