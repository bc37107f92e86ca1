namespace Sim.Cli.Tests;

/// <summary>Wrong command lines: exit 2, a message with the nearest right word and where the help is.</summary>
public sealed class WrongCommandLineTests
{
    [Theory]
    [InlineData("hvsim rnu x.yaml", "'rnu' is not a verb", "did you mean 'run'")]
    [InlineData("hvsim", "a verb is missing", "plan, run, compare")]
    [InlineData("hvsim import", "a verb is missing", "rvtools")]
    [InlineData("hvsim import rvtool x.xlsx", "'rvtool' is not a verb", "did you mean 'rvtools'")]
    [InlineData("hvsim run x.yaml --sed 3", "'--sed' is not an option", "did you mean '--seed'")]
    [InlineData("hvsim run --thread=3 x.yaml", "'--thread=3' is not an option", "did you mean '--threads'")]
    [InlineData("hvsim run x.yaml y.yaml", "'y.yaml' is one word too many")]
    [InlineData("hvsim plan", "'plan' missing")]
    [InlineData("hvsim run x.yaml --seed -1", "--seed: '-1'", "0 or more")]
    [InlineData("hvsim run x.yaml --seed 1.5", "--seed: '1.5'", "a whole number")]
    [InlineData("hvsim run x.yaml --seed 99999999999999999999", "--seed: '99999999999999999999'", "a whole number")]
    [InlineData("hvsim run x.yaml --threads 0", "--threads: '0'", "1 to 4096")]
    [InlineData("hvsim run x.yaml --threads two", "--threads: 'two'", "a whole number")]
    [InlineData("hvsim run x.yaml --format jsno", "--format: 'jsno'", "table, json, csv", "did you mean 'json'")]
    [InlineData("hvsim compare x.yaml y.yaml --precison 2", "'--precison' is not an option", "did you mean '--precision'")]
    [InlineData("hvsim validate --profile x.yaml traces --formt json", "'--formt' is not an option", "did you mean '--format'")]
    [InlineData("hvsim calibrate traces -o x.yaml --fromat=json", "'--fromat=json' is not an option", "did you mean '--format'")]
    [InlineData("hvsim schema scenarioo", "'scenarioo'", "scenario")]
    [InlineData("hvsim calibrate scenarios/consolidation/traces", "'--output' is required")]
    public async Task Says_what_is_wrong_and_what_is_right(string line, params string[] said)
    {
        var run = (await Hvsim.LineAsync(line)).Ended(2);
        Assert.Empty(run.Output);
        Assert.Equal(2, run.ErrorLines.Length);
        Assert.All(said, text => Assert.Contains(text, run.ErrorLines[0], StringComparison.Ordinal));
        Assert.StartsWith("See: hvsim ", run.ErrorLines[1], StringComparison.Ordinal);
        Assert.EndsWith("--help", run.ErrorLines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Behind_two_dashes_a_file_may_look_like_an_option()
    {
        var run = (await Hvsim.RunAsync("compare", "--", "--x.yaml")).Ended(2);
        Assert.Equal("--x.yaml: does not exist", Assert.Single(run.ErrorLines));
    }

    [Theory]
    [InlineData("run")]
    [InlineData("compare")]
    [InlineData("density")]
    public async Task Foreign_directory_is_refused_before_the_simulation(string verb)
    {
        using var folder = new TemporaryFolder();
        folder.Write("out/thesis.txt", "mine");
        var run = (await Hvsim.RunAsync(verb, Shipped.Scenario, "-o", folder.PathOf("out"))).Ended(2);
        Assert.Contains("nothing was written", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        Assert.Equal([folder.PathOf("out/thesis.txt")], Directory.GetFileSystemEntries(folder.PathOf("out")));
    }

    [Fact]
    public async Task Directory_of_an_earlier_run_is_taken_again()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("short.yaml", Shipped.ShortScenario());
        (await Hvsim.RunAsync("run", file, "-o", folder.PathOf("out"))).Ended(0);
        (await Hvsim.RunAsync("compare", file, "-o", folder.PathOf("out"))).Ended(0);
        Assert.Contains("\"verb\": \"compare\"", await File.ReadAllTextAsync(folder.PathOf("out/results.json")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Broken_promise_ends_with_1()
    {
        using var folder = new TemporaryFolder();
        // No web request is answered within a microsecond: its CPU demand alone is longer.
        var file = folder.Write("tight.yaml", Shipped.ShortScenario(("responseP99: 20 ms", "responseP99: 1 us")));
        var run = (await Hvsim.RunAsync("run", file)).Ended(1);
        Assert.Contains("SLO broken", run.Output, StringComparison.Ordinal);
        Assert.All(run.ErrorLines, line => Assert.StartsWith("simulating: ", line, StringComparison.Ordinal));
    }
}
