namespace Sim.Cli.Tests;

/// <summary>What cannot be explained: exit 2, one clear message, nothing written.</summary>
public sealed class WrongExplainTests
{
    [Theory]
    [InlineData("--vm web30", "--vm: 'web30' is not a VM of", "allowed: web0, ", "did you mean 'web0'")]
    [InlineData("--vm bd3", "'bd3' is not a VM", "did you mean 'db3'")]
    [InlineData("", "--vm")]
    [InlineData("--vm db3 --request p100", "--request: 'p100' says no request", "percentile above 0 and below 100")]
    [InlineData("--vm db3 --request fastest", "'fastest' says no request", "slowest, median")]
    [InlineData("--vm db3 --request p99.9999", "--request: asks for the 99.9999 % point", "they reach from p")]
    [InlineData("--vm db3 --request 100000", "asks for the 100000. slowest of")]
    [InlineData("--vm db3 --request id:999999", "asks for request 999999, which was not answered in the measured time")]
    [InlineData("--vm db3 --top 0", "--top: '0' is not a number this option takes; allowed: a whole number, 1 to 50")]
    [InlineData("--vm db3 --replication -1", "--replication: '-1' is not a number this option takes")]
    [InlineData("--vm db3 --threads 2", "'--threads' is not an option of this verb")]
    public async Task Wrong_words_are_named_and_nothing_is_written(string options, params string[] said)
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("short.yaml", Shipped.ShortScenario());
        var run = (await Hvsim.RunAsync(["explain", file, "-o", folder.PathOf("out"), .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)])).Ended(2);
        Assert.Empty(run.Output);
        Assert.All(said, text => Assert.Contains(text, run.Error, StringComparison.Ordinal));
        Assert.Equal([file], Directory.GetFileSystemEntries(folder.Root));
    }

    [Fact]
    public async Task What_is_no_run_is_said_to_be_none()
    {
        using var folder = new TemporaryFolder();
        await RefusesAsync(folder.PathOf("absent.yaml"), "absent.yaml");
        Directory.CreateDirectory(folder.PathOf("empty"));
        await RefusesAsync(folder.PathOf("empty"), "is not a run: it has no results.json", "a scenario file (*.yaml), or a directory written by hvsim run -o");
        folder.Write("noise/results.json", "{\n\"tool\": ");
        await RefusesAsync(folder.PathOf("noise"), "results.json, line 2: is not JSON");
        folder.Write("others/results.json", "{\"tool\": \"other\"}");
        await RefusesAsync(folder.PathOf("others"), "that is not of hvsim");
        folder.Write("compare/results.json", "{\"tool\": \"hvsim\", \"verb\": \"compare\"}");
        await RefusesAsync(folder.PathOf("compare"), "holds results of hvsim compare");
        folder.Write("bare/results.json", "{\"tool\": \"hvsim\", \"verb\": \"run\"}");
        await RefusesAsync(folder.PathOf("bare"), "without its seed, files or replications");
    }

    [Fact]
    public async Task A_run_whose_inputs_were_touched_or_that_had_no_such_replication_is_refused()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("short.yaml", Shipped.ShortScenario());
        (await Hvsim.RunAsync("run", file, "-o", folder.PathOf("run"))).Ended(0);
        await RefusesAsync(folder.PathOf("run"), ["--replication", "3"], "--replication: is 3, and the run in", "had 3 replications; allowed: 0 to 2");
        await RefusesAsync(folder.PathOf("run"), ["--seed", "9"], "--seed: is not that of the run in");
        await File.AppendAllTextAsync(folder.PathOf("run/inputs/short.yaml"), "# touched\n");
        await RefusesAsync(folder.PathOf("run"), "inputs/short.yaml: is not the file that the run was made from any more");
        File.Delete(folder.PathOf("run/inputs/short.yaml"));
        await RefusesAsync(folder.PathOf("run"), "inputs/short.yaml: is absent");
    }

    [Fact]
    public async Task A_directory_with_other_peoples_files_is_left_alone()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("short.yaml", Shipped.ShortScenario());
        folder.Write("mine/notes.txt", "mine");
        var run = (await Hvsim.RunAsync("explain", file, "--vm", "db3", "-o", folder.PathOf("mine"))).Ended(2);
        Assert.Contains("holds files that are not an earlier hvsim report or run", run.Error, StringComparison.Ordinal);
        Assert.Single(Directory.GetFileSystemEntries(folder.PathOf("mine")));
    }

    private static Task RefusesAsync(string path, params string[] said) => RefusesAsync(path, [], said);

    private static async Task RefusesAsync(string path, string[] options, params string[] said)
    {
        var run = (await Hvsim.RunAsync(["explain", path, "--vm", "db3", .. options])).Ended(2);
        Assert.Empty(run.Output);
        Assert.All(said, text => Assert.Contains(text, run.Error, StringComparison.Ordinal));
    }
}
