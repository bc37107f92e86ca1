using Sim.Core.Events;
using Sim.Core.Time;

namespace Sim.Models.Hypervisor.Esxi;

/// <summary>Relaxed co-scheduling: a vCPU that leads its slowest busy sibling by more than 3 ms is stopped until the lead is below 2 ms.</summary>
/// <remarks>
/// Progress is time run or idle. A vCPU falls behind while it is ready or co-stopped, unless a limit holds its whole VM; only what happens between two vCPUs while
/// both have something to do makes a skew: an idle one never holds its siblings up, and one that wakes is level with the sibling furthest ahead, whatever the others
/// waited before. Models the skew check every millisecond, co-stop of leaders that run, the hand-over of their pCPUs to the siblings that lag, those of the same cache first,
/// and co-start of all that may in one look. Time that the hypervisor takes from a running guest (exits) counts as progress.
/// Source: ESXi 8.0.3 advanced settings Cpu.Cosched*; cpu-and-memory 2.3. That idle time wipes a lag out is assumed. Page: docs/models/esxi-cpu.md.
/// </remarks>
public sealed class RelaxedCoScheduler : ICoScheduler, IEventTarget
{
    private readonly EventCalendar _calendar;
    private readonly CpuDispatcher _dispatcher;
    private readonly EsxiCpuParameters _parameters;
    private readonly List<World[]?> _siblings = [];
    private readonly List<bool> _armed = [];

    /// <summary>A co-scheduler that knows no VMs yet.</summary>
    /// <param name="calendar">The replication's events.</param>
    /// <param name="dispatcher">Stops and starts vCPUs.</param>
    /// <param name="parameters">Thresholds.</param>
    public RelaxedCoScheduler(EventCalendar calendar, CpuDispatcher dispatcher, EsxiCpuParameters parameters) =>
        (_calendar, _dispatcher, _parameters) = (calendar, dispatcher, parameters);

    /// <summary>Watches a VM.</summary>
    /// <param name="vmId">The VM.</param>
    /// <param name="vcpus">Its vCPUs.</param>
    public void Watch(int vmId, World[] vcpus)
    {
        while (_siblings.Count <= vmId)
        {
            _siblings.Add(null);
            _armed.Add(false);
        }

        if (vcpus.Length > 1 && _parameters.CoStopSkew > SimDuration.Zero) _siblings[vmId] = vcpus;
    }

    /// <inheritdoc />
    public void OnChanged(World world)
    {
        if (world.State != WorldState.Ready || world.Kind != WorldKind.Vcpu || _siblings[world.VmId] is not { } siblings) return;
        if (!world.HasJoined) world.Join(FurthestAhead(siblings, world));
        if (!_armed[world.VmId]) Arm(world.VmId);
    }

    /// <inheritdoc />
    public void OnEvent(in EventAction action)
    {
        var vmId = action.Index;
        _armed[vmId] = false;
        var vcpus = _siblings[vmId]!;
        var now = _calendar.Now;
        var slowest = 0L;
        foreach (var vcpu in vcpus)
        {
            vcpu.Settle(now);
            if (!_dispatcher.IsHalted(vcpu)) slowest = Math.Max(slowest, vcpu.Deficit);
        }

        var held = false;
        foreach (var vcpu in vcpus)
        {
            var skew = slowest - vcpu.Deficit;
            if (vcpu.State == WorldState.CoStopped && skew < _parameters.CoStartSkew.Picoseconds) _dispatcher.CoStart(vcpu);
            else if (vcpu.State == WorldState.Running && !_dispatcher.IsHalted(vcpu) && skew > _parameters.CoStopSkew.Picoseconds)
                _dispatcher.CoStop(vcpu, Laggard(vcpus, vcpu));
            held |= vcpu.State is WorldState.Ready or WorldState.CoStopped;
        }

        if (held && !_armed[vmId]) Arm(vmId);
    }

    /// <summary>The least deficit of the siblings that have something to do; 0 when none has.</summary>
    private long FurthestAhead(World[] siblings, World woken)
    {
        var least = long.MaxValue;
        foreach (var sibling in siblings)
        {
            if (ReferenceEquals(sibling, woken) || _dispatcher.IsHalted(sibling)) continue;
            sibling.Settle(_calendar.Now);
            least = Math.Min(least, sibling.Deficit);
        }

        return least == long.MaxValue ? 0 : least;
    }

    /// <summary>The waiting sibling that lags furthest behind a leader and may take its pCPU, one whose caches are near before others; null for none.</summary>
    private World? Laggard(World[] siblings, World leader)
    {
        World? best = null;
        var bestIsNear = false;
        foreach (var sibling in siblings)
        {
            if (sibling.State != WorldState.Ready || sibling.IsThrottled || !_dispatcher.IsWaiting(sibling) || !_dispatcher.MayTakeOver(sibling, leader.Pcpu)) continue;
            if (sibling.Deficit - leader.Deficit <= _parameters.CoStopSkew.Picoseconds || _calendar.Now - sibling.Entered < _parameters.HandoffSkip) continue;
            var isNear = sibling.LastPcpu >= 0 && _dispatcher.Topology.CacheOf(sibling.LastPcpu) == _dispatcher.Topology.CacheOf(leader.Pcpu);
            if (best is not null && (bestIsNear, best.Deficit).CompareTo((isNear, sibling.Deficit)) >= 0) continue;
            (best, bestIsNear) = (sibling, isNear);
        }

        return best;
    }

    private void Arm(int vmId)
    {
        _armed[vmId] = true;
        _calendar.Schedule(_parameters.SkewPoll, new EventAction(this, 0, vmId), EventPhase.Decide);
    }
}
