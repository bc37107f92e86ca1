using System.Numerics;

namespace Sim.Models.Hardware.Cpu;

/// <summary>The idle pCPUs and wholly idle cores of a host as bit sets, so that wake-up placement costs a few word operations.</summary>
/// <remarks>
/// Exact. The searches are those of a wake-up: a wholly idle core first, then any idle thread, from a starting point round a cache or a node.
/// Whoever looks decides whether the search is worth it (SIS_UTIL of Linux); a search looks at all of them.
/// Source: Linux kernel/sched/fair.c, select_idle_sibling, select_idle_core, select_idle_cpu; cpu-and-memory 1.5, 2.4. Page: docs/models/cpu.md.
/// </remarks>
public sealed class IdlePcpus
{
    private readonly CoreTopology _topology;
    private readonly ulong[] _idle;
    private readonly ulong[] _idleCores;
    private ulong[]? _withdrawn;

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

    /// <summary>Whether a pCPU was taken out of every search.</summary>
    public bool IsWithdrawn(int pcpu) => _withdrawn is not null && (_withdrawn[pcpu >> 6] >> (pcpu & 63) & 1) != 0;

    /// <summary>Takes a pCPU out of every search: it does not count as idle, whatever it does.</summary>
    public void Withdraw(int pcpu)
    {
        SetIdle(pcpu, false);
        Set(_withdrawn ??= new ulong[_idle.Length], pcpu, true);
    }

    /// <summary>Puts a withdrawn pCPU back.</summary>
    /// <param name="pcpu">The pCPU.</param>
    /// <param name="idle">Whether it has nothing to run.</param>
    public void Restore(int pcpu, bool idle)
    {
        Set(_withdrawn!, pcpu, false);
        SetIdle(pcpu, idle);
    }

    /// <summary>Notes that a pCPU became idle or busy.</summary>
    public void SetIdle(int pcpu, bool idle)
    {
        if (IsWithdrawn(pcpu)) return;
        Set(_idle, pcpu, idle);
        var sibling = _topology.SiblingOf(pcpu);
        var coreIdle = idle && (sibling < 0 || IsIdle(sibling));
        Set(_idleCores, pcpu, coreIdle);
        if (sibling >= 0) Set(_idleCores, sibling, coreIdle);
    }

    /// <summary>A pCPU of a wholly idle core in a node, the first at or after a starting point, or -1; only <paramref name="allowed"/> ones if given.</summary>
    public int FindIdleCore(int node, int start, PcpuSet? allowed = null) => Find(_idleCores, node * _topology.PcpusPerNode, _topology.PcpusPerNode, start, allowed);

    /// <summary>An idle pCPU in a node, the first at or after a starting point, or -1; only <paramref name="allowed"/> ones if given.</summary>
    public int FindIdle(int node, int start, PcpuSet? allowed = null) => Find(_idle, node * _topology.PcpusPerNode, _topology.PcpusPerNode, start, allowed);

    /// <summary>A pCPU of a wholly idle core that shares a last-level cache, the first at or after a starting point, or -1; only <paramref name="allowed"/> ones if given.</summary>
    public int FindIdleCoreInCache(int cache, int start, PcpuSet? allowed = null) => Find(_idleCores, cache * _topology.PcpusPerCache, _topology.PcpusPerCache, start, allowed);

    /// <summary>An idle pCPU that shares a last-level cache, the first at or after a starting point, or -1; only <paramref name="allowed"/> ones if given.</summary>
    public int FindIdleInCache(int cache, int start, PcpuSet? allowed = null) => Find(_idle, cache * _topology.PcpusPerCache, _topology.PcpusPerCache, start, allowed);

    private static int Find(ulong[] set, int low, int count, int start, PcpuSet? allowed)
    {
        var high = low + count;
        if (start < low || start >= high) start = low;
        var found = FindIn(set, start, high, allowed);
        return found >= 0 ? found : FindIn(set, low, start, allowed);
    }

    private static int FindIn(ulong[] set, int from, int to, PcpuSet? allowed)
    {
        while (from < to)
        {
            var word = set[from >> 6];
            if (allowed is not null) word &= allowed.Word(from >> 6);
            word >>= from & 63;
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
