using Sim.Core.Time;
using Sim.Models.Parameters;

namespace Sim.Models.Hardware.Cpu;

/// <summary>The processors of a host: shape, clock, SMT and idle states.</summary>
public sealed record CpuParameters
{
    /// <summary>Processor model, for reports only.</summary>
    [Parameter("Processor model, for reports.")]
    public string Model { get; init; } = "unnamed";

    /// <summary>Populated sockets; each is one NUMA node and one last-level cache.</summary>
    [Parameter("Populated sockets; each is one NUMA node and one last-level cache group.", Min = 1, Max = 16)]
    public required int Sockets { get; init; }

    /// <summary>Physical cores of one socket.</summary>
    [Parameter("Physical cores of one socket.", Min = 1, Max = 512)]
    public required int CoresPerSocket { get; init; }

    /// <summary>Hardware threads of one core.</summary>
    [Parameter("Hardware threads (pCPUs) of one core.", Min = 1, Max = 2)]
    public int ThreadsPerCore { get; init; } = 2;

    /// <summary>Clock that demands are stated at, hertz; demand in milliseconds scales with reference over actual.</summary>
    [Parameter("Sustained clock with all cores busy.", Dimension = Dimension.Frequency, Min = 0.1, Max = 10, Unit = "GHz")]
    public double Clock { get; init; } = 3.0e9;

    /// <summary>Throughput of a core with both threads busy over one busy thread.</summary>
    [Parameter("Throughput of a core with both threads busy over one busy thread.", Min = 0.8, Max = 2,
        Certainty = Certainty.Primary, Source = "Broadcom KB 421543: count SMT as +25 %; range 0.9-1.45 by workload")]
    public double SmtThroughput { get; init; } = 1.25;

    /// <summary>Time from a wake-up to running for a core idle only briefly.</summary>
    [Parameter("Exit latency of the shallow idle state C1.", Min = 0, Max = 1000, Unit = "us",
        Certainty = Certainty.Assumed, Source = "cpu-and-memory 1.11")]
    public SimDuration ShallowIdleExit { get; init; } = SimDuration.FromMicroseconds(2);

    /// <summary>Idle time after which the core has entered the deep state.</summary>
    [Parameter("Idle time after which a core is in its deep idle state.", Min = 0, Max = 100000, Unit = "us",
        Certainty = Certainty.Assumed, Source = "network-and-storage 4.2: C6 when idle above 200 us")]
    public SimDuration DeepIdleAfter { get; init; } = SimDuration.FromMicroseconds(200);

    /// <summary>Time from a wake-up to running for a core in the deep state.</summary>
    [Parameter("Exit latency of the deep idle state (C1E/C6 by power policy).", Min = 0, Max = 1000, Unit = "us",
        Certainty = Certainty.Assumed, Source = "cpu-and-memory 1.11: C1E 10 us, C6 50-130 us; default is a balanced policy")]
    public SimDuration DeepIdleExit { get; init; } = SimDuration.FromMicroseconds(40);

    /// <summary>Time to leave the idle state that a core is in.</summary>
    /// <param name="idle">How long it has been idle.</param>
    public SimDuration IdleExit(SimDuration idle) => idle >= DeepIdleAfter ? DeepIdleExit : ShallowIdleExit;

    /// <summary>Physical cores of the host.</summary>
    public int Cores => Sockets * CoresPerSocket;

    /// <summary>Hardware threads of the host.</summary>
    public int Pcpus => Cores * ThreadsPerCore;
}
