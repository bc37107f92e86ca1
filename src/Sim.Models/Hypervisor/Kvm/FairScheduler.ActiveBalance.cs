namespace Sim.Models.Hypervisor.Kvm;

/// <content>
/// Active balancing: running threads are spread over cores, caches and nodes although nobody waits. An idle pCPU whose time has come counts the threads of the
/// groups of its domain (cores in a cache, caches in a node, nodes in the host). Where the fullest has two more than its own group (SD_PREFER_SIBLING) there is one too
/// many on it; on nodes, one that is hardly loaded leaves pairs together. The thread runs, so nothing can be taken from a queue: that is a failure, and after so many
/// of them that cache_nice_tries is exceeded by more than 2 the stopper of the other pCPU pushes what runs there over. One pCPU a group looks: the first idle one, on an
/// idle core if there is one. On a host whose cores all have two threads this is also what group_smt_balance of 6.6 does. Leaves out the CPU time of the stopper, a busy
/// group's imbalance by load, and asymmetric packing. Source: Linux kernel/sched/fair.c (7.x), should_we_balance, update_sd_pick_busiest, sibling_imbalance,
/// calculate_imbalance, adjust_numa_imbalance, imbalanced_active_balance, active_load_balance_cpu_stop; topology.c, sd_init, sched_numa imb_numa_nr; cpu-and-memory reference 1.6.
/// </content>
public sealed partial class FairScheduler
{
    /// <summary>Failures beyond cache_nice_tries that are borne before a running thread is pushed.</summary>
    private const int ActiveAfter = 2;

    /// <summary>NUMA_IMBALANCE_MIN: how many threads more than a hardly loaded node another may have.</summary>
    private const int PairOfThreads = 2;

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

    /// <summary>An idle pCPU takes a running thread from a group of its domain that has too many.</summary>
    /// <returns>Whether it got one.</returns>
    private bool Spread(DomainMember member, int pcpu)
    {
        var domain = member.Domain;
        var size = GroupSize(domain);
        if (size <= 1 || !IsFirstIdle(domain.First, pcpu, size)) return false;
        var local = pcpu / size * size;
        var (mine, most, fullest) = (Threads(local, size), 0, -1);
        for (var step = size; step < domain.Count; step += size)
        {
            var group = domain.First + ((local - domain.First + step) % domain.Count);
            var threads = Threads(group, size);
            if (threads > most) (most, fullest) = (threads, group);
        }

        var excess = most - mine;
        if (domain.Count > _host.Topology.PcpusPerNode && mine + 1 <= LightlyLoaded() && excess <= PairOfThreads) excess = 0;
        if (excess <= 1)
        {
            if (!_isOverloaded) member.Failures = 0;
            return false;
        }

        // More than one thread on a pCPU is for ordinary balancing, which takes one that waits.
        var source = Busiest(fullest, size);
        if (Threads(source, 1) > 1 || _host.RunningOn(source) is not { } running) return false;
        if (++member.Failures <= NiceTries(domain) + ActiveAfter || !MayBePushed(running, source, pcpu)) return false;
        member.Failures = 0;
        Push(source, pcpu);
        return true;
    }

    private bool MayBePushed(World running, int source, int pcpu) =>
        running.MayRunOn(pcpu) && running.HomeNode < 0 && _host.CanDisplace(source) && _sharing?.MayRun(running, pcpu) != false;

    /// <summary>pCPUs of the groups that a domain consists of: the domains or cores below it.</summary>
    private int GroupSize(SchedulingDomain domain)
    {
        var topology = _host.Topology;
        return domain.Count == topology.PcpusPerCache ? topology.ThreadsPerCore
            : domain.Count == topology.PcpusPerNode ? topology.PcpusPerCache
            : topology.PcpusPerNode;
    }

    /// <summary>Balances in a domain that may fail while a thread's cache is held to be warm: 1, across nodes 2.</summary>
    private int NiceTries(SchedulingDomain domain) => domain.Count > _host.Topology.PcpusPerNode ? 2 : 1;

    /// <summary>Threads up to which a node counts as hardly loaded: an eighth of it with one cache a node, else as many as it has caches.</summary>
    private int LightlyLoaded()
    {
        var topology = _host.Topology;
        var caches = topology.PcpusPerNode / topology.PcpusPerCache;
        return Math.Max(1, caches == 1 ? topology.PcpusPerNode >> 3 : caches);
    }

    private bool IsFirstIdle(int first, int pcpu, int size)
    {
        var local = first + ((pcpu - first) / size * size);
        var candidate = -1;
        for (var other = local; other < local + size; other++)
        {
            if (!_host.Idle.IsIdle(other) || IsIsolated(other)) continue;
            var sibling = _host.Topology.SiblingOf(other);
            if (sibling < 0 || _host.Idle.IsIdle(sibling)) return other == pcpu;
            if (candidate < 0) candidate = other;
        }

        return candidate == pcpu;
    }

    private int Busiest(int first, int size)
    {
        var busiest = first;
        for (var pcpu = first + 1; pcpu < first + size; pcpu++)
        {
            if (Threads(pcpu, 1) > Threads(busiest, 1)) busiest = pcpu;
        }

        return busiest;
    }

    /// <summary>Threads that run or wait on some pCPUs (sum_h_nr_running).</summary>
    private int Threads(int first, int count)
    {
        var threads = 0;
        for (var pcpu = first; pcpu < first + count; pcpu++)
        {
            if (IsIsolated(pcpu)) continue;
            threads += Runnable(pcpu) + (_host.RunningOn(pcpu) is { Kind: not WorldKind.HostInterrupt } ? 1 : 0);
        }

        return threads;
    }
}
