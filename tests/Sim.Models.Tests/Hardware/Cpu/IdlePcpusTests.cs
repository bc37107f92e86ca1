using CsCheck;
using Sim.Models.Hardware.Cpu;
using Sim.Testing.Hosts;

namespace Sim.Models.Tests.Hardware.Cpu;

public sealed class IdlePcpusTests
{
    [Fact]
    public void Threads_of_a_core_are_neighbours()
    {
        var topology = new CoreTopology(HostHarness.Cores(3, smt: true, sockets: 2));
        Assert.Equal(12, topology.Pcpus);
        Assert.Equal((2, 0, 4), (topology.CoreOf(5), topology.NodeOf(5), topology.SiblingOf(5)));
        Assert.Equal((3, 1, 7), (topology.CoreOf(6), topology.NodeOf(6), topology.SiblingOf(6)));
        Assert.Equal(-1, new CoreTopology(HostHarness.Cores(3)).SiblingOf(1));
    }

    [Fact]
    public void Finds_what_a_plain_search_finds() => (
        from cores in Gen.Int[1, 40]
        from sockets in Gen.Int[1, 4]
        from caches in Gen.Int[1, 4]
        from smt in Gen.Bool
        from busy in Gen.Int[0, 1_000].Array[0, 300]
        from node in Gen.Int[0, 3]
        from start in Gen.Int[0, 400]
        select (cores, sockets, caches, smt, busy, node, start)).Sample(
        (cores, sockets, caches, smt, busy, node, start) =>
        {
            var topology = new CoreTopology(HostHarness.Cores(cores * caches, smt, sockets) with { CoresPerCache = cores });
            var idle = new IdlePcpus(topology);
            var model = new bool[topology.Pcpus];
            Array.Fill(model, true);
            foreach (var change in busy)
            {
                // Also the way back: every third change idles a pCPU again.
                var pcpu = change % topology.Pcpus;
                model[pcpu] = change % 3 == 0;
                idle.SetIdle(pcpu, model[pcpu]);
            }

            node %= sockets;
            var (perNode, perCache, cache) = (topology.PcpusPerNode, topology.PcpusPerCache, start % topology.Caches);
            bool IsCoreIdle(int pcpu) => model[pcpu] && (topology.SiblingOf(pcpu) < 0 || model[topology.SiblingOf(pcpu)]);
            Assert.Equal(Find(node * perNode, perNode, start, pcpu => model[pcpu]), idle.FindIdle(node, start));
            Assert.Equal(Find(node * perNode, perNode, start, IsCoreIdle), idle.FindIdleCore(node, start));
            Assert.Equal(Find(cache * perCache, perCache, start, pcpu => model[pcpu]), idle.FindIdleInCache(cache, start));
            Assert.Equal(Find(cache * perCache, perCache, start, IsCoreIdle), idle.FindIdleCoreInCache(cache, start));
        },
        iter: 500);

    private static int Find(int low, int count, int start, Func<int, bool> wanted)
    {
        if (start < low || start >= low + count) start = low;
        for (var i = 0; i < count; i++)
        {
            var pcpu = low + ((start - low + i) % count);
            if (wanted(pcpu)) return pcpu;
        }

        return -1;
    }
}
