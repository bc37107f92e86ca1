using System.IO.Compression;
using Sim.Testing.Tracing;

namespace Sim.Cli.Tests;

/// <summary><c>hvsim run --trace</c>: a file that viewers open, and results that do not know of it.</summary>
public sealed class TraceTests
{
    private const string Ps = "000000"; // picoseconds in a microsecond, as digits

    [Fact]
    public async Task A_trace_is_written_beside_the_same_results()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("short.yaml", Shipped.ShortScenario());
        await RunAsync(folder, file, "plain");
        var run = await RunAsync(
            folder, file, "traced", "--trace", folder.PathOf("run.json.gz"), "--trace-window", "100 ms..120ms", "--trace-objects", "db3/*, host/nvme0", "--trace-replication", "2");
        Assert.Equal(await File.ReadAllBytesAsync(folder.PathOf("plain/results.json")), await File.ReadAllBytesAsync(folder.PathOf("traced/results.json")));
        Assert.Contains("events of replication 2 in", run.Error, StringComparison.Ordinal);

        var trace = Unpacked(folder.PathOf("run.json.gz"));
        Assert.Equal(["db3", "host/nvme0"], trace.Processes.Order(StringComparer.Ordinal));
        Assert.Equal(("2", "100 ms..120 ms", "kvm"), (trace.Facts["replication"], trace.Facts["window"], trace.Facts["hypervisor"]));
        Assert.Contains(trace.Operations, operation => operation is { Process: "db3", Category: "disk" });
        Assert.Contains(trace.Operations, operation => operation.Process == "host/nvme0");
        // 20 ms, every picosecond of them in some state.
        Assert.Equal(long.Parse("20000" + Ps), trace.Threads["db3/vcpu0"].Sum(slice => slice.Length));
    }

    [Fact]
    public async Task Without_options_the_measured_part_of_the_first_replication_is_traced_and_a_trace_is_replaced()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("short.yaml", Shipped.ShortScenario());
        var path = folder.PathOf("run.json");
        await RunAsync(folder, file, "out", "--trace", path, "--trace-limit", "2 MiB");
        var first = await File.ReadAllBytesAsync(path);
        var run = await RunAsync(folder, file, "out", "--trace", path, "--trace-limit", "2 MiB", "--threads", "1");
        Assert.Equal(first, await File.ReadAllBytesAsync(path));
        // 18 VMs for 200 ms are more than 2 MiB: the file is whole all the same, and the user is told.
        Assert.True(first.Length <= 2 << 20, $"{first.Length} bytes");
        var trace = TraceReader.Read(first);
        Assert.Equal(("0", "50 ms..250 ms"), (trace.Facts["replication"], trace.Facts["window"]));
        Assert.Contains($"trace: cut at {trace.Facts["cutAt"]}, where it reached its limit of 2 MiB", run.Error, StringComparison.Ordinal);
        Assert.Contains("Narrow --trace-window or --trace-objects, or raise --trace-limit", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_one_replication_that_is_simulated_is_the_one_traced()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("short.yaml", Shipped.ShortScenario());
        var run = await RunAsync(folder, file, "out", "--trace", folder.PathOf("run.json.gz"), "--trace-objects", "db3", "--replication", "7");
        Assert.Contains("events of replication 7 in", run.Error, StringComparison.Ordinal);
        var wrong = (await Hvsim.RunAsync("run", file, "--trace", folder.PathOf("other.json"), "--replication", "7", "--trace-replication", "2")).Ended(2);
        Assert.Equal("--trace-replication: '2' is not a replication of this run; allowed: 7, which --replication simulates alone", Assert.Single(wrong.ErrorLines));
    }

    [Fact]
    public async Task A_trace_that_cannot_be_written_is_refused_before_the_simulation()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("short.yaml", Shipped.ShortScenario());
        // A directory stands where the trace grows.
        Directory.CreateDirectory(folder.PathOf("run.json.unfinished"));
        var run = (await Hvsim.RunAsync("run", file, "--trace", folder.PathOf("run.json"))).Ended(2);
        Assert.Contains("cannot be written", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        Assert.Empty(run.Output);
    }

    [Theory]
    [InlineData("--trace-window 1s..2s", "--trace-window: '1s' lies outside the run", "from 0 s to 250 ms", "'2s' lies outside")]
    [InlineData("--trace-window 0.2s..0.1s", "ends before it begins", "the first before the second")]
    [InlineData("--trace-window 1..2", "'1' has no unit", "did you mean '50 ms..250 ms'")]
    [InlineData("--trace-window 100ms", "not two times with ..", "did you mean '50 ms..250 ms'")]
    [InlineData("--trace-objects wbe3/*", "--trace-objects: 'wbe3/*' picks no object", "did you mean 'web3/*'")]
    [InlineData("--trace-objects web3/vcpu0,db3/disk1,host/nvem0", "'db3/disk1' picks no object", "did you mean 'db3/disk0'", "did you mean 'host/nvme0'")]
    [InlineData("--trace-replication 3", "--trace-replication: '3'", "0 to 2")]
    [InlineData("--trace-limit 1000", "'1000' has no unit", "1 MiB or more")]
    [InlineData("--trace-limit 10kB --trace-replication x", "'10kB' is no room", "'x' is not a replication")]
    public async Task Wrong_selections_are_named_and_nothing_is_written(string options, params string[] said)
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("short.yaml", Shipped.ShortScenario());
        var run = (await Hvsim.RunAsync(["run", file, "--trace", folder.PathOf("run.json"), .. options.Split(' ')])).Ended(2);
        Assert.All(said, text => Assert.Contains(text, run.Error, StringComparison.Ordinal));
        Assert.Empty(run.Output);
        Assert.Equal([file], Directory.GetFileSystemEntries(folder.Root));
    }

    [Theory]
    [InlineData("notes.json", "exists and is not a trace")]
    [InlineData("notes.json.gz", "exists and is not a trace")]
    [InlineData("notes.txt", "did you mean '", ".txt.json'")]
    [InlineData("nowhere/run.json", "a directory that does not exist")]
    public async Task Foreign_files_are_left_alone(string name, params string[] said)
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("short.yaml", Shipped.ShortScenario());
        if (name.StartsWith("notes", StringComparison.Ordinal)) folder.Write(name, "{\"mine\": true}");
        var run = (await Hvsim.RunAsync("run", file, "--trace", folder.PathOf(name))).Ended(2);
        Assert.All(said, text => Assert.Contains(text, run.Error, StringComparison.Ordinal));
        if (name.StartsWith("notes", StringComparison.Ordinal)) Assert.Equal("{\"mine\": true}", await File.ReadAllTextAsync(folder.PathOf(name)));
        else Assert.False(Directory.Exists(folder.PathOf("nowhere")));
    }

    [Fact]
    public async Task Options_without_a_file_are_an_error()
    {
        var run = (await Hvsim.RunAsync("run", Shipped.Scenario, "--trace-window", "1s..1.2s", "--trace-objects", "web3")).Ended(2);
        Assert.Equal(2, run.ErrorLines.Length);
        Assert.All(run.ErrorLines, line => Assert.Contains("--trace FILE", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_full_disk_is_not_our_fault_and_leaves_no_file()
    {
        if (!File.Exists("/dev/full")) Assert.Skip("needs /dev/full");
        using var folder = new TemporaryFolder();
        var file = folder.Write("short.yaml", Shipped.ShortScenario());
        File.CreateSymbolicLink(folder.PathOf("run.json.unfinished"), "/dev/full");
        var run = (await Hvsim.RunAsync("run", file, "--trace", folder.PathOf("run.json"))).Ended(2);
        Assert.Contains("No space left on device", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("broke one of its own promises", run.Error, StringComparison.Ordinal);
        Assert.Equal([file], Directory.GetFileSystemEntries(folder.Root));
    }

    private static async Task<HvsimRun> RunAsync(TemporaryFolder folder, string file, string output, params string[] options)
    {
        var run = await Hvsim.RunAsync(["run", file, "-o", folder.PathOf(output), .. options]);
        // Short runs may break the SLO; that is an answer too.
        return run.Exit == 1 ? run : run.Ended(0);
    }

    private static TraceReader Unpacked(string path)
    {
        using var file = File.OpenRead(path);
        using var text = new GZipStream(file, CompressionMode.Decompress);
        using var bytes = new MemoryStream();
        text.CopyTo(bytes);
        return TraceReader.Read(bytes.ToArray());
    }
}
