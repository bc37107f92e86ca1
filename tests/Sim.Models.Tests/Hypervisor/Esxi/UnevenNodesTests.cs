using Sim.Core.Time;
using Sim.Models.Hypervisor.Esxi;
using Sim.Testing.Hosts;

namespace Sim.Models.Tests.Hypervisor.Esxi;

/// <summary>Virtual times on hosts whose NUMA nodes are not asked for the same: they go slower where more is asked for, and worlds compete on the node they live on.</summary>
public sealed class UnevenNodesTests
{
    private static readonly EsxiCpuParameters NoCoStop = new() { CoStopSkew = SimDuration.Zero };

    [Fact]
    public void A_sleeper_on_the_busier_node_does_not_wait_for_the_other_nodes_virtual_time()
    {
        // Two nodes of one core: three busy vCPUs on the one get 10 s of 30 each, two on the other 15 s. A sleeper that was measured against the latter would wake with 15 - 1.6 = 13.4 s, behind the three at 10 s
        // for ten seconds. It is 1.6 s before them, more than the margin, and goes at once.
        var host = Host();
        var sleeper = host.AddVm("sleeper", 1, home: 0).Vcpus[0];
        host.Run(30.0);
        var woken = host.Now;
        var log = host.Submit(sleeper, SimDuration.FromMilliseconds(1));
        host.Run(1.0);
        Assert.Equal(SimDuration.FromMilliseconds(1), Assert.Single(log.Done) - woken);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Who_moves_to_another_node_is_there_no_further_ahead_or_behind_than_anybody_may_be(int node)
    {
        // After 30 s those of node 1 are 5 s ahead of those of node 0. One of them moves, either way: eight quanta of 200 ms from the last choice there, up to a quantum under way.
        var host = Host();
        host.Run(30.0);
        var moved = host.Vms.First(vm => vm.Vcpus[0].HomeNode != node);
        ((ProportionalShareScheduler)host.Policy).MoveHome(moved.Vcpus[0], node);
        var others = host.Vms.Where(vm => vm != moved && vm.Vcpus[0].HomeNode == node).Max(vm => host.Pools.OfVm(vm.Id).VirtualTime);
        Assert.InRange(Math.Abs(host.Pools.OfVm(moved.Id).VirtualTime - others), SimDuration.FromMilliseconds(1400).Picoseconds, SimDuration.FromMilliseconds(1800).Picoseconds);
    }

    private static HostHarness Host()
    {
        var host = HostHarness.Esxi(HostHarness.Cores(1, sockets: 2), NoCoStop);
        foreach (var (node, count) in new[] { (0, 3), (1, 2) })
        {
            for (var i = 0; i < count; i++) host.AddBusyVm($"node {node}, {i}", 1, home: node);
        }

        return host;
    }
}
