using CsCheck;
using Sim.Models.Hardware.Cpu;
using Sim.Testing.Hosts;

namespace Sim.Models.Tests.Hardware.Cpu;

public sealed class CoreTopologyTests
{
    [Fact]
    public void An_epyc_host_has_eight_core_caches_inside_quarter_sockets()
    {
        // 2 x 64 cores of 2 threads, NPS4: nodes of 16 cores (32 pCPUs), each of two core complexes of 8 cores (16 pCPUs).
        var topology = new CoreTopology(HostHarness.Cores(64, smt: true, sockets: 2) with { NodesPerSocket = 4, CoresPerCache = 8 });
        Assert.Equal((256, 128, 16, 8, 2), (topology.Pcpus, topology.Cores, topology.Caches, topology.Nodes, topology.Sockets));
        Assert.Equal((2, 1, 0), (topology.CacheOf(32), topology.NodeOf(32), topology.SocketOfCore(topology.CoreOf(32))));
        Assert.Equal(1, topology.SocketOfCore(topology.CoreOf(128)));
        Assert.Equal(CoreDistance.SameCore, topology.Between(0, 1));
        Assert.Equal(CoreDistance.SameCache, topology.Between(1, 15));
        Assert.Equal(CoreDistance.SameNode, topology.Between(15, 16));
        Assert.Equal(CoreDistance.OtherNode, topology.Between(31, 32));
        Assert.Equal(CoreDistance.OtherNode, topology.Between(0, 255));
    }

    [Fact]
    public void A_guest_of_two_plain_cpus_is_one_cache_of_two_cores()
    {
        var topology = new CoreTopology(new CpuParameters { Sockets = 1, CoresPerSocket = 2, ThreadsPerCore = 1 });
        Assert.Equal((2, 2, 1, 1), (topology.Pcpus, topology.Cores, topology.Caches, topology.Nodes));
        Assert.Equal(CoreDistance.SameCache, topology.Between(0, 1));
        Assert.Equal(-1, topology.SiblingOf(0));
    }

    [Fact]
    public void Every_level_lies_inside_the_next() => (
        from cacheCores in Gen.Int[1, 8]
        from caches in Gen.Int[1, 3]
        from nodes in Gen.Int[1, 4]
        from sockets in Gen.Int[1, 3]
        from smt in Gen.Bool
        from one in Gen.Int[0, 100_000]
        from other in Gen.Int[0, 100_000]
        select (cacheCores, caches, nodes, sockets, smt, one, other)).Sample(
        (cacheCores, caches, nodes, sockets, smt, one, other) =>
        {
            var cpu = HostHarness.Cores(cacheCores * caches * nodes, smt, sockets) with { NodesPerSocket = nodes, CoresPerCache = cacheCores };
            var topology = new CoreTopology(cpu);
            (one, other) = (one % topology.Pcpus, other % topology.Pcpus);
            var distance = topology.Between(one, other);
            Assert.Equal(distance, topology.Between(other, one));
            Assert.Equal(distance <= CoreDistance.SameNode, topology.NodeOf(one) == topology.NodeOf(other));
            Assert.Equal(distance <= CoreDistance.SameCache, topology.CacheOf(one) == topology.CacheOf(other));
            Assert.Equal(distance == CoreDistance.SameCore, topology.CoreOf(one) == topology.CoreOf(other));
            if (topology.NodeOf(one) == topology.NodeOf(other)) Assert.Equal(topology.SocketOfCore(topology.CoreOf(one)), topology.SocketOfCore(topology.CoreOf(other)));
        });
}
