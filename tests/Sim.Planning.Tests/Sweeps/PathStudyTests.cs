using Sim.Planning.Sweeps;
using Sim.Scenarios.Input;
using Sim.Testing;

namespace Sim.Planning.Tests.Sweeps;

/// <summary>Studies of paths to storage as users write them.</summary>
public sealed class PathStudyTests
{
    private const string Study = """
        name: paths
        host:
          cpu: {sockets: 1, coresPerSocket: 8, clock: 3 GHz}
          memory: {size: 64 GiB}
        paths:
          - {name: a, hypervisor: {kind: kvm}}
          - {name: b, hypervisor: {kind: esxi}}
        counts: [1, 4]
        vm: {name: fio, vcpus: 2, memory: 2 GiB, workload: {template: custom, users: 8, stages: [{kind: read}]}}
        measurement: {warmUp: 1 ms, length: 10 ms, replications: 2}

        """;

    [Fact]
    public void A_study_is_told_from_one_of_overcommit()
    {
        Assert.True(PathStudyReader.IsOne(Path.Combine(Repository.Root, "scenarios", "storage-paths", "short.yaml")));
        Assert.False(PathStudyReader.IsOne(Path.Combine(Repository.Root, "scenarios", "overcommit", "short.yaml")));
    }

    [Fact]
    public void Paths_and_counts_are_read()
    {
        var spec = Read("name: paths", "name: paths");
        Assert.Equal(["a", "b"], spec.Paths.Select(path => path.Name));
        Assert.Equal([1, 4], spec.Counts);
    }

    [Theory]
    [InlineData("counts: [1, 4]", "counts: []", "counts", "empty list")]
    [InlineData("counts: [1, 4]", "counts: [4, 4]", "counts[1]", "4 comes after 4")]
    [InlineData("counts: [1, 4]", "counts: [0]", "counts[0]", "0 is out of range")]
    [InlineData("counts: [1, 4]", "counts: [1, 40]", "vm.memory", "40 VMs would swap on path 'a'")]
    [InlineData("name: b", "name: a", "paths[1].name", "'a' is there twice")]
    [InlineData("{name: b, hypervisor: {kind: esxi}}", "{name: b, hypervisor: {kind: kvm, kvm: {disk: {kind: vfio, virtualFunctions: 2}}}}", "paths[1].hypervisor.kvm.disk.virtualFunctions", "fewer than 4 VMs")]
    [InlineData("{name: b, hypervisor: {kind: esxi}}", "{name: b}", "paths[1].hypervisor", "is missing")]
    [InlineData("name: fio, vcpus", "name: fio, count: 2, vcpus", "vm.count", "is 2")]
    [InlineData("users: 8, ", "", "vm.workload", "neither a rate nor users")]
    [InlineData("replications: 2", "replications: 2, precision: 5 %", "measurement.precision", "is not used here")]
    public void What_cannot_be_is_named(string right, string wrong, string field, string problem)
    {
        var findings = Assert.Throws<InputException>(() => Read(right, wrong)).Findings;
        Assert.Contains(findings, finding => finding.Field == field && finding.Problem.Contains(problem, StringComparison.Ordinal) && finding.Place.Length > 0);
    }

    private static PathStudySpec Read(string right, string wrong)
    {
        Assert.Contains(right, Study, StringComparison.Ordinal);
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.yaml");
        try
        {
            File.WriteAllText(path, Study.Replace(right, wrong, StringComparison.Ordinal));
            return PathStudyReader.Read(path, (given, _) => given).Spec;
        }
        finally
        {
            File.Delete(path);
        }
    }
}
