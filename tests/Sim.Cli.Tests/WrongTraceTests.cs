namespace Sim.Cli.Tests;

/// <summary>Traces that cannot be used: exit 2, the file named, no profile written and none replaced.</summary>
public sealed class WrongTraceTests
{
    private const string Trace = "scenarios/consolidation/traces/fio/a/randread-4k-qd1-nj1.json";

    [Fact]
    public async Task Truncated_file_is_named_with_the_line()
    {
        using var folder = new TemporaryFolder();
        var whole = await File.ReadAllTextAsync(Repository.PathOf(Trace));
        var half = whole[..(whole.Length / 2)];
        var file = folder.Write("traces/cut.json", half);
        var line = half.Count(letter => letter == '\n') + 1;
        await RefusesAsync(folder, $"{file}, line {line}", "breaks off");
    }

    [Fact]
    public async Task Unreadable_bytes_are_named()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("traces/noise.json", "{\u0001\u0002\ufffd");
        await RefusesAsync(folder, $"{file} is not JSON", "--output-format=json");
    }

    [Fact]
    public async Task Missing_field_is_named()
    {
        using var folder = new TemporaryFolder();
        var text = (await File.ReadAllTextAsync(Repository.PathOf(Trace))).Replace("\"lat_ns\"", "\"lat_nz\"", StringComparison.Ordinal);
        var file = folder.Write("traces/mangled.json", text);
        await RefusesAsync(folder, file, "read.lat_ns", "is missing");
    }

    [Fact]
    public async Task Traces_that_establish_nothing_give_no_profile()
    {
        using var folder = new TemporaryFolder();
        // One write case: a single depth and size shows neither slots nor what grows with size.
        var text = (await File.ReadAllTextAsync(Repository.PathOf(Trace))).Replace("\"direct\" : \"1\"", "\"direct\" : \"0\"", StringComparison.Ordinal);
        folder.Write("traces/cached.json", text);
        await RefusesAsync(folder, folder.PathOf("traces"), "establish no parameter");
    }

    [Fact]
    public async Task Empty_directory_is_said()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.PathOf("traces"));
        await RefusesAsync(folder, folder.PathOf("traces"), "no files are here", "--output-format=json");
    }

    [Fact]
    public async Task Missing_directory_is_said()
    {
        using var folder = new TemporaryFolder();
        await RefusesAsync(folder, folder.PathOf("traces"), "does not exist");
    }

    [Fact]
    public async Task Other_files_are_never_replaced_by_a_profile()
    {
        using var folder = new TemporaryFolder();
        var mine = folder.Write("plan.yaml", "name: mine\n");
        var run = (await Hvsim.RunAsync("calibrate", "scenarios/consolidation/traces", "-o", mine)).Ended(2);
        Assert.Contains("exists and is not a profile", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        Assert.Equal("name: mine\n", await File.ReadAllTextAsync(mine));
    }

    private static async Task RefusesAsync(TemporaryFolder folder, params string[] said)
    {
        var run = (await Hvsim.RunAsync("calibrate", folder.PathOf("traces"), "-o", folder.PathOf("out/host.profile.yaml"))).Ended(2);
        var message = Assert.Single(run.ErrorLines);
        Assert.All(said, text => Assert.Contains(text, message, StringComparison.Ordinal));
        Assert.Empty(run.Output);
        Assert.False(Directory.Exists(folder.PathOf("out")));
    }
}
