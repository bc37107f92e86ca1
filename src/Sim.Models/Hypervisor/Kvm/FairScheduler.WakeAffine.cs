using Sim.Core.Time;

namespace Sim.Models.Hypervisor.Kvm;

/// <content>
/// Whether a thread wakes towards the pCPU of the thread that wakes it: a vhost or I/O thread that interrupts its vCPU, a vCPU that kicks them, a soft
/// interrupt that has frames for a vhost thread. Not when the last pCPU of the thread is idle; else when the waker's pCPU, the thread's load added, is less
/// loaded than the last one without it, with 8.5 % in favour of moving (WA_WEIGHT, WA_BIAS); a soft interrupt on an otherwise idle pCPU of the same cache takes the thread there
/// (WA_IDLE). A waker that turns from one thread to another more often than its cache has pCPUs does not pull them all to itself (wake_wide). KVM's, vhost's and
/// eventfd's wake-ups are not synchronous, so the waker is never taken to be about to sleep. Source: Linux kernel/sched/fair.c (7.x), select_task_rq_fair,
/// wake_affine_idle, wake_affine_weight, record_wakee, wake_wide; cpu-and-memory 1.5.
/// </content>
public sealed partial class FairScheduler
{
    /// <summary>Half of what the imbalance of a domain is beyond 100 %, added to the last pCPU's load, percent (wake_affine_weight).</summary>
    private const double AffineBias = 100 + ((SchedulingDomain.PartsImbalance - 100) / 2.0);

    /// <summary>Flips are halved once in so long.</summary>
    private static readonly SimDuration FlipDecay = SimDuration.FromSeconds(1);

    /// <summary>The pCPU round which a waking thread looks for an idle one: its last or its waker's.</summary>
    private int WakeTarget(World world, int last)
    {
        if (_host.Waker is not { } waker) return last;
        var here = waker.Pcpu;
        NoteWakee(waker.Entity, world);
        if (world.HomeNode >= 0 && world.HomeNode != _host.Topology.NodeOf(here)) return last;
        if (here == last || !world.MayRunOn(here) || IsIsolated(here) || IsWide(waker.Entity, world.Entity)) return last;
        var isLastIdle = _host.Idle.IsIdle(last);
        if (isLastIdle) return last;
        if (IsAvailable(here) && _host.Topology.CacheOf(here) == _host.Topology.CacheOf(last)) return here;
        var load = world.Entity.Loads is null ? world.Entity.Weight : LoadAtTop(world.Entity);
        return (_roots[here].Average.Load + load) * 100 < (_roots[last].Average.Load - load) * AffineBias ? here : last;
    }

    /// <summary>Whether a pCPU has nothing to run but an interrupt handler (available_idle_cpu).</summary>
    private bool IsAvailable(int pcpu) =>
        _host.Idle.IsIdle(pcpu) || (_waiting[pcpu] == 0 && _host.RunningOn(pcpu) is { Kind: WorldKind.HostInterrupt });

    private void NoteWakee(SchedulingEntity waker, World wakee)
    {
        if (_host.Now > waker.FlipsHalved + FlipDecay) (waker.WakeeFlips, waker.FlipsHalved) = (waker.WakeeFlips >> 1, _host.Now);
        if (ReferenceEquals(waker.LastWakee, wakee)) return;
        waker.LastWakee = wakee;
        waker.WakeeFlips++;
    }

    private bool IsWide(SchedulingEntity waker, SchedulingEntity wakee)
    {
        var factor = _host.Topology.PcpusPerCache;
        var (master, slave) = (Math.Max(waker.WakeeFlips, wakee.WakeeFlips), Math.Min(waker.WakeeFlips, wakee.WakeeFlips));
        return slave >= factor && master >= (long)slave * factor;
    }
}
