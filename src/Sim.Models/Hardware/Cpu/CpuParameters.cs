using System.Collections.Immutable;
using Sim.Core.Time;
using Sim.Models.Parameters;

namespace Sim.Models.Hardware.Cpu;

/// <summary>The processors of a host: shape, clocks, SMT and idle states.</summary>
/// <remarks>
/// Without <see cref="Turbo"/> and <see cref="LowestClock"/> the clock is flat: every core runs at <see cref="Clock"/>, whatever the others do.
/// Page: docs/models/cpu.md.
/// </remarks>
public sealed record CpuParameters
{
    /// <summary>Processor model, for reports only.</summary>
    [Parameter("Processor model, for reports.")]
    public string Model { get; init; } = "unnamed";

    /// <summary>What leaving a guest costs, where the hypervisor's costs say auto.</summary>
    [Parameter("Generation, which sets the costs of VM exits where guest leaves them out: custom, nehalem, westmere, sandy-bridge, skylake, sapphire-rapids, zen.",
        Certainty = Certainty.Assumed, Source = "cpu-and-memory 1.13, 1.14")]
    public CpuGeneration Generation { get; init; } = CpuGeneration.Custom;

    /// <summary>Populated sockets.</summary>
    [Parameter("Populated sockets.", Min = 1, Max = 16)]
    public required int Sockets { get; init; }

    /// <summary>Physical cores of one socket.</summary>
    [Parameter("Physical cores of one socket.", Min = 1, Max = 512)]
    public required int CoresPerSocket { get; init; }

    /// <summary>NUMA nodes of one socket; must divide its cores.</summary>
    [Parameter("NUMA nodes of one socket: NPS on EPYC, sub-NUMA clusters on Xeon; must divide the cores of a socket.", Min = 1, Max = 4)]
    public int NodesPerSocket { get; init; } = 1;

    /// <summary>Cores that share one last-level cache; must divide the cores of a node. Not given: all cores of a node share one.</summary>
    [Parameter("Cores that share a last-level cache: 8 on EPYC since Zen 3, 4 on Zen and Zen 2; auto is all cores of a NUMA node, as on Xeon.",
        Min = 1, Max = 512, MayBeAuto = true)]
    public int? CoresPerCache { get; init; }

    /// <summary>Hardware threads of one core.</summary>
    [Parameter("Hardware threads (pCPUs) of one core.", Min = 1, Max = 2)]
    public int ThreadsPerCore { get; init; } = 2;

    /// <summary>Clock that demands are stated at and that all cores can keep, hertz; work is counted in time at this clock.</summary>
    [Parameter("Sustained clock with all cores busy.", Dimension = Dimension.Frequency, Min = 0.1, Max = 10, Unit = "GHz")]
    public double Clock { get; init; } = 3.0e9;

    /// <summary>Clocks above <see cref="Clock"/> while few cores of a socket are active; rising in cores, falling in clock. Empty: no turbo.</summary>
    [Parameter("Turbo: the clock while at most so many cores of a socket are active; none by default.")]
    public ImmutableArray<TurboStep> Turbo { get; init; } = [];

    /// <summary>How often the processor reviews the number of active cores, so the time within which a turbo step takes effect.</summary>
    [Parameter("Period of the processor's own clock decisions.", Min = 0, Max = 100000, Unit = "us",
        Certainty = Certainty.Assumed, Source = "Hackenberg et al. 2015: Haswell-EP changes clocks every 500 us; 0 us is at once")]
    public SimDuration TurboPeriod { get; init; } = SimDuration.FromMicroseconds(500);

    /// <summary>Lowest clock that power management may choose, hertz; not given: <see cref="Clock"/>, so that there is nothing to choose.</summary>
    [Parameter("Lowest clock that power management may choose; auto is the sustained clock: nothing to choose.",
        Dimension = Dimension.Frequency, Min = 0.1, Max = 10, Unit = "GHz", MayBeAuto = true)]
    public double? LowestClock { get; init; }

    /// <summary>Throughput of a core with both threads busy over one busy thread.</summary>
    [Parameter("Throughput of a core with both threads busy over one busy thread.", Min = 0.8, Max = 2,
        Certainty = Certainty.Primary, Source = "Broadcom KB 421543: count SMT as +25 %; range 0.9-1.45 by workload")]
    public double SmtThroughput { get; init; } = 1.25;

    /// <summary>Idle states of a core, the shallowest first; at least one.</summary>
    [Parameter("Idle states, the shallowest first; by default C1 (exit 2 us) and from 200 us on a deep state (exit 40 us).",
        Formerly = "shallowIdleExit deepIdleAfter deepIdleExit",
        Certainty = Certainty.Assumed, Source = "cpu-and-memory 1.11: C1 2 us, C1E 10 us, C6 50-130 us; network-and-storage 4.2: C6 when idle above 200 us")]
    public ImmutableArray<IdleState> IdleStates { get; init; } = IdleState.TwoSteps(SimDuration.FromMicroseconds(2), SimDuration.FromMicroseconds(200), SimDuration.FromMicroseconds(40));

    /// <summary>Entries of the second-level TLB for pages up to 2 MiB.</summary>
    [Parameter("Entries of a core's second-level TLB for pages of 4 KiB and 2 MiB, which share them.", Min = 1, Max = 1_000_000,
        Certainty = Certainty.Assumed, Source = "general knowledge: 1536 on Xeons from Broadwell to Cascade Lake, 2048 since Ice Lake; not re-read")]
    public int TlbEntries { get; init; } = 1536;

    /// <summary>Entries of the second-level TLB for pages of 1 GiB.</summary>
    [Parameter("Entries of a core's second-level TLB for pages of 1 GiB.", Min = 1, Max = 1_000_000,
        Certainty = Certainty.Assumed, Source = "general knowledge: 16 on Xeons from Broadwell to Cascade Lake; not re-read")]
    public int TlbHugeEntries { get; init; } = 16;

    /// <summary>NUMA nodes of the host.</summary>
    public int Nodes => Sockets * NodesPerSocket;

    /// <summary>Physical cores of one NUMA node.</summary>
    public int CoresPerNode => CoresPerSocket / NodesPerSocket;

    /// <summary>Physical cores that share one last-level cache.</summary>
    public int CacheCores => CoresPerCache ?? CoresPerNode;

    /// <summary>Physical cores of the host.</summary>
    public int Cores => Sockets * CoresPerSocket;

    /// <summary>Hardware threads of the host.</summary>
    public int Pcpus => Cores * ThreadsPerCore;
}
