using Sim.Core.Time;
using Sim.Models.Hardware.Cpu;
using Sim.Models.Parameters;

namespace Sim.Models.Hypervisor;

/// <summary>What the host pays to put a world on a pCPU.</summary>
public sealed record DispatchCosts
{
    /// <summary>Switching a pCPU from one world to another.</summary>
    [Parameter("Switching a pCPU from one world to another.", Min = 0, Max = 100, Unit = "us",
        Certainty = Certainty.Assumed, Source = "cpu-and-memory 1.3: 1.5-3 us")]
    public SimDuration ContextSwitch { get; init; } = SimDuration.FromMicroseconds(2);

    /// <summary>Waking a blocked world: wake-up IPI and run queue insertion, before the switch.</summary>
    [Parameter("Waking a blocked world from another pCPU, before the switch.", Min = 0, Max = 200, Unit = "us",
        Certainty = Certainty.Assumed, Source = "cpu-and-memory 1.11: block/wake path 5-10 us with the switch")]
    public SimDuration Wake { get; init; } = SimDuration.FromMicroseconds(3);

    /// <summary>More for a world that is woken by one under another last-level cache.</summary>
    [Parameter("Additional cost of a wake-up by a world under another last-level cache, from which what it hands over has to come.", Min = 0, Max = 200, Unit = "us",
        Certainty = Certainty.Assumed, Source = "no published figure; 0 us leaves it out")]
    public SimDuration WakeAcrossCaches { get; init; }

    /// <summary>Refilling the core's own caches after running on another core of the same last-level cache.</summary>
    [Parameter("Cache refill after a move inside a last-level cache.", Min = 0, Max = 1000, Unit = "us", Formerly = "migrationInNode",
        Certainty = Certainty.Assumed, Source = "cpu-and-memory 1.6: 5-20 us within a last-level cache")]
    public SimDuration MigrationInCache { get; init; } = SimDuration.FromMicroseconds(5);

    /// <summary>Refilling caches after running under another last-level cache of the same node.</summary>
    [Parameter("Cache refill after a move to another last-level cache of the node.", Min = 0, Max = 2000, Unit = "us",
        Certainty = Certainty.Assumed, Source = "cpu-and-memory 1.6: 50-300 us across caches for a warm 1 MB working set; the lower end, memory stays local")]
    public SimDuration MigrationAcrossCaches { get; init; } = SimDuration.FromMicroseconds(50);

    /// <summary>Refilling caches after running on another node.</summary>
    [Parameter("Cache refill after a move to another node.", Min = 0, Max = 2000, Unit = "us",
        Certainty = Certainty.Assumed, Source = "cpu-and-memory 1.6: 50-300 us across nodes for a warm 1 MB working set")]
    public SimDuration MigrationAcrossNodes { get; init; } = SimDuration.FromMicroseconds(100);

    /// <summary>From the event to work again for a world that was polling.</summary>
    [Parameter("Resuming a world that polls.", Min = 0, Max = 50, Unit = "us",
        Certainty = Certainty.Assumed, Source = "cpu-and-memory 1.11: 0.5-1 us")]
    public SimDuration PollResume { get; init; } = SimDuration.FromMicroseconds(0.8);

    /// <summary>What the handler of a device's interrupt takes from the world that runs on its pCPU.</summary>
    [Parameter("Handler of a drive's or NIC queue's interrupt: time of the world that runs on the pCPU it comes to; 0 under KVM, where disk.interruptHandler is that of drives, and a NIC queue's is in the start of its receive world.",
        Min = 0, Max = 50, Unit = "us",
        Certainty = Certainty.Assumed, Source = "network-and-storage 8A: host interrupt and completion 2 us together; half of it")]
    public SimDuration Interrupt { get; init; }

    /// <summary>Dispatching under ESXi.</summary>
    public static DispatchCosts Vmkernel { get; } = new() { Interrupt = SimDuration.FromMicroseconds(1) };

    /// <summary>Switch, wake-up and cache refill of a world that a pCPU starts.</summary>
    internal SimDuration ToStart(World world, int pcpu, CoreTopology topology)
    {
        var latency = ContextSwitch;
        var isLocal = world.IsWokenLocally && world.LastPcpu == pcpu;
        if (!isLocal && (world.HaltedSince > SimTime.Zero || world.LastPcpu < 0)) latency += Wake;
        if (world is { HaltedSince.Picoseconds: > 0, WokenFrom: >= 0 } && topology.CacheOf(world.WokenFrom) != topology.CacheOf(pcpu)) latency += WakeAcrossCaches;
        if (world.LastPcpu < 0) return latency;
        return topology.Between(world.LastPcpu, pcpu) switch
        {
            CoreDistance.SameCore => latency,
            CoreDistance.SameCache => latency + MigrationInCache,
            CoreDistance.SameNode => latency + MigrationAcrossCaches,
            _ => latency + MigrationAcrossNodes,
        };
    }
}
