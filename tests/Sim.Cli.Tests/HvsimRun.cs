namespace Sim.Cli.Tests;

/// <summary>What a command did.</summary>
internal sealed record HvsimRun(string Command, int Exit, string Output, string Error)
{
    public string[] ErrorLines => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Fails with everything the command said.</summary>
    public HvsimRun Ended(int exit)
    {
        if (Exit != exit) Assert.Fail($"{Command}\nended with {Exit}, not {exit}\n--- stdout\n{Output}\n--- stderr\n{Error}");
        return this;
    }
}
