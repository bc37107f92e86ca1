using Sim.Models.Hypervisor.Guest;
using Sim.Scenarios.Input;

namespace Sim.Scenarios.Tests;

/// <summary>Pages of a VM's memory as users write them.</summary>
public sealed class GuestPagesTests
{
    private const string Scenario = """
        name: pages
        host:
          cpu: {sockets: 1, coresPerSocket: 4, clock: 3 GHz}
          memory: {size: 64 GiB}
        vms:
          - name: vm
            vcpus: 4
            memory: 4 GiB
            pages: {PAGES}
            workload: {template: cpu-bound, users: 4}

        """;

    [Fact]
    public void Pages_are_read_from_text()
    {
        Assert.Equal(new GuestPages { Guest = 4096, Host = 1L << 30, HostCoverage = 0.85 }, Read("guest: 4 KiB, host: 1 GiB, hostCoverage: 85 %"));
        Assert.Equal(new GuestPages { Guest = 2L << 20, Host = 2L << 20, HostCoverage = 1 }, Read(""));
    }

    [Theory]
    [InlineData("guest: 8 KiB", "vms[0].pages.guest", "8 KiB is no size of pages")]
    [InlineData("host: 1 MiB", "vms[0].pages.host", "1024 KiB is no size of pages")]
    [InlineData("host: 2 GiB", "vms[0].pages.host", "out of range")]
    [InlineData("hostCoverage: 120 %", "vms[0].pages.hostCoverage", "out of range")]
    [InlineData("hosts: 2 MiB", "vms[0].pages.hosts", "is not a known key")]
    public void What_cannot_be_is_named(string pages, string field, string problem)
    {
        var findings = Assert.Throws<InputException>(() => Read(pages)).Findings;
        Assert.Contains(findings, finding => finding.Field == field && finding.Problem.Contains(problem, StringComparison.Ordinal));
    }

    private static GuestPages Read(string pages)
    {
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.yaml");
        try
        {
            File.WriteAllText(path, Scenario.Replace("PAGES", pages, StringComparison.Ordinal));
            return ScenarioReader.Read(path).Value.Vms[0].Pages;
        }
        finally
        {
            File.Delete(path);
        }
    }
}
