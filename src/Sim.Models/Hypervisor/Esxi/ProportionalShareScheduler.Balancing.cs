using Sim.Core.Time;
using Sim.Models.Hardware.Cpu;

namespace Sim.Models.Hypervisor.Esxi;

/// <content>
/// Moving waiting worlds between pCPUs, always by pulling. A pCPU that is about to idle takes the first in order of a few queues, the nearest level that has any.
/// A busy one has an opportunity on each level once a period: it takes over a world of a queue in which two more wait than in its own, or one that is further
/// behind the world it runs than turns of a quantum make, unless the pCPU there runs one that is further ahead still, and then runs that. Source: Cpu.*RebalancePeriod, Cpu.PcpuMigrateIdlePcpus, Cpu.FairnessRebalancePcpus;
/// cpu-and-memory 2.4. What makes a move worth it is not published: assumed.
/// </content>
public sealed partial class ProportionalShareScheduler
{
    /// <summary>A history loses an eighth a look at the queues: 40 ms to 1/e.</summary>
    private const int HistoryShift = 3;

    private QueueRange[][] _pullRanges = [];
    private QueueRange[][] _levels = [];
    private int[] _periods = [];
    private bool[] _makesRoom = [];
    private long[] _ran = [];
    private long[] _history = [];
    private long _looks;
    private long _beats;

    /// <summary>How often <see cref="Balance"/> is called: the shortest of the levels' periods.</summary>
    public SimDuration BalancePeriod { get; } = Shortest(parameters);

    /// <inheritdoc />
    public World? Pull(int pcpu)
    {
        if (_waiting == 0 || IsWithdrawn(pcpu)) return null;
        foreach (var range in _pullRanges[pcpu])
        {
            var (best, looked, offset) = ((World?)null, 0, _looks++);
            for (var i = 0; i < range.Count && looked < parameters.IdlePcpus; i++)
            {
                var queue = _queues[range.First + (int)((offset + i) % range.Count)];
                if (queue.Count == 0 || Movable(queue, pcpu) is not { } world) continue;
                looked++;
                if (best is null || Order(world, best, 0, 0) < 0) best = world;
            }

            if (best is null) continue;
            Remove(best);
            OnChosen(best, pcpu);
            return best;
        }

        return null;
    }

    /// <inheritdoc />
    public void Balance()
    {
        _beats++;
        for (var pcpu = 0; pcpu < _ran.Length; pcpu++)
        {
            _history[pcpu] += _ran[pcpu] - (_history[pcpu] >> HistoryShift);
            _ran[pcpu] = 0;
        }

        BalanceThreads();
        if (_waiting == 0 || parameters.FairnessPcpus == 0) return;
        for (var pcpu = 0; pcpu < _ran.Length; pcpu++) _host.Settle(pcpu);
        for (var pcpu = 0; pcpu < _ran.Length; pcpu++)
        {
            if (IsWithdrawn(pcpu)) continue;
            for (var level = 0; level < _levels.Length; level++)
            {
                // pCPUs look one after the other, not all in one instant.
                if (_periods[level] > 0 && (_beats + (pcpu * 7)) % _periods[level] == 0 && TakeOver(pcpu, _levels[level][pcpu])) break;
            }
        }
    }

    private static SimDuration Shortest(EsxiCpuParameters parameters)
    {
        var shortest = parameters.CorePeriod;
        foreach (var period in (ReadOnlySpan<SimDuration>)[parameters.CachePeriod, parameters.PackagePeriod, parameters.HostPeriod])
        {
            if (period > SimDuration.Zero && period < shortest) shortest = period;
        }

        return shortest;
    }

    private void AttachBalancing(CoreTopology topology)
    {
        var pcpus = topology.Pcpus;
        (_ran, _history) = (new long[pcpus], new long[pcpus]);
        var package = topology.CoresPerSocket * topology.ThreadsPerCore;
        int[] sizes = _sharing is null ? [topology.ThreadsPerCore, topology.PcpusPerCache, package, pcpus] : [pcpus];
        SimDuration[] periods = _sharing is null
            ? [parameters.CorePeriod, parameters.CachePeriod, parameters.PackagePeriod, parameters.HostPeriod]
            : [parameters.CachePeriod];
        _periods = [.. periods.Select(period => (int)Math.Round((double)period.Picoseconds / BalancePeriod.Picoseconds))];
        _levels = [.. sizes.Select(size => Enumerable.Range(0, pcpus).Select(pcpu => Range(pcpu, size)).ToArray())];
        int[] near = _sharing is null ? [topology.ThreadsPerCore, topology.PcpusPerCache, topology.PcpusPerNode, pcpus] : [pcpus];
        _pullRanges = [.. Enumerable.Range(0, pcpus).Select(pcpu => near.Distinct().Select(size => Range(pcpu, size)).ToArray())];

        QueueRange Range(int pcpu, int size) => _sharing is null ? new QueueRange(pcpu / size * size, size) : new QueueRange(0, _queues.Length);
    }

    /// <summary>A pCPU's opportunity on one level.</summary>
    /// <returns>Whether it has a world to run that it did not have to run before.</returns>
    private bool TakeOver(int pcpu, QueueRange range)
    {
        var own = _queueOf[pcpu];
        var running = RunnerOn(pcpu);
        var (best, looked, offset, isFair) = ((World?)null, 0, _looks++, false);
        for (var i = 0; i < range.Count && looked < parameters.FairnessPcpus; i++)
        {
            var at = range.First + (int)((offset + i) % range.Count);
            if (_queues[at].Count == 0 || Movable(_queues[at], pcpu) is not { } candidate) continue;
            looked++;
            var behind = running is not null && Order(candidate, running, _quantum, 0) < 0 && !IsAnotherAhead(at, pcpu, range, running);
            if (!behind && _queues[at].Count < _queues[own].Count + 2) continue;
            if (best is null || Order(candidate, best, 0, 0) < 0) (best, isFair) = (candidate, behind);
        }

        if (best is null) return false;
        if (best.Entity.Queue != own)
        {
            Remove(best);
            best.Pcpu = pcpu;
            Add(best, pcpu);
        }

        if (isFair) (_looksAgain[pcpu], _makesRoom[pcpu]) = (true, true);
        _host.Reconsider(pcpu);
        return true;
    }

    /// <summary>Whether a world that is further ahead than the one here runs where the candidate waits, or, if that is here, on one of a few other pCPUs: that had better make room.</summary>
    private bool IsAnotherAhead(int queue, int pcpu, QueueRange range, World running)
    {
        if (_sharing is not null) return false;
        if (queue != pcpu) return RunnerOn(queue) is { } there && Order(there, running, 0, 0) > 0;
        // Within a core there is nobody to compare with: turns of a quantum will do.
        if (range.Count <= _host.Topology.ThreadsPerCore) return true;
        var offset = _looks++;
        for (var i = 0; i < range.Count && i < parameters.FairnessPcpus; i++)
        {
            var other = range.First + (int)((offset + i) % range.Count);
            if (other != pcpu && !IsWithdrawn(other) && RunnerOn(other) is { } world && Order(world, running, 0, 0) > 0) return true;
        }

        return false;
    }

    private World? RunnerOn(int pcpu) => _host.RunningOn(pcpu) is { State: WorldState.Running } world ? world : null;

    /// <summary>The first in order of a queue among those that may run on a pCPU; null when there is none.</summary>
    private World? Movable(RunQueue queue, int pcpu)
    {
        World? best = null;
        foreach (var world in queue.Worlds)
        {
            if (MayUse(world, pcpu) && (best is null || Order(world, best, 0, 0) < 0)) best = world;
        }

        return best;
    }

    /// <summary>How much the core of a pCPU ran of late.</summary>
    private long HistoryOf(int pcpu)
    {
        var sibling = _host.Topology.SiblingOf(pcpu);
        return sibling < 0 ? _history[pcpu] : _history[pcpu] + _history[sibling];
    }
}
