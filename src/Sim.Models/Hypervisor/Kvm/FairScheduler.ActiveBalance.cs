namespace Sim.Models.Hypervisor.Kvm;

/// <content>
/// Active balancing: running threads are spread over cores, caches and nodes although nobody waits. Where the fullest part of a domain has two threads more than
/// another with room (SD_PREFER_SIBLING) there is one too many on it; it runs, so nothing can be taken from a queue: that is a failure, and after so many of them that
/// cache_nice_tries is exceeded by more than 2 the stopper of the other pCPU pushes what runs there over. On a host whose cores all have two threads this is also what
/// group_smt_balance of 6.6 does. Leaves out the CPU time of the stopper, and asymmetric packing. Source: Linux kernel/sched/fair.c (7.x), need_active_balance,
/// imbalanced_active_balance, active_load_balance_cpu_stop, nohz_balancer_kick; cpu-and-memory 1.6.
/// </content>
public sealed partial class FairScheduler
{
    /// <summary>Failures beyond cache_nice_tries that are borne before a running thread is pushed.</summary>
    private const int ActiveAfter = 2;

    /// <summary>Whether a cache has two busy pCPUs or more while some pCPU of the host idles: a tick of one of them then kicks idle ones (nr_busy_cpus, nohz.nr_cpus).</summary>
    private bool IsCrowded()
    {
        var (perCache, isCrowded, isAnyIdle) = (_host.Topology.PcpusPerCache, false, false);
        for (var first = 0; first < _roots.Length && !(isCrowded && isAnyIdle); first += perCache)
        {
            var busy = 0;
            for (var pcpu = first; pcpu < first + perCache; pcpu++) busy += _host.Idle.IsIdle(pcpu) ? 0 : 1;
            isCrowded |= busy > 1;
            isAnyIdle |= busy < perCache;
        }

        return isCrowded && isAnyIdle;
    }

    /// <summary>Pushes what runs on a pCPU to an idle one, if it may go there and nothing waits behind it.</summary>
    /// <returns>The thread; null when it stays.</returns>
    private World? TryPush(int source, int target)
    {
        if (_waiting[source] > 0 || _host.RunningOn(source) is not { Kind: not WorldKind.HostInterrupt } running) return null;
        if (!running.MayRunOn(target) || running.HomeNode >= 0 || !_host.CanDisplace(source) || _sharing?.MayRun(running, target) == false) return null;
        Push(source, target);
        return running;
    }
}
