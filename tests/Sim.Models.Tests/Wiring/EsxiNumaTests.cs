using Sim.Core.Time;
using Sim.Models.Hardware.Cpu;
using Sim.Models.Hardware.Memory;
using Sim.Models.Hypervisor;
using Sim.Models.Hypervisor.Esxi;
using Sim.Models.Scenarios;
using Sim.Models.Wiring;
using Sim.Models.Workload;

namespace Sim.Models.Tests.Wiring;

/// <summary>How VMs become NUMA clients on a host of two nodes of 10 cores. cpu-and-memory 2.7.</summary>
public sealed class EsxiNumaTests
{
    private static readonly HostSpec Host = new()
    {
        Name = "two nodes",
        Cpu = new CpuParameters { Sockets = 2, CoresPerSocket = 10, ThreadsPerCore = 2 },
        Memory = new MemoryParameters { Size = 64L << 30 },
    };

    [Fact]
    public void A_vm_wider_than_a_node_is_split_evenly_into_the_fewest_clients()
    {
        // 12 vCPUs on 10-core nodes: 6 + 6. It has 9 vCPUs or more, so its guest sees the nodes and each client's memory is beside it.
        var clients = Clients(12, new EsxiVmSpec());
        Assert.Equal([6, 6], clients.Select(client => client.Worlds.Length));
        Assert.Equal([0, 1], clients.Select(client => client.Node).Order());
        Assert.All(clients, client => Assert.Equal(1, client.Locality, 1e-9));
        Assert.All(clients, client => Assert.All(client.Worlds, world => Assert.Equal(client.Node, world.HomeNode)));
    }

    [Fact]
    public void A_vm_that_fits_a_node_is_one_client() => Assert.Equal(10, Assert.Single(Clients(10, new EsxiVmSpec())).Worlds.Length);

    [Fact]
    public void With_preferHT_threads_count_and_not_cores() => Assert.Equal(12, Assert.Single(Clients(12, new EsxiVmSpec { PreferHT = true })).Worlds.Length);

    [Fact]
    public void With_maxPerVirtualNode_clients_are_smaller_and_below_nine_vcpus_the_guest_sees_no_nodes()
    {
        // 8 vCPUs in clients of 4; they work on memory that lies half on either node.
        var clients = Clients(8, new EsxiVmSpec { MaxPerVirtualNode = 4 });
        Assert.Equal([4, 4], clients.Select(client => client.Worlds.Length));
        Assert.All(clients, client => Assert.Equal(0.5, client.Locality, 1e-9));
    }

    [Fact]
    public void With_cpu_hot_add_the_guest_sees_no_nodes_and_half_of_its_memory_is_remote()
    {
        var clients = Clients(12, new EsxiVmSpec { CpuHotAdd = true });
        Assert.Equal(2, clients.Count);
        Assert.All(clients, client => Assert.Equal(0.5, client.Locality, 1e-9));
        // Slower than with nodes of its own on either node.
        var local = Clients(12, new EsxiVmSpec())[0];
        Assert.True(clients[0].Worlds[0].NodeSpeed![clients[0].Node] < local.Worlds[0].NodeSpeed![local.Node]);
    }

    private static IReadOnlyList<NumaClient> Clients(int vcpus, EsxiVmSpec esxi)
    {
        var plan = new VmPlan("vm", vcpus, new MemoryDemand(8L << 30, 1, 0.5, vcpus), new WorkloadSpec { Template = "database-transaction", Users = 1, ThinkTime = SimDuration.FromMilliseconds(10) })
        {
            Esxi = esxi,
        };
        return new SimulatedHost(Host, new HypervisorSpec { Kind = HypervisorKind.Esxi }, [plan], seed: 1, replication: 0).Numa!.Clients;
    }
}
