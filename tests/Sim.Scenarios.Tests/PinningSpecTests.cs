using Sim.Models.Hypervisor;
using Sim.Scenarios.Input;

namespace Sim.Scenarios.Tests;

public sealed class PinningSpecTests
{
    [Fact]
    public void Pins_are_read_as_libvirt_means_them()
    {
        // A thread without a pin of its own has the cpuset of the VM; vhost threads follow the emulator.
        var pinning = Read("{cpuset: 0-3, vcpuPin: [{vcpu: 1, cpus: '4,6'}], emulatorPin: '0', nodeset: '1'}").Vms[0].Pinning;
        Assert.Equal("0-3", pinning.CpusOf(WorldKind.Vcpu, 0)!.ToString());
        Assert.Equal("4,6", pinning.CpusOf(WorldKind.Vcpu, 1)!.ToString());
        Assert.Equal("0", pinning.CpusOf(WorldKind.Network)!.ToString());
        Assert.Equal("0-3", pinning.CpusOf(WorldKind.Storage)!.ToString());
        Assert.Equal("1", pinning.Nodes!.ToString());
        Assert.Null(Read("{iothreadPin: '2'}").Vms[0].Pinning.CpusOf(WorldKind.Vcpu, 0));
    }

    [Theory]
    [InlineData("{cpuset: 0-8}", "vms[0].pinning.cpuset", "the host has no CPU 8")]
    [InlineData("{cpuset: '0-3,^0-3'}", "vms[0].pinning.cpuset", "is an empty set")]
    [InlineData("{cpuset: first}", "vms[0].pinning.cpuset", "'first' is neither a number nor a range")]
    [InlineData("{emulatorPin: 9}", "vms[0].pinning.emulatorPin", "the host has no CPU 9")]
    [InlineData("{iothreadPin: 3-1}", "vms[0].pinning.iothreadPin", "'3-1' runs backwards")]
    [InlineData("{nodeset: '2'}", "vms[0].pinning.nodeset", "the host has no NUMA node 2")]
    [InlineData("{vcpuPin: [{vcpu: 2, cpus: '1'}]}", "vms[0].pinning.vcpuPin[0].vcpu", "2 is no vCPU of 'vm'")]
    [InlineData("{vcpuPin: [{vcpu: 1, cpus: '1'}, {vcpu: 1, cpus: '2'}]}", "vms[0].pinning.vcpuPin[1].vcpu", "1 is pinned twice")]
    [InlineData("{vcpuPin: [{vcpu: 1, cpus: ''}]}", "vms[0].pinning.vcpuPin[0].cpus", "is empty")]
    [InlineData("{vcpuPin: [{vcpu: 1, cpus: '12'}]}", "vms[0].pinning.vcpuPin[0].cpus", "the host has no CPU 12")]
    public void A_pin_that_cannot_be_is_refused_where_it_stands(string pinning, string field, string problem)
    {
        var finding = Assert.Single(Assert.Throws<InputException>(() => Read(pinning)).Findings);
        Assert.Equal(field, finding.Field);
        Assert.Contains(problem, finding.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_pin_under_esxi_is_refused()
    {
        Assert.Equal("vms[0].pinning", Assert.Single(Assert.Throws<InputException>(() => Read("{cpuset: 0-3}", "esxi")).Findings).Field);
        Assert.Equal("vms[0].pinning", Assert.Single(Assert.Throws<InputException>(() => Read("{nodeset: '0'}", underBoth: true)).Findings).Field);
    }

    [Fact]
    public void Memory_bound_to_nodes_has_to_find_room_there()
    {
        // Two nodes of (64 - 4) / 2 = 30 GiB; 8 VMs of 4 GiB, 90 % touched, are 28.8 GiB; 9 are 32.4 GiB.
        Assert.Equal(8, Read("{nodeset: '0'}", count: 8).Vms[0].Count);
        var finding = Assert.Single(Assert.Throws<InputException>(() => Read("{nodeset: '0'}", count: 9)).Findings);
        Assert.Equal("vms[0].pinning.nodeset", finding.Field);
        Assert.Contains("32.4 GiB", finding.ToString(), StringComparison.Ordinal);
        Assert.Equal(9, Read("{nodeset: '0-1'}", count: 9).Vms[0].Count);
    }

    [Fact]
    public void Isolated_cpus_are_cpus_of_the_host_and_leave_some()
    {
        Assert.Equal("4-7", Read("{}", kvm: "{isolatedCpus: 4-7}").Hypervisor.Kvm.IsolatedCpus);
        Assert.Equal("hypervisor.kvm.isolatedCpus", Assert.Single(Assert.Throws<InputException>(() => Read("{}", kvm: "{isolatedCpus: 0-7}")).Findings).Field);
        Assert.Equal("hypervisor.kvm.isolatedCpus", Assert.Single(Assert.Throws<InputException>(() => Read("{}", kvm: "{isolatedCpus: 7-8}")).Findings).Field);
    }

    private static Models.Scenarios.Scenario Read(string pinning, string kind = "kvm", bool underBoth = false, int count = 1, string kvm = "{}")
    {
        var path = Path.GetTempFileName();
        try
        {
            // Two sockets of two cores of two threads: CPUs 0-7, nodes 0 and 1.
            File.WriteAllText(path, $$"""
                name: pins
                host:
                  cpu: {sockets: 2, coresPerSocket: 2}
                  memory: {size: 64 GiB}
                hypervisor: {kind: {{kind}}, kvm: {{kvm}}}
                vms:
                  - name: vm
                    count: {{count}}
                    vcpus: 2
                    memory: 4 GiB
                    pinning: {{pinning}}
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
