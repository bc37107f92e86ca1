using Sim.Core.Events;
using Sim.Core.Time;
using Sim.Models.Hardware.Memory;

namespace Sim.Models.Hypervisor.Esxi;

/// <summary>Moves NUMA clients between nodes when their loads drift apart, and lets their memory follow.</summary>
/// <remarks>
/// Models the look every 2 s at what clients ran or wanted to run: when the busiest and the idlest node differ by more than the threshold, the client whose move leaves
/// the smallest difference, of equals the one with most of its memory there already, is moved if the move is worth it and does not merely turn the difference round; where no
/// move is, every third look the best swap of two clients. One move or swap a look, which is assumed. Pages follow at a capped rate into free memory; until
/// then the client is slowed by what is remote. Two clients of a VM do not share a node. Leaves out moves for locality and action affinity, long-term fairness
/// and swaps after a time of their own (SwapConsiderPeriod, SwapMigrateOnly). Source: ESXi settings Numa.*; cpu-and-memory 2.7.
/// Page: docs/models/esxi-cpu.md.
/// </remarks>
public sealed class NumaScheduler : IEventTarget
{
    /// <summary>Smallest host and node, in cores, that are balanced: Numa.RebalanceCoresTotal and Numa.RebalanceCoresNode.</summary>
    private const int LeastCores = 4;

    private const int LeastCoresOfNode = 2;
    private const long Page = 4096;

    private readonly EventCalendar _calendar;
    private readonly CpuDispatcher _dispatcher;
    private readonly ProportionalShareScheduler _policy;
    private readonly NumaPlacement _memory;
    private readonly EsxiNumaParameters _parameters;
    private readonly List<NumaClient> _clients = [];
    private readonly long[] _loads;
    private readonly long _capacity;
    private readonly long _pages;
    private long _looks;

    /// <summary>A scheduler that knows no clients yet.</summary>
    /// <param name="calendar">The replication's events.</param>
    /// <param name="dispatcher">The host.</param>
    /// <param name="policy">Who places worlds on the pCPUs of their node.</param>
    /// <param name="memory">Where memory lies and what that does to speed.</param>
    /// <param name="parameters">Tunables.</param>
    public NumaScheduler(
        EventCalendar calendar, CpuDispatcher dispatcher, ProportionalShareScheduler policy, NumaPlacement memory, EsxiNumaParameters parameters)
    {
        (_calendar, _dispatcher, _policy, _memory, _parameters) = (calendar, dispatcher, policy, memory, parameters);
        var topology = dispatcher.Topology;
        _loads = new long[topology.Nodes];
        _capacity = topology.Cores / topology.Nodes * parameters.RebalancePeriod.Picoseconds;
        _pages = (long)(parameters.PageMigRateMax * parameters.RebalancePeriod.Seconds) * Page;
        if (topology.Nodes > 1 && topology.Cores >= LeastCores && topology.Cores / topology.Nodes >= LeastCoresOfNode) Arm();
    }

    /// <summary>The clients in the order they were added.</summary>
    public IReadOnlyList<NumaClient> Clients => _clients;

    /// <summary>Clients moved to another node since the accounts were reset; a swap counts twice.</summary>
    public long Moves { get; private set; }

    /// <summary>Watches over a client.</summary>
    public void Add(NumaClient client) => _clients.Add(client);

    /// <summary>The end of the warm-up: the accounts of worlds are about to be cleared.</summary>
    public void OnAccountsReset()
    {
        Moves = 0;
        foreach (var client in _clients)
        {
            foreach (var world in client.Worlds) world.Settle(_calendar.Now);
            client.OnAccountsReset(_calendar.Now);
        }
    }

    /// <inheritdoc />
    public void OnEvent(in EventAction action)
    {
        _looks++;
        Array.Clear(_loads);
        foreach (var client in _clients)
        {
            foreach (var world in client.Worlds)
            {
                world.Settle(_calendar.Now);
                // One that was just being started when its client moved.
                if (world.State == WorldState.Running && _dispatcher.Topology.NodeOf(world.Pcpu) != client.Node) _policy.MoveHome(world, client.Node);
            }

            client.Measure();
            _loads[client.Node] += client.Demand;
            MovePages(client);
        }

        Rebalance();
        Arm();
    }

    private void Arm()
    {
        if (_parameters.RebalancePeriod > SimDuration.Zero) _calendar.Schedule(_parameters.RebalancePeriod, new EventAction(this, 0), EventPhase.Decide);
    }

    private void Rebalance()
    {
        var (busiest, idlest) = (0, 0);
        for (var node = 1; node < _loads.Length; node++)
        {
            if (_loads[node] > _loads[busiest]) busiest = node;
            if (_loads[node] < _loads[idlest]) idlest = node;
        }

        var gap = _loads[busiest] - _loads[idlest];
        if (gap < _parameters.MigImbalanceThreshold * _capacity) return;
        var (first, second, left) = ((NumaClient?)null, (NumaClient?)null, gap);
        foreach (var client in _clients)
        {
            if (client.Node != busiest || !MayMove(client, idlest, except: null)) continue;
            var after = Math.Abs(gap - (2 * client.Demand));
            if (!IsWorthIt(gap, after) || after > left || (after == left && first is not null && client.Shares[idlest] <= first.Shares[idlest])) continue;
            (first, left) = (client, after);
        }

        if (first is null && _looks % _parameters.SwapInterval == 0) (first, second) = BestSwap(busiest, idlest, gap);
        if (first is null) return;
        Move(first, idlest);
        if (second is not null) Move(second, busiest);
    }

    private (NumaClient? First, NumaClient? Second) BestSwap(int busiest, int idlest, long gap)
    {
        var (first, second, left) = ((NumaClient?)null, (NumaClient?)null, gap);
        foreach (var one in _clients)
        {
            if (one.Node != busiest) continue;
            foreach (var other in _clients)
            {
                if (other.Node != idlest || !MayMove(one, idlest, other) || !MayMove(other, busiest, one)) continue;
                var after = Math.Abs(gap - (2 * (one.Demand - other.Demand)));
                if (!IsWorthIt(gap, after) || after >= left) continue;
                (first, second, left) = (one, other, after);
            }
        }

        return (first, second);
    }

    private bool IsWorthIt(long gap, long after) => gap - after >= _parameters.MigThreshold * _capacity && after <= _parameters.MigThrashThreshold * gap;

    /// <summary>Whether a client may leave its node, and no other client of the VM is at home on the new one.</summary>
    private bool MayMove(NumaClient client, int node, NumaClient? except)
    {
        if (client.IsFixed) return false;
        foreach (var other in _clients)
        {
            if (other.VmId == client.VmId && other.Node == node && !ReferenceEquals(other, except)) return false;
        }

        return true;
    }

    private void Move(NumaClient client, int node)
    {
        client.SettleLocality(_calendar.Now);
        client.Node = node;
        Moves++;
        foreach (var world in client.Worlds) _policy.MoveHome(world, node);
        _dispatcher.OnQueuesChanged();
    }

    /// <summary>Pages elsewhere follow the client, from one node after the other, as far as there is room.</summary>
    private void MovePages(NumaClient client)
    {
        var left = Math.Min(_pages, (long)((1 - client.Locality) * client.Bytes));
        if (left < Page) return;
        client.SettleLocality(_calendar.Now);
        for (var node = 0; node < _loads.Length && left > 0; node++)
        {
            if (node == client.Node || client.Shares[node] <= 0) continue;
            var moved = _memory.Move(node, client.Node, Math.Min(left, (long)(client.Shares[node] * client.Bytes)));
            client.Shares[node] -= (double)moved / client.Bytes;
            client.Shares[client.Node] += (double)moved / client.Bytes;
            left -= moved;
        }

        // What is left of a page is rounding.
        if ((1 - client.Locality) * client.Bytes < Page)
        {
            Array.Clear(client.Shares);
            client.Shares[client.Node] = 1;
        }

        _dispatcher.OnMemoryMoved(client.Worlds, _memory, client.Shares, client.StallFraction);
    }
}
