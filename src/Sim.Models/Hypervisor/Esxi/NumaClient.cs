using Sim.Core.Time;

namespace Sim.Models.Hypervisor.Esxi;

/// <summary>vCPUs of one VM that are placed on a NUMA node and moved together, and the memory they work on.</summary>
/// <remarks>Source: cpu-and-memory 2.7. Page: docs/models/esxi-cpu.md.</remarks>
public sealed class NumaClient
{
    private long _before;
    private double _localTime;
    private SimTime _since;
    private SimTime _reset;

    /// <summary>A client at home on the node of its vCPUs.</summary>
    /// <param name="vmId">Its VM.</param>
    /// <param name="worlds">Its vCPUs, one or more, all with the same home node and the same speeds.</param>
    /// <param name="bytes">Memory that follows it when it moves; 0 where the VM's memory is interleaved.</param>
    /// <param name="shares">Part of the memory it works on that lies on each node, adding up to 1; changed when pages move.</param>
    /// <param name="stallFraction">Share of its time stalled on memory when all is local, 0 to 1.</param>
    public NumaClient(int vmId, World[] worlds, long bytes, double[] shares, double stallFraction) =>
        (VmId, Worlds, Bytes, Shares, StallFraction, Node) = (vmId, worlds, bytes, shares, stallFraction, worlds[0].HomeNode);

    /// <summary>Its VM.</summary>
    public int VmId { get; }

    /// <summary>Its vCPUs.</summary>
    public World[] Worlds { get; }

    /// <summary>Memory that follows it, bytes.</summary>
    public long Bytes { get; }

    /// <summary>Share of its time stalled on memory when all is local.</summary>
    public double StallFraction { get; }

    /// <summary>Whether it stays where it is: its vCPUs have cores of their own.</summary>
    public bool IsFixed => Worlds[0].OwnPcpu >= 0;

    /// <summary>Its home node.</summary>
    public int Node { get; internal set; }

    /// <summary>Part of its memory on its own node now: esxtop's N%L.</summary>
    public double Locality => Shares[Node];

    /// <summary>What it ran or wanted to run between the last two looks, picoseconds.</summary>
    public long Demand { get; private set; }

    internal double[] Shares { get; }

    /// <summary>Measures the demand since the last look.</summary>
    internal void Measure()
    {
        var now = Wanted();
        (Demand, _before) = (now - _before, now);
    }

    /// <summary>Mean of <see cref="Locality"/> over the time since the accounts were reset; what it is now over no time.</summary>
    /// <param name="now">The present instant.</param>
    public double MeanLocality(SimTime now)
    {
        SettleLocality(now);
        return now > _reset ? _localTime / (now - _reset).Picoseconds : Locality;
    }

    /// <summary>Its memory or its home node is about to change.</summary>
    internal void SettleLocality(SimTime now)
    {
        _localTime += Locality * (now - _since).Picoseconds;
        _since = now;
    }

    /// <summary>The accounts of its vCPUs are about to be cleared.</summary>
    internal void OnAccountsReset(SimTime now)
    {
        _before -= Wanted();
        (_localTime, _since, _reset) = (0, now, now);
    }

    private long Wanted()
    {
        var sum = 0L;
        foreach (var world in Worlds) sum += world.RunTime + world.ReadyTime - world.ThrottledTime + world.CoStopTime;
        return sum;
    }
}
