using System.Numerics;

namespace Sim.Models.Hardware.Cpu;

/// <summary>The idle pCPUs and wholly idle cores of a host as bit sets, so that wake-up placement costs a few word operations.</summary>
public sealed class IdlePcpus
{
    private readonly CoreTopology _topology;
    private readonly ulong[] _idle;
    private readonly ulong[] _idleCores;

    /// <summary>Every pCPU idle.</summary>
    /// <param name="topology">The host.</param>
    public IdlePcpus(CoreTopology topology)
    {
        _topology = topology;
        _idle = new ulong[(topology.Pcpus + 63) / 64];
        _idleCores = new ulong[_idle.Length];
        for (var pcpu = 0; pcpu < topology.Pcpus; pcpu++) SetIdle(pcpu, true);
    }

    /// <summary>Whether a pCPU has nothing to run.</summary>
    public bool IsIdle(int pcpu) => (_idle[pcpu >> 6] >> (pcpu & 63) & 1) != 0;

    /// <summary>Notes that a pCPU became idle or busy.</summary>
    public void SetIdle(int pcpu, bool idle)
    {
        Set(_idle, pcpu, idle);
        var sibling = _topology.SiblingOf(pcpu);
        var coreIdle = idle && (sibling < 0 || IsIdle(sibling));
        Set(_idleCores, pcpu, coreIdle);
        if (sibling >= 0) Set(_idleCores, sibling, coreIdle);
    }

    /// <summary>A pCPU of a wholly idle core in a node, the first at or after a starting point, or -1.</summary>
    public int FindIdleCore(int node, int start) => Find(_idleCores, node, start);

    /// <summary>An idle pCPU in a node, the first at or after a starting point, or -1.</summary>
    public int FindIdle(int node, int start) => Find(_idle, node, start);

    private int Find(ulong[] set, int node, int start)
    {
        var low = node * _topology.PcpusPerNode;
        var high = low + _topology.PcpusPerNode;
        if (start < low || start >= high) start = low;
        var found = FindIn(set, start, high);
        return found >= 0 ? found : FindIn(set, low, start);
    }

    private static int FindIn(ulong[] set, int from, int to)
    {
        while (from < to)
        {
            var word = set[from >> 6] >> (from & 63);
            if (word != 0)
            {
                var found = from + BitOperations.TrailingZeroCount(word);
                return found < to ? found : -1;
            }

            from = (from | 63) + 1;
        }

        return -1;
    }

    private static void Set(ulong[] set, int bit, bool value)
    {
        if (value) set[bit >> 6] |= 1UL << (bit & 63);
        else set[bit >> 6] &= ~(1UL << (bit & 63));
    }
}
