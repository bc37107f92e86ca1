using System.CommandLine;
using System.Reflection;
using Sim.Cli.Commands;

namespace Sim.Cli.Tests;

/// <summary>Every verb's help shows an example, and every example runs as it stands there.</summary>
public sealed class ExampleTests
{
    /// <summary>Every verb's example, found by reflection so that a new verb cannot forget to have one.</summary>
    public static TheoryData<string, string> Examples()
    {
        var data = new TheoryData<string, string>();
        foreach (var type in typeof(PlanCommand).Assembly.GetTypes().Where(type => type.Name.EndsWith("Command", StringComparison.Ordinal)).OrderBy(type => type.Name, StringComparer.Ordinal))
        {
            var create = type.GetMethod("Create", BindingFlags.Static | BindingFlags.Public)!;
            data.Add(((Command)create.Invoke(null, null)!).Name, (string)type.GetField("Example")!.GetRawConstantValue()!);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task Help_of_every_verb_shows_its_example(string verb, string example)
    {
        var help = (await Hvsim.RunAsync(verb, "--help")).Ended(0);
        Assert.Contains(example, help.Output, StringComparison.Ordinal);
        Assert.Empty(help.Error);
        Assert.All(help.Output.Split('\n').Where(line => !line.Contains(example, StringComparison.Ordinal)), line => Assert.True(line.Length <= 80, $"{line.Length} characters: {line}"));
    }

    [Fact]
    public async Task Help_lists_every_verb_and_fits_80_columns()
    {
        var help = (await Hvsim.RunAsync("--help")).Ended(0);
        foreach (var (verb, _) in Examples().Select(row => row.Data)) Assert.Contains($"\n  {verb}", help.Output, StringComparison.Ordinal);
        Assert.All(help.Output.Split('\n'), line => Assert.True(line.Length <= 80, $"{line.Length} characters: {line}"));
    }

    [Theory]
    [MemberData(nameof(Examples))]
    [Trait("Category", "Slow")] // the plan's example takes half a minute
    public async Task Example_runs_as_it_stands_in_the_help(string verb, string example)
    {
        var words = example.Split(' ');
        foreach (var input in words.Where(word => word.StartsWith("scenarios/", StringComparison.Ordinal)))
        {
            if (!Path.Exists(Repository.PathOf(input))) Assert.Skip($"{input}, which the example of '{verb}' names, is not in the repository");
        }

        using var folder = new TemporaryFolder();
        // Only where results go is changed, so that tests do not write into the repository.
        var output = Array.IndexOf(words, "-o") + 1;
        if (output > 0) words[output] = folder.PathOf(words[output]);
        else if (verb is "run" or "compare" or "density") words = [.. words, "-o", folder.PathOf("out")];
        var run = await Hvsim.RunAsync(words[1..]);

        run.Ended(0);
        Assert.NotEmpty(run.Output);
        Assert.All(run.ErrorLines, line => Assert.Matches(@"^[a-z ]+: \d+ of \d+ replications", line));
        if (output > 0 && words[output].EndsWith(".yaml", StringComparison.Ordinal)) Assert.True(File.Exists(words[output]));
        else if (output > 0) Assert.True(File.Exists(Path.Combine(words[output], "report.html")));
    }
}
