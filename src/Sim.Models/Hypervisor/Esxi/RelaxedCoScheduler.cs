using Sim.Core.Events;
using Sim.Core.Time;

namespace Sim.Models.Hypervisor.Esxi;

/// <summary>Relaxed co-scheduling: a vCPU that leads its slowest busy sibling by more than 3 ms is stopped until the lead is below 2 ms.</summary>
/// <remarks>
/// Progress is time run or idle; a vCPU falls behind while it is ready or co-stopped, unless a limit holds its whole VM, and an idle one never holds its
/// siblings up. Models the skew check every millisecond, co-stop of leaders that run, and co-start of all that may in one look. Leaves out cross-call
/// triggers and hand-off; time that the hypervisor takes from a running guest (exits) counts as progress.
/// Source: ESXi 8.0.3 advanced settings Cpu.Cosched*; cpu-and-memory reference 2.3. Page: docs/models/cpu.md.
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
        if (world.State != WorldState.Ready || world.Kind != WorldKind.Vcpu || _siblings[world.VmId] is null || _armed[world.VmId]) return;
        Arm(world.VmId);
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
                _dispatcher.CoStop(vcpu);
            held |= vcpu.State is WorldState.Ready or WorldState.CoStopped;
        }

        if (held && !_armed[vmId]) Arm(vmId);
    }

    private void Arm(int vmId)
    {
        _armed[vmId] = true;
        _calendar.Schedule(_parameters.SkewPoll, new EventAction(this, 0, vmId), EventPhase.Decide);
    }
}
