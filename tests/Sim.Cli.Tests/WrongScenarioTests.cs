namespace Sim.Cli.Tests;

/// <summary>Wrong scenario files: exit 2, one clear message that names place, field, value, allowed range and nearest right name; nothing written.</summary>
public sealed class WrongScenarioTests
{
    [Theory]
    [InlineData("clock: 3.0 GHz", "clock: 3.0 GiB", "line 10", "host.cpu.clock", "'GiB' in '3.0 GiB'", "allowed:", "0.1 GHz to 10 GHz", "did you mean 'GHz'")]
    [InlineData("clock: 3.0 GHz", "clock: 3", "line 10", "host.cpu.clock", "'3'", "allowed: a number with a unit")]
    [InlineData("clock: 3.0 GHz", "clock: 300 GHz", "line 10", "host.cpu.clock", "300 GHz", "0.1 GHz to 10 GHz")]
    [InlineData("coresPerSocket: 8", "coresPerSoket: 8", "line 10", "coresPerSoket", "not a known key", "did you mean 'coresPerSocket'")]
    [InlineData("kind: kvm", "kind: kvn", "line 14", "hypervisor.kind", "'kvn'", "allowed: kvm, esxi", "did you mean 'kvm'")]
    [InlineData("template: web-request", "template: web-requst", "line 21", "template", "'web-requst'", "did you mean 'web-request'")]
    [InlineData("count: 12", "count: 0", "line 18", "vms[0].count", "0 is out of range", "1 to 10000")]
    [InlineData("rate: 500 /s}", "rate: 500 /s, users: 20}", "line 26", "vms[1].workload", "both a rate and users", "allowed: either")]
    [InlineData("vcpus: 4", "vcpus: 64", "line 24", "vms[1].vcpus", "64 vCPUs", "allowed: 1 to 32")]
    [InlineData("memory: 16 GiB", "memory: 600 GiB", "line 25", "vms[1].memory", "614400 MiB", "allowed: up to 262144 MiB")]
    [InlineData("seed: 1}", "seed: -1}", "line 30", "measurement.seed", "-1 is out of range", "a whole number, 0 to")]
    public async Task Wrong_values_are_named_with_what_is_right(string right, string wrong, params string[] said)
    {
        await RefusesAsync("run", Shipped.ScenarioWith((right, wrong)), said);
    }

    [Fact]
    public async Task All_findings_come_at_once()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("wrong.yaml", Shipped.ScenarioWith(("clock: 3.0 GHz", "clock: 3.0 GiB"), ("kind: kvm", "kind: kvn"), ("memory: 4 GiB", "memory: 4")));
        var run = (await Hvsim.RunAsync("run", file)).Ended(2);
        Assert.Equal(3, run.ErrorLines.Length);
    }

    [Fact]
    public Task Density_without_slo_says_why_it_needs_one() => RefusesAsync(
        "density", Shipped.ScenarioWith(("slo: {responseP99: 20 ms, ready: 5 %}", "")), "slo", "is missing", "responseP99: 50 ms");

    [Fact]
    // 4 VMs of 200 GiB touch more than the host's 256 GiB and its 64 GiB of swap; each alone fits.
    public Task VMs_that_memory_cannot_hold_are_refused() => RefusesAsync(
        "run", Shipped.ScenarioWith(("memory: 4 GiB", "memory: 200 GiB")), "vms", "GiB", "host.memory.size");

    [Fact]
    public Task Missing_profile_is_named() => RefusesAsync(
        "run", Shipped.ScenarioWith(("memory: {size: 256 GiB}", "memory: {size: 256 GiB}\n  profile: hots.profile.yaml")),
        "hots.profile.yaml", "does not exist", "did you mean 'host.profile.yaml'");

    [Fact]
    public async Task Profile_with_an_unknown_parameter_names_it_and_the_nearest()
    {
        var profile = (await File.ReadAllTextAsync(Repository.PathOf("scenarios/consolidation/host.profile.yaml")))
            .Replace("\"storage.read.service\"", "\"storage.read.servise\"", StringComparison.Ordinal);
        await RefusesAsync(
            "run", Shipped.ScenarioWith(("memory: {size: 256 GiB}", "memory: {size: 256 GiB}\n  profile: host.profile.yaml")), profile,
            "host.profile.yaml, line", "'storage.read.servise' is not a known parameter", "did you mean 'storage.read.service'");
    }

    [Fact]
    public async Task Profile_lies_beside_the_file_that_names_it()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.PathOf("hosts"));
        folder.Write("hosts/base.yaml", Shipped.ScenarioWith(("memory: {size: 256 GiB}", "memory: {size: 256 GiB}\n  profile: own.profile.yaml")));
        var run = (await Hvsim.RunAsync("run", folder.Write("mine.yaml", "extends: hosts/base.yaml\n"))).Ended(2);
        Assert.StartsWith(folder.PathOf("hosts/own.profile.yaml") + ": does not exist", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Missing_file_names_the_nearest()
    {
        var run = (await Hvsim.RunAsync("run", "scenarios/getting-started/web-and-databse.yaml")).Ended(2);
        Assert.Equal("scenarios/getting-started/web-and-databse.yaml: does not exist; did you mean 'web-and-database.yaml'?", Assert.Single(run.ErrorLines));
    }

    [Fact]
    public async Task Directory_instead_of_a_file_is_said()
    {
        var run = (await Hvsim.RunAsync("run", "scenarios")).Ended(2);
        Assert.Equal("scenarios: is a directory, not a file", Assert.Single(run.ErrorLines));
    }

    private static Task RefusesAsync(string verb, string scenario, params string[] said) => RefusesAsync(verb, scenario, "parameters: []\n", said);

    private static async Task RefusesAsync(string verb, string scenario, string profile, params string[] said)
    {
        using var folder = new TemporaryFolder();
        folder.Write("host.profile.yaml", profile);
        var file = folder.Write("wrong.yaml", scenario);
        var run = (await Hvsim.RunAsync(verb, file, "-o", folder.PathOf("out"))).Ended(2);
        var message = Assert.Single(run.ErrorLines);
        Assert.Contains(folder.Root, message, StringComparison.Ordinal);
        Assert.All(said, text => Assert.Contains(text, message, StringComparison.Ordinal));
        Assert.Empty(run.Output);
        Assert.False(Directory.Exists(folder.PathOf("out")));
    }
}
