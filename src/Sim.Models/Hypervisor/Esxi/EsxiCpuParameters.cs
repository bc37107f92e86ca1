using Sim.Core.Time;
using Sim.Models.Parameters;

namespace Sim.Models.Hypervisor.Esxi;

/// <summary>Tunables of the ESXi CPU scheduler.</summary>
public sealed record EsxiCpuParameters
{
    /// <summary>Longest time a world keeps a pCPU while others wait.</summary>
    [Parameter("Cpu.Quantum: longest time on a pCPU while others wait.", Min = 1, Max = 1000, Unit = "ms",
        Certainty = Certainty.Primary, Source = "advanced settings of ESXi 6.x and 8.0.3")]
    public SimDuration Quantum { get; init; } = SimDuration.FromMilliseconds(200);

    /// <summary>Virtual-time credit a sleeper may keep, in quanta.</summary>
    [Parameter("Cpu.BoundLagQuanta: virtual-time credit a sleeper may keep, in quanta.", Min = 1, Max = 100,
        Certainty = Certainty.Primary, Source = "advanced settings of ESXi 8.0.3")]
    public int BoundLagQuanta { get; init; } = 8;

    /// <summary>How far ahead of the clock the limit time of a group may be before its worlds are held back.</summary>
    [Parameter("Cpu.LimitEnforcementThreshold: time by which a VM or pool may be ahead of its limit before it is held back.", Min = 1, Max = 10000, Unit = "ms",
        Certainty = Certainty.Primary, Source = "advanced settings of ESXi 8.0.3")]
    public SimDuration LimitSlack { get; init; } = SimDuration.FromMilliseconds(200);

    /// <summary>How far behind in virtual time a woken world must be to preempt.</summary>
    [Parameter("Virtual time a woken world must be behind the running one to preempt it.", Min = 0, Max = 200, Unit = "ms",
        Certainty = Certainty.Assumed, Source = "cpu-and-memory A.3: not published, free parameter")]
    public SimDuration WakePreemptMargin { get; init; } = SimDuration.FromMilliseconds(1);

    /// <summary>Virtual time a world is held back rather than moved to another pCPU.</summary>
    [Parameter("Virtual-time bonus of a world on the pCPU it ran on last.", Min = 0, Max = 200, Unit = "ms",
        Certainty = Certainty.Assumed, Source = "cpu-and-memory 2.4: goodness weighs cache affinity, weights not published")]
    public SimDuration AffinityBonus { get; init; } = SimDuration.FromMilliseconds(0.5);

    /// <summary>pCPUs weighed against each other when a world wakes.</summary>
    [Parameter("Cpu.WakeupMigrateIdlePcpus: pCPUs weighed against each other when a world wakes: idle ones if there are any, else busy ones.", Min = 1, Max = 32,
        Certainty = Certainty.Primary, Source = "advanced settings of ESXi 6.x and 8.0.3; that only idle ones count while there are any is assumed")]
    public int WakeupPcpus { get; init; } = 4;

    /// <summary>pCPUs with waiting worlds that a pCPU about to idle looks at.</summary>
    [Parameter("Cpu.PcpuMigrateIdlePcpus: pCPUs with waiting worlds that a pCPU looks at before it idles; 0: it takes nothing over.", Min = 0, Max = 32,
        Certainty = Certainty.Primary, Source = "advanced settings of ESXi 6.x and 8.0.3; that pCPUs where nobody waits do not count is assumed")]
    public int IdlePcpus { get; init; } = 4;

    /// <summary>pCPUs with waiting worlds that a busy pCPU looks at when it may take one over.</summary>
    [Parameter("Cpu.FairnessRebalancePcpus: pCPUs with waiting worlds that a busy pCPU looks at when it may take one over; 0: it takes nothing over.", Min = 0, Max = 32,
        Certainty = Certainty.Primary, Source = "advanced settings of ESXi 6.x and 8.0.3; that pCPUs where nobody waits do not count is assumed")]
    public int FairnessPcpus { get; init; } = 4;

    /// <summary>Time between a pCPU's looks at the other thread of its core.</summary>
    [Parameter("Cpu.HTRebalancePeriod: time between a pCPU's looks at the other thread of its core.", Min = 1, Max = 5000, Unit = "ms",
        Certainty = Certainty.Primary, Source = "advanced settings of ESXi 6.x and 8.0.3; Cpu.L2RebalancePeriod has nothing to add where a core has its own L2")]
    public SimDuration CorePeriod { get; init; } = SimDuration.FromMilliseconds(5);

    /// <summary>Time between a pCPU's looks at its last-level cache.</summary>
    [Parameter("Cpu.L3RebalancePeriod: time between a pCPU's looks at the pCPUs of its last-level cache; 0 ms: never.", Min = 0, Max = 5000, Unit = "ms",
        Certainty = Certainty.Primary, Source = "advanced settings of ESXi 6.x and 8.0.3")]
    public SimDuration CachePeriod { get; init; } = SimDuration.FromMilliseconds(20);

    /// <summary>Time between a pCPU's looks at its package.</summary>
    [Parameter("Cpu.PackageRebalancePeriod: time between a pCPU's looks at the other caches of its package; 0 ms: never.", Min = 0, Max = 5000, Unit = "ms",
        Certainty = Certainty.Primary, Source = "advanced settings of ESXi 8.0.3; 20 ms in 6.x")]
    public SimDuration PackagePeriod { get; init; } = SimDuration.FromMilliseconds(2000);

    /// <summary>Time between a pCPU's looks at the other packages.</summary>
    [Parameter("Cpu.HostRebalancePeriod: time between a pCPU's looks at the other packages; 0 ms: never.", Min = 0, Max = 5000, Unit = "ms",
        Certainty = Certainty.Primary, Source = "advanced settings of ESXi 8.0.3; 100 ms in 6.x")]
    public SimDuration HostPeriod { get; init; } = SimDuration.FromMilliseconds(2000);

    /// <summary>What a world may lose to the other threads of its cores before it gets a whole one.</summary>
    [Parameter("Cpu.HTWholeCoreThreshold: what a world may lose to whoever runs beside it on its core, 37.5 % of that time, before it gets a whole core; 0 ms: it never does.",
        Min = 0, Max = 60000, Unit = "ms",
        Certainty = Certainty.Primary, Source = "advanced settings of ESXi 8.0.3; what it is compared with is assumed")]
    public SimDuration WholeCoreThreshold { get; init; } = SimDuration.FromMilliseconds(800);

    /// <summary>When such a loss is forgotten.</summary>
    [Parameter("Cpu.HTStolenAgeThreshold: age at which such a loss is forgotten.", Min = 0.1, Max = 3600, Unit = "s",
        Certainty = Certainty.Primary, Source = "advanced settings of ESXi 8.0.3")]
    public SimDuration StolenAge { get; init; } = SimDuration.FromSeconds(8);

    /// <summary>Wake-ups a second by one other world from which a world is placed in its cache.</summary>
    [Parameter("Cpu.CommRateThreshold: wake-ups a second by one other world from which a world is placed in the last-level cache of that one; 0 /s: never.", Dimension = Dimension.Rate,
        Min = 0, Max = 1_000_000, Unit = "/s",
        Certainty = Certainty.Primary, Source = "advanced settings of ESXi 6.x and 8.0.3; that wake-ups are what counts is assumed")]
    public double CommRateThreshold { get; init; } = 500;

    /// <summary>Which worlds may share a core.</summary>
    [Parameter("Side-channel aware scheduler: none, scav1 (one thread of a core at a time) or scav2 (the threads of a core run only one VM at a time).",
        Certainty = Certainty.Primary, Source = "cpu-and-memory 2.6: VMkernel.Boot.hyperthreadingMitigation and hyperthreadingMitigationIntraVM; none on CPUs without L1TF and MDS")]
    public SideChannelScheduler SideChannel { get; init; } = SideChannelScheduler.None;

    /// <summary>Cores of every node that no VM with high latency sensitivity gets for itself.</summary>
    [Parameter("Cores of every NUMA node that no VM with high latency sensitivity gets for itself: the VMkernel's own worlds and all other VMs run there.", Min = 1, Max = 1024,
        Certainty = Certainty.Assumed, Source = "cpu-and-memory 2.8: how many ESXi keeps is not published; one is the least that works")]
    public int SharedCores { get; init; } = 1;

    /// <summary>Shares of one vCPU.</summary>
    [Parameter("Shares of one vCPU (low 500, normal 1000, high 2000).", Min = 1, Max = 100000,
        Certainty = Certainty.Assumed, Source = "cpu-and-memory 2.2")]
    public int SharesPerVcpu { get; init; } = 1000;

    /// <summary>Skew at which a leading vCPU is co-stopped; zero switches co-scheduling off.</summary>
    [Parameter("Cpu.CoschedCostopThreshold: skew that co-stops a leading vCPU; 0 us switches co-scheduling off.", Min = 0, Max = 100000, Unit = "us",
        Certainty = Certainty.Primary, Source = "advanced settings of ESXi 8.0.3")]
    public SimDuration CoStopSkew { get; init; } = SimDuration.FromMicroseconds(3000);

    /// <summary>Skew below which a co-stopped vCPU may run again.</summary>
    [Parameter("Cpu.CoschedCostartThreshold: skew below which a co-stopped vCPU may run again.", Min = 0, Max = 100000, Unit = "us",
        Certainty = Certainty.Primary, Source = "advanced settings of ESXi 8.0.3")]
    public SimDuration CoStartSkew { get; init; } = SimDuration.FromMicroseconds(2000);

    /// <summary>Wait of a lagging vCPU below which a co-stopped sibling does not hand its pCPU over to it.</summary>
    [Parameter("Cpu.CoschedHandoffSkip: wait of a lagging vCPU below which a co-stopped sibling does not hand its pCPU over to it.", Min = 0, Max = 1000, Unit = "us",
        Certainty = Certainty.Primary, Source = "advanced settings of ESXi 6.x and 8.0.3")]
    public SimDuration HandoffSkip { get; init; } = SimDuration.FromMicroseconds(10);

    /// <summary>How often skew is checked.</summary>
    [Parameter("Cpu.CoschedPollUsec: period of the skew check.", Min = 1000, Max = 5000, Unit = "us",
        Certainty = Certainty.Primary, Source = "advanced settings of ESXi 6.x and 8.0.3")]
    public SimDuration SkewPoll { get; init; } = SimDuration.FromMicroseconds(1000);
}
