using System.Collections.Immutable;
using Sim.Core.Diagnostics;
using Sim.Core.Events;
using Sim.Core.Time;
using Sim.Models.Hypervisor;
using Sim.Models.Hypervisor.Io;
using Sim.Models.Workload;

namespace Sim.Models.Attribution;

/// <summary>Follows chosen requests of a VM and says at any instant of their lives what holds them.</summary>
/// <remarks>
/// While a chosen request lives, the recorder fires the calendar's events an instant at a time and looks at the host after each: the state
/// cannot change in between, so that looking sees everything, and what holds the request is a function of what is seen (<c>Classify</c>).
/// Before and after, the run goes on as always. Only where a request is has to be told, by the same hooks that a trace uses. Page: docs/explain.md.
/// </remarks>
internal sealed partial class RequestRecorder
{
    private const int CachedTransfers = 1 << 30;

    private readonly CpuDispatcher _dispatcher;
    private readonly HostNetwork _network;
    private readonly GuestService _service;
    private readonly VirtualNic _nic;
    private readonly VirtualDisk _disk;
    private readonly RequestResponse[] _chosen;
    private readonly RequestResponse[] _coming;
    private readonly ExplainedRequest?[] _explained;
    private readonly List<WatchedRequest> _active = [];
    private readonly List<HostTimeline> _timelines = [];
    private readonly string[] _stageNames;
    private readonly double _exitShare;
    private readonly double _walkShare;
    private long _opened;
    private int _next;

    /// <summary>Follows requests of a host that has not run yet.</summary>
    /// <param name="dispatcher">Its pCPUs and worlds, all of them made.</param>
    /// <param name="network">Its port.</param>
    /// <param name="array">Its drives.</param>
    /// <param name="cache">The drive that caches in front of them; null without one.</param>
    /// <param name="service">The VM's service.</param>
    /// <param name="disk">The VM's disk.</param>
    /// <param name="nic">The VM's NIC.</param>
    /// <param name="chosen">The requests, as another run of the same replication found them; no request twice.</param>
    public RequestRecorder(
        CpuDispatcher dispatcher, HostNetwork network, StorageArray array, StorageArray? cache, GuestService service, VirtualDisk disk, VirtualNic nic,
        IEnumerable<RequestResponse> chosen)
    {
        (_dispatcher, _network, _service, _disk, _nic) = (dispatcher, network, service, disk, nic);
        _chosen = [.. chosen];
        _coming = [.. _chosen.OrderBy(request => request.Number)];
        _explained = new ExplainedRequest?[_chosen.Length];
        (_exitShare, _walkShare) = (service.Vm.ExitShare, service.Vm.WalkShare);
        _stageNames = [.. RequestTrace.NamesOf(service.Template)];
        service.Trace = this;
        service.Vm.Trace = this;
        disk.Trace = this;
        nic.Trace = this;
        array.Trace = this;
        network.Nic.Trace = this;
        foreach (var drive in array.Drives) _ = new DriveRecorder(drive, this);
        if (cache is null) return;
        // Its transfers have numbers of their own, from 0 on as the array's have.
        cache.Trace = new OffsetTransfers(this, CachedTransfers);
        _ = new DriveRecorder(cache.Drives[0], this, CachedTransfers);
    }

    /// <summary>The requests in the order in which they were chosen, once the run is over.</summary>
    /// <exception cref="SimulationFault">One of them did not come, or took another time: the runs differ.</exception>
    public ImmutableArray<ExplainedRequest> Explained()
    {
        Check.That(_explained.All(one => one is not null), "a request that was to be explained did not come");
        return [.. _explained!];
    }

    /// <summary>Fires every event up to and including an instant, looking on while a chosen request lives.</summary>
    public void RunUntil(EventCalendar calendar, SimTime end)
    {
        while (true)
        {
            var next = _active.Count > 0 ? calendar.NextTime() : _next < _coming.Length ? _coming[_next].Issued : SimTime.Max;
            if (next > end) break;
            var before = _next;
            calendar.RunUntil(next);
            Check.That(_active.Count > 0 || _next > before, "a request that was to be explained did not come when it should");
            Look(next);
        }

        calendar.RunUntil(end);
    }

    /// <summary>What holds a request, from what can be seen at the end of an instant.</summary>
    private Standing Classify(WatchedRequest request) => request.Place switch
    {
        Place.World => AtWork(request.World!, request.Item),
        Place.GuestQueue => InGuestQueue(),
        Place.HeldFrames => _nic.PendingInterrupt is { } kind
            ? AtWork(_nic.InterruptWorld, new WorkItem(0, _nic, kind))
            : new Standing(Cause.InterruptHeld, _nic.InterruptWorld.Id),
        Place.HeldCompletions => new Standing(Cause.InterruptHeld),
        Place.ReceiveRing => InRing(_network.Receiver(request.Ring)),
        Place.HeldDisk => new Standing(Cause.DiskQueue),
        Place.HostQueue => new Standing(Cause.HostQueue),
        Place.Drives => new Standing(request.Outstanding > request.Commands.Count || request.Commands.Exists(command => command.Waits) ? Cause.DeviceQueue : Cause.DeviceService),
        Place.HostInterrupt => new Standing(Cause.HostInterrupt),
        Place.TransmitRing => new Standing(Cause.TransmitQueue),
        _ => new Standing(Cause.Network),
    };

    private Standing AtWork(World world, in WorkItem item)
    {
        if (InSpin(world, in item) is { } spinning) return spinning;
        if (world.State != WorldState.Running) return Waiting(world);
        var isVcpu = world.Kind == WorldKind.Vcpu;
        if (!IsOn(world, in item)) return new Standing(!isVcpu ? Cause.ThreadQueue : IsSending(world) ? Cause.IpiExit : Cause.GuestQueue, world.Id, -1, world.Pcpu);
        var cause = !isVcpu ? Cause.HostPath
            : IsInterrupt(in item) ? Cause.GuestInterrupt
            : !ReferenceEquals(item.Sink, _service) ? Cause.GuestPath
            : _dispatcher.PcpuAt(world.Pcpu).SiblingBusy ? Cause.RunningShared : Cause.Running;
        return new Standing(cause, world.Id, -1, world.Pcpu);
    }

    /// <summary>Why a world with work does not run.</summary>
    private Standing Waiting(World world)
    {
        // One that halted in a spin loop takes no other task before it is kicked.
        if (world.IsParked && world.State == WorldState.Blocked) return new Standing(Cause.GuestQueue, world.Id);
        if (world.IsSwapWaiting) return new Standing(Cause.SwapWait, world.Id);
        Check.That(world.State != WorldState.Blocked, "a world with work is blocked");
        if (world.State == WorldState.CoStopped) return new Standing(Cause.CoStopped, world.Id);
        var occupant = _dispatcher.RunningOn(world.Pcpu);
        if (ReferenceEquals(occupant, world)) return new Standing(Cause.Switch, world.Id, -1, world.Pcpu);
        return world.IsThrottled
            ? new Standing(Cause.Throttled, world.Id, -1, world.Pcpu)
            : new Standing(Cause.Ready, world.Id, occupant?.Id ?? -1, world.Pcpu);
    }

    /// <summary>While any vCPU runs the queue moves; while none does, it waits for what the first that has work waits for.</summary>
    private Standing InGuestQueue()
    {
        World? waiting = null;
        foreach (var vcpu in _service.Vm.Vcpus)
        {
            if (vcpu.State == WorldState.Running) return new Standing(Cause.GuestQueue);
            if (vcpu.State != WorldState.Blocked || vcpu.IsSwapWaiting) waiting ??= vcpu;
        }

        return waiting is null ? new Standing(Cause.GuestQueue) : Waiting(waiting);
    }

    private Standing InRing(World receiver) => receiver.State switch
    {
        WorldState.Blocked => new Standing(Cause.ReceiveRing),
        WorldState.Running => new Standing(Cause.HostPath, receiver.Id, -1, receiver.Pcpu),
        _ => Waiting(receiver),
    };

    /// <summary>Whether a world does this piece of work; a task's pieces inside and outside critical sections are all the task.</summary>
    private bool IsOn(World world, in WorkItem item) =>
        world.HasCurrent && ReferenceEquals(world.Current.Sink, item.Sink) && world.Current.Index == item.Index
        && (world.Current.Kind == item.Kind || ReferenceEquals(item.Sink, _service));

    private bool IsInterrupt(in WorkItem item) =>
        ReferenceEquals(item.Sink, _disk) ? VirtualDisk.IsInterrupt(in item) : ReferenceEquals(item.Sink, _nic) && VirtualNic.IsInterrupt(in item);

    private void Look(SimTime now)
    {
        for (var i = _active.Count - 1; i >= 0; i--)
        {
            var request = _active[i];
            var standing = request.IsClosed ? default : Classify(request);
            _timelines[i].Look(request.Age(now));
            if (!request.IsClosed && standing == request.Standing) continue;
            var before = request.Standing;
            request.Settle(request.Age(now), TicksOf(before));
            if (request.IsClosed)
            {
                Finish(i, now);
                continue;
            }

            // A world that had to wait takes the tick it missed when it starts, before it is seen to run.
            var waited = before.World == standing.World && before.Cause is (Cause.Ready or Cause.Throttled or Cause.CoStopped or Cause.Switch);
            request.Stand(standing, PhasesOf(request, standing, waited), waited ? request.TicksAtBegin : TicksOf(standing));
        }
    }

    private long TicksOf(in Standing standing) => standing.World < 0 ? 0 : _dispatcher.Worlds[standing.World].TicksTaken;

    /// <summary>Where a stretch of work is something else at its begin or end, and what is spread through it.</summary>
    private Phases PhasesOf(WatchedRequest request, in Standing standing, bool waited)
    {
        if (standing.Cause is not (Cause.Running or Cause.RunningShared or Cause.GuestInterrupt or Cause.GuestPath or Cause.HostPath) || request.Place == Place.ReceiveRing)
            return Phases.None;
        var world = _dispatcher.Worlds[standing.World];
        var pcpu = _dispatcher.PcpuAt(standing.Pcpu);
        var left = world.Remaining - pcpu.WorkIn((_dispatcher.Now - pcpu.ChargedAt).Picoseconds);
        var resumes = waited ? 0 : Math.Max(0, left - world.Current.Work);
        var kick = request.Place == Place.World ? Math.Min(request.Kick, left) : 0;
        var isTask = standing.Cause is Cause.Running or Cause.RunningShared;
        return new Phases(
            resumes > 0 ? pcpu.TimeFor(resumes).Picoseconds : 0,
            kick > 0 ? pcpu.TimeFor(left - kick).Picoseconds : long.MaxValue,
            pcpu.TimeFor(world.TickWork).Picoseconds,
            isTask ? _exitShare : 0,
            isTask ? _walkShare : 0);
    }

    private void Finish(int index, SimTime now)
    {
        var request = _active[index];
        var timeline = _timelines[index];
        _active.RemoveAt(index);
        _timelines.RemoveAt(index);
        Check.That(request.Age(now) == request.Request.Response.Picoseconds, "a request took another time in the second run of the same replication");
        Check.That(request.Sums.Values.Sum() == request.Request.Response.Picoseconds, "the parts of a request do not add up to its response time");
        var position = Array.FindIndex(_chosen, one => one.Number == request.Request.Number);
        _explained[position] = new ExplainedRequest
        {
            Request = request.Request,
            Stages = [.. Enumerable.Range(0, request.Stages.Count).Select(i => new StageInterval(
                request.Stages[i].Name, request.Stages[i].From, i + 1 < request.Stages.Count ? request.Stages[i + 1].From : request.Age(now)))],
            Parts =
            [
                .. request.Sums.OrderByDescending(part => part.Value).ThenBy(part => part.Key.Cause).ThenBy(part => part.Key.World)
                    .ThenBy(part => part.Key.Behind).ThenBy(part => part.Key.Pcpu)
                    .Select(part => new RequestPart(part.Key.Cause, NameOf(part.Key.World), NameOf(part.Key.Behind), part.Key.Pcpu, part.Value)),
            ],
            Segments = [.. request.Segments.Select(one => new RequestSegment(
                one.From, one.To, one.Standing.Cause, NameOf(one.Standing.World), NameOf(one.Standing.Behind), one.Standing.Pcpu))],
            Rows = timeline.Rows(request.Sums.Keys),
            CutAt = request.CutAt is { } cut && timeline.CutAt is { } also ? Math.Min(cut, also) : request.CutAt ?? timeline.CutAt,
        };
    }

    private string? NameOf(int world) => world < 0 ? null : _dispatcher.Worlds[world].Name;
}
