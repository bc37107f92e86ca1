using Sim.Core.Diagnostics;

namespace Sim.Models.Hardware.Cpu;

/// <summary>Which pCPU belongs to which core and NUMA node. pCPUs of a core are neighbours: core c has pCPUs c*t .. c*t + t-1.</summary>
public sealed class CoreTopology
{
    private readonly int _threadsPerCore;
    private readonly int _pcpusPerNode;
    private readonly int[] _nodeOf;

    /// <summary>The topology of a host.</summary>
    /// <param name="parameters">Its processors.</param>
    public CoreTopology(CpuParameters parameters)
    {
        Check.That(parameters.ThreadsPerCore is 1 or 2, "a core has one or two threads");
        _threadsPerCore = parameters.ThreadsPerCore;
        _pcpusPerNode = parameters.CoresPerSocket * parameters.ThreadsPerCore;
        Pcpus = parameters.Pcpus;
        Nodes = parameters.Sockets;
        _nodeOf = new int[Pcpus];
        for (var pcpu = 0; pcpu < Pcpus; pcpu++) _nodeOf[pcpu] = pcpu / _pcpusPerNode;
    }

    /// <summary>Hardware threads of the host.</summary>
    public int Pcpus { get; }

    /// <summary>NUMA nodes of the host.</summary>
    public int Nodes { get; }

    /// <summary>Hardware threads of one node.</summary>
    public int PcpusPerNode => _pcpusPerNode;

    /// <summary>The core of a pCPU.</summary>
    public int CoreOf(int pcpu) => pcpu >> (_threadsPerCore - 1);

    /// <summary>The NUMA node of a pCPU.</summary>
    public int NodeOf(int pcpu) => _nodeOf[pcpu];

    /// <summary>The other thread of the core, or -1 without SMT.</summary>
    public int SiblingOf(int pcpu) => _threadsPerCore == 2 ? pcpu ^ 1 : -1;
}
