namespace Sim.Cli.Tests;

/// <summary>Wrong study files: exit 2, one clear message that names place, field, value, allowed range and nearest right name; nothing written.</summary>
public sealed class WrongSweepTests
{
    [Theory]
    [InlineData("ratios: [1, 2, 3, 4, 5, 6]", "ratios: []", "line 12", "ratios", "empty list")]
    [InlineData("ratios: [1, 2, 3, 4, 5, 6]", "ratios: [1, 3, 2]", "line 12", "ratios[2]", "2 comes after 3", "rising")]
    [InlineData("ratios: [1, 2, 3, 4, 5, 6]", "ratios: [0, 2]", "line 12", "ratios[0]", "0 is out of range", "0.01 to 64")]
    [InlineData("ratios: [1, 2, 3, 4, 5, 6]", "ratio: [1, 2]", "line 12", "ratio", "not a known key", "did you mean 'ratios'")]
    [InlineData("ratios: [1, 2, 3, 4, 5, 6]", "ratios: [1, 1.1]", "classes[1].vcpus", "1.1 x 16 threads are 17.6 vCPUs", "multiples of 0.125")]
    [InlineData("ratios: [1, 2, 3, 4, 5, 6]", "hypervisors: [kvm, kvm]\nratios: [1]", "line 12", "hypervisors[1]", "'kvm' is there twice")]
    [InlineData("ratios: [1, 2, 3, 4, 5, 6]", "hypervisors: [kvm, esx]\nratios: [1]", "line 12", "hypervisors[1]", "'esx'", "did you mean 'esxi'")]
    [InlineData("name: web, vcpus: 2", "name: web, count: 3, vcpus: 2", "line 20", "classes[1].count", "is 3", "the ratio")]
    [InlineData("name: web, vcpus: 2", "name: batch, vcpus: 2", "classes[3].name", "'batch' is there twice")]
    [InlineData("rate: 80 /s", "users: 4", "line 20", "classes[1].workload.users", "a rate (open arrivals)")]
    [InlineData("template: web-request", "template: web-requst", "line 20", "classes[1].workload.template", "did you mean 'web-request'")]
    [InlineData("size: 512 GiB", "size: 64 GiB", "classes[2].memory", "would swap under kvm", "host.memory.size")]
    [InlineData("replications: 5", "replications: 5, precision: 5 %", "measurement.precision", "is not used here")]
    [InlineData("name: 1 x 8 cores", "name: 1 x 8 cores\n  profile: none.profile.yaml", "none.profile.yaml", "does not exist")]
    public async Task Wrong_values_are_named_with_what_is_right(string right, string wrong, params string[] said)
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("study.yaml", Shipped.StudyWith((right, wrong)));
        var run = (await Hvsim.RunAsync("sweep", file, "-o", folder.PathOf("out"))).Ended(2);
        Assert.Empty(run.Output);
        Assert.False(Directory.Exists(folder.PathOf("out")));
        Assert.All(said, part => Assert.Contains(part, run.Error, StringComparison.Ordinal));
    }
}
