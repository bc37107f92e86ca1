using Sim.Models.Scenarios;
using Sim.Scenarios.Input;

namespace Sim.Scenarios.Tests;

/// <summary>Shares, reservations, limits and resource pools of ESXi as a scenario writes them, and what admission refuses. 4 cores of 2500 MHz: 10 GHz.</summary>
public sealed class EsxiAllocationTests
{
    [Fact]
    public void A_vm_and_its_pool_are_read()
    {
        var read = Read("[{name: gold, shares: high, reservation: 4 GHz}, {name: inner, parent: gold, shares: '1500', limit: 3000 MHz, expandable: false}]",
            "{pool: inner, shares: low, limit: 2500 MHz}");
        var vm = read.Vms[0].Esxi;
        Assert.Equal(("inner", "low", 0.0, 2.5e9), (vm.Pool, vm.Shares, vm.Reservation, vm.Limit));
        var pools = read.Hypervisor.Esxi.Pools;
        Assert.Equal(("gold", "", "high", 4e9, (double?)null, true), (pools[0].Name, pools[0].Parent, pools[0].Shares, pools[0].Reservation, pools[0].Limit, pools[0].Expandable));
        Assert.Equal(("inner", "gold", "1500", 0.0, 3e9, false), (pools[1].Name, pools[1].Parent, pools[1].Shares, pools[1].Reservation, pools[1].Limit, pools[1].Expandable));
    }

    [Fact]
    public void Levels_count_by_vcpu_and_numbers_stand_for_themselves()
    {
        // cpu-and-memory 2.2: low 500, normal 1000, high 2000 a vCPU; pools like a VM of 4 vCPUs.
        Assert.Equal(1000, CpuShares.Of("low", 2, 1000));
        Assert.Equal(2000, CpuShares.Of("normal", 2, 1000));
        Assert.Equal(4000, CpuShares.Of("high", 2, 1000));
        Assert.Equal(4000, CpuShares.Of("normal", CpuShares.PoolWidth, 1000));
        Assert.Equal(777, CpuShares.Of("777", 2, 1000));
        Assert.All(["", "0", "-5", "1000001", "1.5", "medium"], text => Assert.Null(CpuShares.Of(text, 2, 1000)));
    }

    [Fact]
    public void Wrong_names_and_values_are_found_together()
    {
        var findings = Assert.Throws<InputException>(() => Read(
            "[{name: gold, parent: silver}, {name: silver, parent: gold, shares: normol}, {name: silver}, {name: lead, parent: goold, reservation: 3 GHz, limit: 2 GHz}]",
            "{pool: golt, shares: much}")).Findings;
        Assert.Equal(
            [
                "hypervisor.esxi.pools[1].shares", "hypervisor.esxi.pools[2].name", "hypervisor.esxi.pools[3].limit", "hypervisor.esxi.pools[3].parent",
                "vms[0].esxi.pool", "vms[0].esxi.shares",
            ],
            findings.Select(finding => finding.Field));
        Assert.Contains("did you mean 'gold'?", findings[4].ToString(), StringComparison.Ordinal);
        Assert.Contains("did you mean 'normal'?", findings[0].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Pools_in_a_circle_are_refused() =>
        Assert.Equal(["hypervisor.esxi.pools[0].parent", "hypervisor.esxi.pools[1].parent"], Fields("[{name: a, parent: b}, {name: b, parent: a}]", "{}"));

    [Fact]
    public void A_vcpu_may_not_reserve_more_than_a_pcpu_is_fast()
    {
        // Two vCPUs of 2500 MHz.
        Assert.Equal(["vms[0].esxi.reservation"], Fields("[]", "{reservation: 5001 MHz}"));
        _ = Read("[]", "{reservation: 5000 MHz}");
        Assert.Equal(["vms[0].esxi.limit"], Fields("[]", "{reservation: 2 GHz, limit: 1 GHz}"));
    }

    [Fact]
    public void Reservations_must_fit_into_the_host_and_into_pools_that_do_not_expand()
    {
        // 3 VMs of 3.5 GHz on 10 GHz.
        Assert.Equal(["vms"], Fields("[]", "{reservation: 3.5 GHz}", count: 3));
        _ = Read("[]", "{reservation: 3.3 GHz}", count: 3);
        // In a pool of 5 GHz: two of 3 GHz take 1 GHz more of the host where it may expand.
        _ = Read("[{name: pool, reservation: 5 GHz}]", "{pool: pool, reservation: 3 GHz}", count: 2);
        Assert.Equal(
            ["hypervisor.esxi.pools[0].reservation"],
            Fields("[{name: pool, reservation: 5 GHz, expandable: false}]", "{pool: pool, reservation: 3 GHz}", count: 2));
        // An expandable pool inside a fixed one of 5 GHz.
        Assert.Equal(
            ["hypervisor.esxi.pools[0].reservation"],
            Fields("[{name: out, reservation: 5 GHz, expandable: false}, {name: in, parent: out}]", "{pool: in, reservation: 3 GHz}", count: 2));
        Assert.Equal(["hypervisor.esxi.pools[0].limit"], Fields("[{name: pool, limit: 5 GHz}]", "{pool: pool, reservation: 3 GHz}", count: 2));
    }

    [Fact]
    public void Numa_keys_are_read_and_virtual_nodes_beside_hot_add_are_refused()
    {
        var vm = Read("[]", "{preferHT: true, maxPerVirtualNode: 4}").Vms[0].Esxi;
        Assert.Equal((true, 4, false), (vm.PreferHT, vm.MaxPerVirtualNode, vm.CpuHotAdd));
        Assert.Equal(["vms[0].esxi.maxPerVirtualNode"], Fields("[]", "{cpuHotAdd: true, maxPerVirtualNode: 4}"));
        var findings = Assert.Throws<InputException>(() => Read("[]", "{maxPerVirtualNode: 0}")).Findings;
        Assert.Contains("1", Assert.Single(findings).ToString(), StringComparison.Ordinal);
        Assert.Contains("did you mean 'preferHT'?", Assert.Single(Assert.Throws<InputException>(() => Read("[]", "{preferHt: true}")).Findings).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_limit_is_refused_where_the_scenario_runs_under_kvm_too()
    {
        var findings = Assert.Throws<InputException>(() => Read("[]", "{limit: 1 GHz}", underBoth: true)).Findings;
        Assert.Equal(["vms[0].esxi.limit"], findings.Select(finding => finding.Field));
        Assert.Contains("KVM", findings[0].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void High_latency_sensitivity_asks_for_full_reservations_of_cpu_and_memory()
    {
        // 2 vCPUs at 2.5 GHz and 4 GiB; 4 cores, of which one is kept.
        var vm = Read("[]", "{latencySensitivity: high, reservation: 5 GHz, memoryReservation: 4 GiB}").Vms[0].Esxi;
        Assert.Equal((LatencySensitivity.High, 4L << 30), (vm.LatencySensitivity, vm.MemoryReservation));
        Assert.Equal(LatencySensitivity.Normal, Read("[]", "{}").Vms[0].Esxi.LatencySensitivity);
        foreach (var part in new[] { "", ", reservation: 5 GHz", ", memoryReservation: 4 GiB", ", reservation: 4.9 GHz, memoryReservation: 4 GiB" })
        {
            var finding = Assert.Single(Assert.Throws<InputException>(() => Read("[]", $"{{latencySensitivity: high{part}}}")).Findings);
            Assert.Equal("vms[0].esxi.latencySensitivity", finding.Field);
            Assert.Contains("5000 MHz", finding.ToString(), StringComparison.Ordinal);
            Assert.Contains("4096 MiB", finding.ToString(), StringComparison.Ordinal);
        }

        Assert.Equal(["vms[0].esxi.memoryReservation"], Fields("[]", "{memoryReservation: 5 GiB}"));
        Assert.Contains("normal, high", Assert.Single(Assert.Throws<InputException>(() => Read("[]", "{latencySensitivity: hi}")).Findings).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Exclusive_cores_and_reserved_memory_must_be_there()
    {
        // 4 cores of which one is kept: one VM of 2 vCPUs finds its cores, the second finds one.
        const string High = "{latencySensitivity: high, reservation: 5 GHz, memoryReservation: 4 GiB}";
        var finding = Assert.Single(Assert.Throws<InputException>(() => Read("[]", High, count: 2)).Findings);
        Assert.Equal("vms", finding.Field);
        Assert.Contains("vm1 asks for 2 exclusive cores (latencySensitivity: high), 1 are left", finding.ToString(), StringComparison.Ordinal);
        // 64 GiB less 4 of the hypervisor: 15 VMs of 4 GiB fit but for their overhead.
        Assert.Equal(["vms"], Fields("[]", "{memoryReservation: 4 GiB}", count: 15));
        _ = Read("[]", "{memoryReservation: 4 GiB}", count: 14);
    }

    [Fact]
    public void High_latency_sensitivity_is_refused_where_the_scenario_runs_under_kvm_too()
    {
        var findings = Assert.Throws<InputException>(() => Read("[]", "{latencySensitivity: high, reservation: 5 GHz, memoryReservation: 4 GiB}", underBoth: true)).Findings;
        Assert.Equal(["vms[0].esxi.latencySensitivity"], findings.Select(finding => finding.Field));
    }

    private static IEnumerable<string> Fields(string pools, string vm, int count = 1) =>
        Assert.Throws<InputException>(() => Read(pools, vm, count)).Findings.Select(finding => finding.Field);

    private static Scenario Read(string pools, string vm, int count = 1, bool underBoth = false)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, $$"""
                name: pools
                host:
                  cpu: {sockets: 1, coresPerSocket: 4, clock: 2.5 GHz}
                  memory: {size: 64 GiB}
                hypervisor:
                  kind: esxi
                  esxi: {pools: {{pools}}}
                vms:
                  - name: vm
                    count: {{count}}
                    vcpus: 2
                    memory: 4 GiB
                    esxi: {{vm}}
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
