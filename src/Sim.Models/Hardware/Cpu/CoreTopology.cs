using Sim.Core.Diagnostics;

namespace Sim.Models.Hardware.Cpu;

/// <summary>Which pCPU belongs to which core, last-level cache, NUMA node and socket. Neighbours in number are neighbours in the machine.</summary>
/// <remarks>
/// Core c has pCPUs c*t .. c*t + t-1; caches, nodes and sockets are ranges of cores of equal size, each inside the next. Leaves out caches
/// that span NUMA nodes (sub-NUMA clusters slice the cache with the memory) and uneven packages.
/// Source: Linux Documentation/scheduler/sched-domains.rst (SMT, MC = shared last-level cache, PKG, NUMA); AMD EPYC core complexes and NPS;
/// Intel sub-NUMA clustering; cpu-and-memory 1.6, 2.4, 6.1. Page: docs/models/cpu.md.
/// </remarks>
public sealed class CoreTopology
{
    private readonly int _threadsPerCore;
    private readonly int[] _nodeOf;
    private readonly int[] _cacheOf;

    /// <summary>The topology of a host.</summary>
    /// <param name="parameters">Its processors.</param>
    public CoreTopology(CpuParameters parameters)
    {
        Check.That(parameters.ThreadsPerCore is 1 or 2, "a core has one or two threads");
        Check.That(parameters.CoresPerSocket % parameters.NodesPerSocket == 0, "the cores of a socket do not divide among its NUMA nodes");
        Check.That(parameters.CoresPerNode % parameters.CacheCores == 0, "the cores of a NUMA node do not divide among its last-level caches");
        _threadsPerCore = parameters.ThreadsPerCore;
        PcpusPerNode = parameters.CoresPerNode * parameters.ThreadsPerCore;
        PcpusPerCache = parameters.CacheCores * parameters.ThreadsPerCore;
        Pcpus = parameters.Pcpus;
        Cores = parameters.Cores;
        CoresPerSocket = parameters.CoresPerSocket;
        Sockets = parameters.Sockets;
        Nodes = parameters.Nodes;
        Caches = parameters.Cores / parameters.CacheCores;
        _nodeOf = new int[Pcpus];
        _cacheOf = new int[Pcpus];
        for (var pcpu = 0; pcpu < Pcpus; pcpu++) (_nodeOf[pcpu], _cacheOf[pcpu]) = (pcpu / PcpusPerNode, pcpu / PcpusPerCache);
    }

    /// <summary>Hardware threads of the host.</summary>
    public int Pcpus { get; }

    /// <summary>Physical cores of the host.</summary>
    public int Cores { get; }

    /// <summary>Populated sockets.</summary>
    public int Sockets { get; }

    /// <summary>Physical cores of one socket.</summary>
    public int CoresPerSocket { get; }

    /// <summary>NUMA nodes of the host.</summary>
    public int Nodes { get; }

    /// <summary>Last-level caches of the host.</summary>
    public int Caches { get; }

    /// <summary>Hardware threads of one node.</summary>
    public int PcpusPerNode { get; }

    /// <summary>Hardware threads that share one last-level cache.</summary>
    public int PcpusPerCache { get; }

    /// <summary>Hardware threads of one core, 1 or 2.</summary>
    public int ThreadsPerCore => _threadsPerCore;

    /// <summary>The core of a pCPU.</summary>
    public int CoreOf(int pcpu) => pcpu >> (_threadsPerCore - 1);

    /// <summary>The last-level cache of a pCPU.</summary>
    public int CacheOf(int pcpu) => _cacheOf[pcpu];

    /// <summary>The NUMA node of a pCPU.</summary>
    public int NodeOf(int pcpu) => _nodeOf[pcpu];

    /// <summary>The socket of a core.</summary>
    public int SocketOfCore(int core) => core / CoresPerSocket;

    /// <summary>The other thread of the core, or -1 without SMT.</summary>
    public int SiblingOf(int pcpu) => _threadsPerCore == 2 ? pcpu ^ 1 : -1;

    /// <summary>How far two pCPUs are apart.</summary>
    public CoreDistance Between(int one, int other) =>
        CoreOf(one) == CoreOf(other) ? CoreDistance.SameCore
        : _cacheOf[one] == _cacheOf[other] ? CoreDistance.SameCache
        : _nodeOf[one] == _nodeOf[other] ? CoreDistance.SameNode
        : CoreDistance.OtherNode;
}
