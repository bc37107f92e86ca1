using System.Globalization;
using System.Text.Json;
using System.Xml.Linq;
using Sim.Cli.Reports;
using Sim.Models.Attribution;

namespace Sim.Cli.Tests;

/// <summary><c>hvsim explain</c>: the same requests as the run had, parts that add up, the same bytes twice.</summary>
public sealed class ExplainTests
{
    [Fact]
    public async Task Parts_add_up_in_every_format_and_two_explanations_are_the_same_bytes()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("short.yaml", Shipped.ShortScenario());
        var first = await ExplainAsync(folder, file, "a", "--format", "json");
        var again = await ExplainAsync(folder, file, "b", "--format", "csv");
        var table = await ExplainAsync(folder, file, "c");
        var names = Files(folder, "a");
        Assert.Equal(
            ["explain.csv", "explain.json", .. Enumerable.Range(1, 5).SelectMany(i => new[] { ".csv", ".png", ".svg" }.Select(end => (i == 1 ? "timeline" : $"timeline-{i}") + end)).Order(StringComparer.Ordinal)],
            names);
        foreach (var name in names)
        {
            Assert.Equal(await File.ReadAllBytesAsync(folder.PathOf("a/" + name)), await File.ReadAllBytesAsync(folder.PathOf("b/" + name)));
            Assert.Equal(await File.ReadAllBytesAsync(folder.PathOf("a/" + name)), await File.ReadAllBytesAsync(folder.PathOf("c/" + name)));
        }

        Assert.Equal(await File.ReadAllTextAsync(folder.PathOf("a/explain.json")), first.Output);
        Assert.Equal(await File.ReadAllTextAsync(folder.PathOf("a/explain.csv")), again.Output);
        Assert.All(table.Output.Split('\n'), line => Assert.True(line.Length <= 80, $"{line.Length} letters: {line}"));
        Assert.DoesNotContain(folder.Root, first.Output, StringComparison.Ordinal);

        using var json = JsonDocument.Parse(first.Output);
        var requests = json.RootElement.GetProperty("requests").EnumerateArray().ToList();
        Assert.Equal([1, 2, 3, 4, 5], requests.Select(request => request.GetProperty("rank").GetInt32()));
        var csv = again.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line.Split(',')).ToLookup(cells => cells[1], StringComparer.Ordinal);
        foreach (var request in requests)
        {
            var response = request.GetProperty("responsePicoseconds").GetInt64();
            Assert.Equal(response, request.GetProperty("parts").EnumerateArray().Sum(part => part.GetProperty("picoseconds").GetInt64()));
            Assert.Equal(response, request.GetProperty("segments").EnumerateArray().Sum(one => one.GetProperty("to").GetInt64() - one.GetProperty("from").GetInt64()));
            Assert.Equal(response, csv[request.GetProperty("number").ToString()].Sum(cells => long.Parse(cells[8], CultureInfo.InvariantCulture)));
            Assert.Contains(" % of ", request.GetProperty("verdict").GetString(), StringComparison.Ordinal);
        }

        var svg = XDocument.Parse(await File.ReadAllTextAsync(folder.PathOf("a/timeline.svg")));
        Assert.Contains(svg.Descendants().Where(one => one.Name.LocalName == "text").Select(one => one.Value), text => text == "what held it");
    }

    [Fact]
    public async Task A_run_is_explained_from_its_directory_although_its_scenario_has_changed()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("short.yaml", Shipped.ShortScenario());
        (await Hvsim.RunAsync("run", file, "-o", folder.PathOf("run"), "--seed", "7")).Ended(0);
        var direct = await ExplainAsync(folder, file, "direct", "--replication", "2", "--seed", "7", "--format", "json");
        folder.Write("short.yaml", "name: something else\n");
        var later = (await Hvsim.RunAsync("explain", folder.PathOf("run"), "--vm", "db3", "--replication", "2", "--format", "json")).Ended(0);
        Assert.Equal(direct.Output, later.Output);
        using var json = JsonDocument.Parse(later.Output);
        Assert.Equal((2, 7), (json.RootElement.GetProperty("replication").GetInt32(), json.RootElement.GetProperty("seed").GetInt32()));
    }

    [Theory]
    [InlineData("jobs.fio#log", "run/inputs/jobs.fio")]
    [InlineData("own/extends.yaml", "run/inputs/extends.yaml", "run/inputs/jobs.fio")]
    public async Task What_a_run_extends_or_takes_a_section_of_is_kept_beside_its_results(string scenario, params string[] inputs)
    {
        using var folder = new TemporaryFolder();
        folder.Write("jobs.fio", "[global]\ndirect=1\n[data]\nrw=randread\nnumjobs=2\n[log]\nstonewall\nrw=write\nsync=1\n");
        folder.Write("own/extends.yaml", "extends: ../jobs.fio#log\nhypervisor: {kind: esxi}\nmeasurement: {warmUp: 5 ms, length: 50 ms, replications: 2}\n");
        (await Hvsim.RunAsync("run", folder.PathOf(scenario), "-o", folder.PathOf("run"))).Ended(0);
        Assert.All(inputs, input => Assert.True(File.Exists(folder.PathOf(input)), input));
        folder.Write("jobs.fio", "[changed]\n");
        var explained = (await Hvsim.RunAsync("explain", folder.PathOf("run"), "--vm", "fio0", "--format", "json")).Ended(0);
        using var json = JsonDocument.Parse(explained.Output);
        // The log's job alone: it writes and flushes, and nothing reads.
        Assert.All(json.RootElement.GetProperty("requests").EnumerateArray(), request => Assert.True(request.GetProperty("responsePicoseconds").GetInt64() > 0));
    }

    [Fact]
    public async Task A_replication_that_was_run_alone_is_the_one_explained_and_has_the_fingerprint_of_the_run()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("short.yaml", Shipped.ShortScenario());
        (await Hvsim.RunAsync("run", file, "-o", folder.PathOf("run"), "--replication", "11")).Ended(0);
        // An explanation may go into the run's own directory, whose other files stay.
        var run = (await Hvsim.RunAsync("explain", folder.PathOf("run"), "--vm", "web0", "--request", "median", "--top", "1", "--format", "json", "-o", folder.PathOf("run"))).Ended(0);
        using var json = JsonDocument.Parse(run.Output);
        Assert.Equal(11, json.RootElement.GetProperty("replication").GetInt32());
        Assert.True(File.Exists(folder.PathOf("run/results.json")) && File.Exists(folder.PathOf("run/report.html")));
        Assert.Equal(json.RootElement.GetProperty("typical").GetProperty("number").GetInt64(), json.RootElement.GetProperty("requests")[0].GetProperty("number").GetInt64());
    }

    [Fact]
    public async Task Timelines_of_an_earlier_explanation_go()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("short.yaml", Shipped.ShortScenario());
        await ExplainAsync(folder, file, "out", "--top", "3");
        folder.Write("out/timeline-mine.svg", "mine");
        await ExplainAsync(folder, file, "out", "--request", "2");
        Assert.Equal(["explain.csv", "explain.json", "timeline-mine.svg", "timeline.csv", "timeline.png", "timeline.svg"], Files(folder, "out"));
    }

    [Theory]
    [InlineData("kvm")]
    [InlineData("esxi")]
    public async Task Small_scenario_gives_the_stored_table(string hypervisor)
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("small.yaml", Small.Replace("KIND", hypervisor, StringComparison.Ordinal));
        var run = (await Hvsim.RunAsync("explain", file, "--vm", "db1", "--top", "2")).Ended(0);
        // A fingerprint moves with every draw of every VM; the tables say what matters here.
        var text = string.Join('\n', run.Output.Split('\n').Where(line => !line.StartsWith("fingerprint", StringComparison.Ordinal)));
        var path = Repository.PathOf($"tests/Sim.Cli.Tests/Golden/explain.{hypervisor}.txt");
        if (Environment.GetEnvironmentVariable("HVSIM_REWRITE_GOLDEN") == "1") await File.WriteAllTextAsync(path, text);
        Assert.True(File.Exists(path), $"{path} is absent; write it with HVSIM_REWRITE_GOLDEN=1");
        Assert.Equal(await File.ReadAllTextAsync(path), text);
    }

    [Theory]
    [InlineData("kvm", "lock-halt")]
    [InlineData("esxi", "spin-preempted")]
    public async Task Guests_that_contend_for_locks_are_explained_in_eighty_columns(string hypervisor, string cause)
    {
        // Three VMs of two vCPUs on two cores, with a lock that each request takes twenty times: under KVM waiters halt (paravirtual locks), under ESXi they burn their turns.
        using var folder = new TemporaryFolder();
        var file = folder.Write("locks.yaml", Small.Replace("KIND", hypervisor, StringComparison.Ordinal).Replace("count: 2, vcpus: 2", "count: 3, vcpus: 2", StringComparison.Ordinal)
            .Replace("rate: 400 /s}", "users: 8, tlbShootdowns: 1000 /s, locks: [{name: heap, hold: 100 us, perRequest: 20}]}", StringComparison.Ordinal));
        var table = (await Hvsim.RunAsync("explain", file, "--vm", "db1", "--top", "20")).Ended(0);
        Assert.All(table.Output.Split('\n'), line => Assert.True(line.Length <= 80, $"{line.Length} letters: {line}"));
        var csv = (await Hvsim.RunAsync("explain", file, "--vm", "db1", "--top", "20", "--format", "csv")).Ended(0);
        var rows = csv.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line.Split(',')).ToList();
        // Whoever waits for a lock waits behind its holder, a vCPU of the same VM.
        var waits = rows.Where(cells => cells[4] == cause).ToList();
        Assert.NotEmpty(waits);
        Assert.Contains(waits, cells => cells[6].StartsWith("db1/vcpu", StringComparison.Ordinal) && cells[6] != cells[5]);
        foreach (var request in rows.GroupBy(cells => cells[1]))
            Assert.Equal(long.Parse(request.First()[3], CultureInfo.InvariantCulture), request.Sum(cells => long.Parse(cells[8], CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void Every_cause_has_words_that_fit_the_table()
    {
        var words = Enum.GetValues<Cause>().Select(CauseWords.Of).ToList();
        Assert.All(words, one => Assert.InRange(one.Name.Length, 1, 25));
        Assert.Equal(words.Count, words.Select(one => one.Name).Distinct(StringComparer.Ordinal).Count());
    }

    private const string Small = """
        name: three VMs on two cores
        host:
          name: two cores
          cpu: {model: 1 x 2 cores, sockets: 1, coresPerSocket: 2, threadsPerCore: 1, clock: 3.0 GHz}
          memory: {size: 64 GiB}
        hypervisor: {kind: KIND}
        vms:
          - {name: web, count: 1, vcpus: 1, memory: 4 GiB, workload: {template: web-request, rate: 150 /s}}
          - {name: db, count: 2, vcpus: 2, memory: 8 GiB, workload: {template: database-transaction, rate: 400 /s}}
        measurement: {warmUp: 50 ms, length: 300 ms, replications: 2, seed: 1}

        """;

    private static string[] Files(TemporaryFolder folder, string name) =>
        [.. Directory.EnumerateFiles(folder.PathOf(name)).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    private static async Task<HvsimRun> ExplainAsync(TemporaryFolder folder, string file, string name, params string[] options) =>
        (await Hvsim.RunAsync(["explain", file, "--vm", "db3", "-o", folder.PathOf(name), .. options])).Ended(0);
}
