using Sim.Core.Diagnostics;
using Sim.Models.Hardware.Cpu;

namespace Sim.Models.Hardware.Memory;

/// <summary>Where the memory of VMs lies, node by node.</summary>
/// <remarks>
/// A VM starts on the node that is asked for least CPU among those with room for its memory, or on the one with most free memory when none
/// has room: where balancing over minutes ends up. A wide one lies evenly on as many nodes as it has NUMA clients; what does not fit spills to
/// the other nodes. Work of a vCPU on node n is slowed to
/// 1 / (1 + m (r(n) - 1)), m the share of time stalled on memory when all is local, r(n) mean over local latency seen from node n, where the
/// other nodes of a socket are nearer than other sockets.
/// Memory moves when ESXi's NUMA scheduler or Linux' NUMA balancing asks for it. Leaves out interleaving by page. Source: cpu-and-memory 2.7, 6.3. Page: docs/models/memory.md.
/// </remarks>
public sealed class NumaPlacement
{
    private const double UnitSpeed = 65536;

    private readonly MemoryParameters _memory;
    private readonly long[] _free;
    private readonly double[] _load;
    private readonly int _nodesPerSocket;

    /// <summary>An empty host.</summary>
    /// <param name="memory">Its memory.</param>
    /// <param name="nodes">NUMA nodes.</param>
    /// <param name="reserved">Bytes the hypervisor itself takes.</param>
    /// <param name="nodesPerSocket">Of these, nodes of one socket.</param>
    public NumaPlacement(MemoryParameters memory, int nodes, long reserved, int nodesPerSocket = 1)
    {
        (_memory, _nodesPerSocket) = (memory, nodesPerSocket);
        _free = new long[nodes];
        _load = new double[nodes];
        Array.Fill(_free, Math.Max(0, (memory.Size - reserved) / nodes));
    }

    /// <summary>Places a VM's backed memory.</summary>
    /// <param name="bytes">Backed memory; what exceeds the host's free memory is taken to be reclaimed and lies nowhere.</param>
    /// <param name="load">CPU it asks for, in any unit that is the same for all VMs.</param>
    /// <param name="clients">Nodes that it is spread over evenly, from the home node on, 1 to all.</param>
    /// <returns>The home node and the share of the placed memory on each node.</returns>
    public (int Home, double[] Shares) Place(long bytes, double load, int clients = 1)
    {
        var home = Roomiest(bytes / clients);
        for (var client = 0; client < clients; client++) _load[(home + client) % _load.Length] += load / clients;
        var shares = new double[_free.Length];
        var left = 0L;
        for (var client = 0; client < clients; client++)
            left += (bytes / clients) - Fill((home + client) % _free.Length, bytes / clients, shares);
        for (var step = 0; step < _free.Length && left > 0; step++) left -= Fill((home + step) % _free.Length, left, shares);
        return (home, Normalised(shares, home));
    }

    /// <summary>Places a VM's backed memory on given nodes; what finds no room there goes to others.</summary>
    /// <param name="bytes">Backed memory; what exceeds the free memory of the nodes it may lie on is taken to be reclaimed and lies nowhere.</param>
    /// <param name="load">CPU it asks for, in any unit that is the same for all VMs.</param>
    /// <param name="parts">Share wanted on each node, adding up to 1.</param>
    /// <param name="only">The nodes that it may lie on, among them all with a share; null for any.</param>
    /// <returns>The node with the largest part and the share of the placed memory on each node.</returns>
    public (int Home, double[] Shares) PlaceOn(long bytes, double load, double[] parts, PcpuSet? only)
    {
        Check.That(parts.Length == _free.Length, "one part a node");
        var shares = new double[_free.Length];
        var (home, left) = (0, 0L);
        for (var node = 0; node < parts.Length; node++)
        {
            if (parts[node] > parts[home]) home = node;
            _load[node] += load * parts[node];
            var wanted = (long)(bytes * parts[node]);
            left += wanted - Fill(node, wanted, shares);
        }

        for (var step = 0; step < parts.Length && left > 0; step++)
        {
            var node = (home + step) % parts.Length;
            if (only?.Contains(node) != false) left -= Fill(node, left, shares);
        }

        return (home, Normalised(shares, home));
    }

    /// <summary>The node that is asked for least CPU among those with room for some memory, else the one with most free memory.</summary>
    /// <param name="bytes">The memory.</param>
    /// <param name="among">The nodes to choose from, not empty; null for all.</param>
    public int Roomiest(long bytes, PcpuSet? among = null)
    {
        var (home, freest) = (-1, -1);
        for (var node = 0; node < _free.Length; node++)
        {
            if (among?.Contains(node) == false) continue;
            if (freest < 0 || _free[node] > _free[freest]) freest = node;
            if (_free[node] >= bytes && (home < 0 || _load[node] < _load[home])) home = node;
        }

        return home >= 0 ? home : freest;
    }

    private static double[] Normalised(double[] shares, int home)
    {
        var placed = 0.0;
        foreach (var share in shares) placed += share;
        if (placed <= 0) shares[home] = placed = 1;
        for (var node = 0; node < shares.Length; node++) shares[node] /= placed;
        return shares;
    }

    private long Fill(int node, long bytes, double[] shares)
    {
        var here = Math.Min(bytes, _free[node]);
        _free[node] -= here;
        shares[node] += here;
        return here;
    }

    /// <summary>Speed of a VM's work on each node, in 1/65536 of its speed with all memory local.</summary>
    /// <param name="shares">Share of its memory on each node, adding up to 1.</param>
    /// <param name="stallFraction">Share of its time stalled on memory when all is local, 0 to 1.</param>
    public int[] Speeds(double[] shares, double stallFraction)
    {
        Check.That(shares.Length == _free.Length, "one share a node");
        var speeds = new int[shares.Length];
        for (var node = 0; node < shares.Length; node++) speeds[node] = (int)(UnitSpeed / (1 + (stallFraction * Excess(shares, node))));
        return speeds;
    }

    /// <summary>The same, and the stalled shares, into the arrays that a VM's vCPUs share.</summary>
    /// <param name="shares">Share of its memory on each node, adding up to 1.</param>
    /// <param name="stallFraction">Share of its time stalled on memory when all is local, 0 to 1.</param>
    /// <param name="speeds">Takes what <see cref="Speeds"/> would give.</param>
    /// <param name="stalls">Takes what <see cref="Stalls"/> would give.</param>
    public void WriteSpeeds(double[] shares, double stallFraction, int[] speeds, int[] stalls)
    {
        for (var node = 0; node < shares.Length; node++)
        {
            speeds[node] = (int)(UnitSpeed / (1 + (stallFraction * Excess(shares, node))));
            stalls[node] = (int)(UnitSpeed - ((1 - stallFraction) * speeds[node]));
        }
    }

    /// <summary>Moves memory from one node to another as far as there is room.</summary>
    /// <param name="from">The node it lies on.</param>
    /// <param name="to">The other.</param>
    /// <param name="bytes">How much, 0 or more.</param>
    /// <returns>How much was moved.</returns>
    public long Move(int from, int to, long bytes)
    {
        var moved = Math.Clamp(_free[to], 0, bytes);
        _free[to] -= moved;
        _free[from] += moved;
        return moved;
    }

    /// <summary>Share of a VM's time on each node that it waits for memory, in 1/65536.</summary>
    /// <param name="speeds">What <see cref="Speeds(double[], double)"/> gave.</param>
    /// <param name="stallFraction">Share of its time stalled on memory when all is local, 0 to 1.</param>
    public static int[] Stalls(int[] speeds, double stallFraction)
    {
        // Of a unit of work, 1 - m is computing whatever the node; the whole takes 1 / speed.
        var stalls = new int[speeds.Length];
        for (var node = 0; node < speeds.Length; node++) stalls[node] = (int)(UnitSpeed - ((1 - stallFraction) * speeds[node]));
        return stalls;
    }

    /// <summary>Mean idle latency of a VM's memory from a node.</summary>
    /// <param name="shares">Share of its memory on each node, adding up to 1.</param>
    /// <param name="node">The node.</param>
    public double LatencyNs(double[] shares, int node) => _memory.LocalLatency.Nanoseconds * (1 + Excess(shares, node));

    /// <summary>How much longer than local the mean latency from a node is, as a share of the local one.</summary>
    private double Excess(double[] shares, int node)
    {
        var near = 0.0;
        var first = node / _nodesPerSocket * _nodesPerSocket;
        for (var other = first; other < first + _nodesPerSocket; other++)
        {
            if (other != node) near += shares[other];
        }

        var local = _memory.LocalLatency.Nanoseconds;
        return (((_memory.RemoteLatency.Nanoseconds / local) - 1) * (1 - shares[node] - near)) + (((_memory.SameSocketLatency.Nanoseconds / local) - 1) * near);
    }
}
