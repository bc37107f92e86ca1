using Sim.Core.Time;
using Sim.Models.Hardware.Cpu;
using Sim.Models.Hypervisor.Esxi;
using Sim.Models.Hypervisor.Kvm;

namespace Sim.Models.Hypervisor;

/// <summary>What a scheduling policy keeps about a world; each policy uses its part.</summary>
public sealed class SchedulingEntity
{
    /// <summary>Weight (Linux, 1024 = nice 0) or shares (ESXi, 1000 = normal vCPU).</summary>
    public long Weight { get; set; } = 1024;

    /// <summary>Virtual runtime (EEVDF) or virtual time (ESXi), picoseconds at the reference weight.</summary>
    public long VirtualTime { get; set; }

    /// <summary>EEVDF virtual deadline.</summary>
    public long Deadline { get; set; }

    /// <summary>EEVDF virtual lag kept over sleep.</summary>
    public long Lag { get; set; }

    /// <summary>EEVDF run-to-parity protection ends at this virtual runtime.</summary>
    public long ProtectedUntil { get; set; }

    /// <summary>EEVDF: its own slice, picoseconds; 0 for the kernel's. A group has its members' smallest once a thread asks for one.</summary>
    internal long Slice { get; set; }

    /// <summary>EEVDF: whether it is between two queues and keeps <see cref="Request"/>.</summary>
    internal bool KeepsRequest { get; set; }

    /// <summary>EEVDF: what was left of its request when it left a queue without sleeping, virtual time.</summary>
    internal long Request { get; set; }

    /// <summary>EEVDF delayed dequeue: asleep but still competing to burn off negative lag.</summary>
    public bool IsDelayed { get; set; }

    /// <summary>Whether it is in a policy's queue (not while running).</summary>
    public bool IsQueued { get; set; }

    /// <summary>The queue it is in (running, queued or delayed), or -1.</summary>
    public int Queue { get; set; } = -1;

    /// <summary>Picoseconds run since it was last put on a pCPU.</summary>
    public long RanThisTurn { get; set; }

    /// <summary>The world it stands for; null when it stands for a Linux cgroup on a pCPU.</summary>
    public World? World { get; internal init; }

    /// <summary>The cgroup that a Linux thread is in; null before it is placed.</summary>
    public Cgroup? Group { get; internal set; }

    /// <summary>Whether a quota caps the thread's cgroup or one above it.</summary>
    internal bool IsLimited { get; set; }

    /// <summary>
    /// Whether a Linux thread reads its own CPU clock all the time. Each reading brings its account up to date, so that the end of its slice is
    /// seen at once by the other threads of its cgroup, not at the next tick. Source: Linux kernel/sched/core.c, task_sched_runtime; fair.c, update_curr.
    /// </summary>
    public bool ReadsCpuClock { get; set; }

    /// <summary>The queue it competes in.</summary>
    internal GroupQueue? Owner { get; set; }

    /// <summary>The queue of the cgroup it stands for, or null.</summary>
    internal GroupQueue? Own { get; init; }

    /// <summary>Whether it is a member of its queue: queued, delayed or current.</summary>
    internal bool IsOnQueue { get; set; }

    /// <summary>The pCPU that a Linux thread was last on when it woke up before, or -1: worth a look when the last one is busy.</summary>
    internal int RecentPcpu { get; set; } = -1;

    /// <summary>The affinity mask of a Linux thread without isolated pCPUs, and the mask that this was made of.</summary>
    internal PcpuSet? MaskSearched { get; set; }

    /// <inheritdoc cref="MaskSearched"/>
    internal PcpuSet? MaskSeen { get; set; }

    /// <summary>Picoseconds that a vCPU ran on each node, on KVM hosts of several nodes; never reset.</summary>
    internal long[]? RanOnNode { get; set; }

    /// <summary>The node where NUMA balancing found most of its memory, or -1.</summary>
    internal int PreferredNode { get; set; } = -1;

    /// <summary>ESXi: who wakes it often; null before another world woke it.</summary>
    internal WakeRelations? Relations { get; set; }

    /// <summary>The Linux thread that it woke last, and how often that was another one than before, halved every second (record_wakee).</summary>
    internal World? LastWakee { get; set; }

    /// <inheritdoc cref="LastWakee"/>
    internal int WakeeFlips { get; set; }

    /// <summary>When its flips were last halved.</summary>
    internal SimTime FlipsHalved { get; set; }

    /// <summary>Linux: load and running time averaged over the recent past.</summary>
    internal LoadAverage Average;

    /// <summary>Linux: the run queue that the average counts in, asleep or not; null before a thread is first queued.</summary>
    internal GroupQueue? Loads { get; set; }

    /// <summary>Whether a Linux thread has its pCPU to itself and so is in no queue.</summary>
    internal bool IsAside { get; set; }

    /// <summary>Whether a Linux thread is on its pCPU.</summary>
    internal bool IsRunning { get; set; }

    /// <summary>Order in which threads were last queued or put on a pCPU: balancing looks at the one for which that is longest ago first.</summary>
    internal long Touched { get; set; }

    /// <summary>When the thread last ran since it came to its pCPU, picoseconds; -1 when it has not (exec_start).</summary>
    internal long LastRan { get; set; } = -1;

    /// <summary>Brings <see cref="Average"/> up to date.</summary>
    /// <param name="now">Picoseconds.</param>
    internal void Advance(long now) => Average.Advance(now, IsOnQueue || IsAside ? 1 : 0, IsQueued || IsRunning ? 1 : 0, IsRunning);

    /// <summary>What an ESXi world lost of late to the other threads of its cores; null before it lost anything.</summary>
    internal StolenTime? Stolen { get; set; }

    /// <summary>The VM or pool that an ESXi world claims CPU for; null before it first wants to run.</summary>
    public ResourceGroup? Claim { get; internal set; }
}
