using Sim.Core.Time;
using Sim.Scenarios.Input;

namespace Sim.Scenarios.Tests;

public sealed class CgroupSpecTests
{
    [Fact]
    public void A_quota_is_read_under_kvm()
    {
        var vm = Read("kvm", "{weight: 200, quota: 150 ms, vcpuQuota: 50 ms, period: 50 ms, burst: 20 ms}").Vms[0].Cgroup;
        Assert.Equal(200, vm.Weight);
        Assert.Equal(SimDuration.FromMilliseconds(150), vm.Quota);
        Assert.Equal(SimDuration.FromMilliseconds(50), vm.VcpuQuota);
        Assert.Equal(SimDuration.FromMilliseconds(50), vm.Period);
        Assert.Equal(SimDuration.FromMilliseconds(20), vm.Burst);
    }

    [Fact]
    public void A_quota_under_esxi_is_refused_where_it_stands()
    {
        var findings = Assert.Throws<InputException>(() => Read("esxi", "{quota: 150 ms}")).Findings;
        Assert.Equal(["vms[0].cgroup.quota"], findings.Select(finding => finding.Field));
        Assert.Contains("ESXi", findings[0].ToString(), StringComparison.Ordinal);
        // And where one file is run under both.
        Assert.Throws<InputException>(() => Read("kvm", "{quota: 150 ms}", underBoth: true));
        // A weight alone means nothing to ESXi, like the rest of the kvm block, and is let pass.
        Assert.Equal(200, Read("esxi", "{weight: 200}").Vms[0].Cgroup.Weight);
    }

    [Fact]
    public void A_burst_above_a_quota_and_values_out_of_range_are_refused()
    {
        Assert.Equal(["vms[0].cgroup.burst"], Findings("{quota: 50 ms, burst: 60 ms}"));
        Assert.Equal(["vms[0].cgroup.burst"], Findings("{burst: 20 ms}"));
        Assert.Equal(["vms[0].cgroup.weight", "vms[0].cgroup.period"], Findings("{weight: 10001, period: 2 s}"));
        Assert.Equal(["vms[0].cgroup.quota"], Findings("{quota: 0.5 ms}"));
    }

    private static IEnumerable<string> Findings(string cgroup) =>
        Assert.Throws<InputException>(() => Read("kvm", cgroup)).Findings.Select(finding => finding.Field);

    private static Models.Scenarios.Scenario Read(string kind, string cgroup, bool underBoth = false)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, $$"""
                name: quota
                host:
                  cpu: {sockets: 1, coresPerSocket: 4}
                  memory: {size: 64 GiB}
                hypervisor: {kind: {{kind}}}
                vms:
                  - name: vm
                    vcpus: 2
                    memory: 4 GiB
                    cgroup: {{cgroup}}
                    workload: {template: cpu-bound, users: 1}
                """);
            return ScenarioReader.Read(path, underBoth).Value;
        }
        finally
        {
            File.Delete(path);
        }
    }
}
