using System.Collections.Immutable;
using Sim.Core.Collections;
using Sim.Core.Events;
using Sim.Core.Random;
using Sim.Core.Random.Distributions;
using Sim.Core.Time;
using Sim.Models.Hardware.Network;
using Sim.Models.Hardware.Storage;
using Sim.Models.Hypervisor;
using Sim.Models.Hypervisor.Guest;
using Sim.Models.Hypervisor.Io;
using Sim.Models.Measurement;

namespace Sim.Models.Workload;

/// <summary>The service inside one VM: takes requests through their stages of CPU, disk and network, and times them end to end.</summary>
/// <remarks>
/// Models requests as sequences of CPU bursts, disk requests one after the other and an answer; page faults on memory the host reclaimed
/// come first. Leaves out threads of one request that run at once and calls between VMs. Source: network-and-storage 8.1.
/// Page: docs/models/workload.md.
/// </remarks>
public sealed partial class GuestService : IWorkSink, IBlockClient, IMessageClient
{
    private const double ReferenceClock = 3e9;
    private const int PageSize = 4096;

    private readonly EventCalendar _calendar;
    private readonly VirtualMachine _vm;
    private readonly VirtualDisk _disk;
    private readonly StorageArray _swap;
    private readonly RequestTemplate _template;
    private readonly Distribution?[] _demands;
    private readonly AddressPattern?[] _places;
    private readonly RngStream _random;
    private readonly RngStream _faultRandom;
    private readonly double _clockScale;
    private readonly double _faultsPerRequest;
    private readonly ImmutableArray<ServiceProbe> _probes;
    private readonly Slab<Request> _requests = new(64);
    private readonly EthernetFraming _framing;
    private readonly SectionPlan? _plan;
    private readonly RngStream? _lockRandom;
    private readonly int _width;
    private double[] _drawn;

    /// <summary>A service with nothing to do.</summary>
    /// <param name="calendar">The replication's events.</param>
    /// <param name="vm">The VM.</param>
    /// <param name="disk">Its disk.</param>
    /// <param name="swap">Where the host swaps to.</param>
    /// <param name="template">What a request does.</param>
    /// <param name="clock">The host's clock, hertz.</param>
    /// <param name="activeLost">Share of the VM's active memory that is not in memory.</param>
    /// <param name="framing">How the network cuts messages into frames.</param>
    /// <param name="streams">Sources of chance.</param>
    /// <param name="probes">Where latencies go: one, or one each for reads, writes and flushes that a source chooses.</param>
    public GuestService(
        EventCalendar calendar, VirtualMachine vm, VirtualDisk disk, StorageArray swap, RequestTemplate template, double clock,
        double activeLost, EthernetFraming framing, RngStreams streams, ImmutableArray<ServiceProbe> probes)
    {
        (_calendar, _vm, _disk, _swap, _template, _probes) = (calendar, vm, disk, swap, template, probes);
        _random = streams.Get(vm.Name + "/demand");
        _faultRandom = streams.Get(vm.Name + "/faults");
        _plan = SectionPlan.Of(template, vm);
        if (_plan is not null) _lockRandom = streams.Get(vm.Name + "/locks");
        _width = template.Stages.Length + (_plan?.Width ?? 0);
        _drawn = new double[64 * _width];
        _clockScale = ReferenceClock / clock;
        _faultsPerRequest = template.PagesTouched * activeLost;
        _framing = framing;
        _demands = new Distribution?[template.Stages.Length];
        _places = new AddressPattern?[template.Stages.Length];
        for (var i = 0; i < _demands.Length; i++)
        {
            var stage = template.Stages[i];
            if (stage.Addresses is { } addresses) _places[i] = new AddressPattern(addresses, stage.Size, streams.Get(FormattableString.Invariant($"{vm.Name}/stage{i}/places")));
            if (stage.Kind != StageKind.Cpu) continue;
            var seconds = stage.Demand.Seconds;
            _demands[i] = stage.Variation > 0 && seconds > 0 ? new LogNormal(seconds, stage.Variation) : new Constant(seconds);
        }
    }

    /// <summary>Whether a vCPU waits for the pages that its request touches, or only the request does; set once when the host is wired.</summary>
    public bool FaultsBlock { private get; init; }

    /// <summary>The VM's NIC; set once when the host is wired.</summary>
    public VirtualNic Nic { private get; set; } = null!;

    /// <summary>Told when a request is over.</summary>
    public IRequestSource Source { private get; set; } = null!;

    /// <summary>The VM.</summary>
    public VirtualMachine Vm => _vm;

    internal IRequestTrace? Trace { get; set; }

    /// <summary>What a request does.</summary>
    public RequestTemplate Template => _template;

    /// <summary>Mean CPU work of a request by its laws, seconds on bare metal at the host's clock.</summary>
    public double MeanCpu => (_demands.Sum(law => law?.Mean ?? 0) + (_plan?.MeanHeld ?? 0)) * _clockScale;

    /// <summary>The message that asks for a request.</summary>
    /// <param name="id">The request.</param>
    public Frame MessageOf(int id) => _framing.Carry(FlowOwner.FlowOf(_vm.Id, _requests[id].User), id, _template.RequestBytes);

    /// <summary>Rents a request that a client or the VM itself issues now.</summary>
    /// <param name="user">The source's own number, given back when the request is over.</param>
    /// <param name="access">The disk request that it is, for a kind whose source chooses.</param>
    /// <returns>The request's id.</returns>
    public int Open(int user, BlockAccess access = default)
    {
        var id = _requests.Rent();
        ref var request = ref _requests[id];
        request.User = user;
        request.Issued = _calendar.Now;
        request.Stage = -1;
        request.Access = access;
        Draw(id);
        ProbeOf(in request).OnIssued(_calendar.Now);
        Trace?.Opened(id, user, _calendar.Now);
        return id;
    }

    /// <summary>Starts a request that came without a message.</summary>
    /// <param name="id">The request.</param>
    public void StartInside(int id) => StartInside(id, id % _vm.Vcpus.Length);

    /// <summary>Starts a request that came without a message.</summary>
    /// <param name="id">The request.</param>
    /// <param name="vcpu">Index of the vCPU whose task it is.</param>
    public void StartInside(int id, int vcpu) => Begin(id, vcpu);

    /// <inheritdoc />
    public void OnMessage(int requestId, int vcpu)
    {
        Trace?.Arrived(requestId, _vm.Vcpus[vcpu], _calendar.Now);
        Begin(requestId, vcpu);
    }

    /// <summary>The answer reached the client, or the last stage ended in a VM without clients.</summary>
    /// <param name="id">The request.</param>
    public void Close(int id)
    {
        var request = _requests[id];
        _requests.Return(id);
        ProbeOf(in request).OnDone(_calendar.Now, _calendar.Now - request.Issued);
        Trace?.Closed(id, _calendar.Now);
        Source.OnRequestDone(request.User);
    }

    /// <inheritdoc />
    public void OnWorkDone(World world, in WorkItem item)
    {
        if (item.Kind == (int)Step.Piece)
        {
            OnPieceDone(world, item.Index);
            return;
        }

        if (item.Kind == (int)Step.Section)
        {
            OnSectionDone(world, item.Index);
            return;
        }

        if (item.Kind >= (int)Step.Touch)
        {
            OnTouched(world, in item);
            return;
        }

        ref var request = ref _requests[item.Index];
        request.Vcpu = _vm.IndexOf(world);
        _vm.CountWork(Drawn(item.Index, request.Stage) + request.Held);
        Trace?.Worked(item.Index, request.Stage, world, _calendar.Now);
        NextStage(item.Index);
    }

    /// <inheritdoc />
    public void OnBlockDone(int index)
    {
        ref var request = ref _requests[index];
        if (request.Faults > 0)
        {
            request.Faults--;
            if (request.Faults > 0) FaultIn(index);
            else OnFaultedIn(index);
        }
        else if (--request.Left > 0)
        {
            IssueDisk(index);
        }
        else
        {
            NextStage(index);
        }
    }

    private void Begin(int id, int vcpu)
    {
        ref var request = ref _requests[id];
        request.Vcpu = vcpu;
        request.Faults = _faultsPerRequest > 0 ? Count(_faultsPerRequest, _faultRandom) : 0;
        if (request.Faults > 0)
        {
            _probes[0].OnFaults(request.Faults);
            _vm.Exits.Add(ExitReason.PageFault, request.Faults);
            Trace?.Faulted(id, _calendar.Now);
            Touch(id);
        }
        else
        {
            NextStage(id);
        }
    }

    /// <summary>
    /// Draws all that a request needs when it is issued: the n-th request of a VM asks for the same on every host, whatever overtakes it later.
    /// </summary>
    private void Draw(int id)
    {
        var stages = _template.Stages.Length;
        if ((id + 1) * _width > _drawn.Length) Array.Resize(ref _drawn, Math.Max((id + 1) * _width, _drawn.Length * 2));
        var cpu = 0.0;
        for (var i = 0; i < stages; i++)
        {
            var drawn = _template.Stages[i].Kind switch
            {
                StageKind.Cpu => _demands[i]!.Sample(_random) * _clockScale,
                StageKind.Read or StageKind.Write => Count(_template.Stages[i].Count, _random),
                _ => 0,
            };
            _drawn[(id * _width) + i] = drawn;
            if (_template.Stages[i].Kind == StageKind.Cpu) cpu += drawn;
        }

        if (_plan is not null) cpu += _plan.Draw(Row(id), _drawn.AsSpan(id * _width, stages), _clockScale, _lockRandom!);
        _probes[0].OnDrawn(cpu);
    }

    private double Drawn(int id, int stage) => _drawn[(id * _width) + stage];

    private void NextStage(int id)
    {
        ref var request = ref _requests[id];
        while (++request.Stage < _template.Stages.Length)
        {
            var stage = _template.Stages[request.Stage];
            switch (stage.Kind)
            {
                case StageKind.Cpu:
                    Trace?.Began(id, request.Stage, _calendar.Now);
                    var item = _plan is null
                        ? new WorkItem(_vm.GuestWork(Drawn(id, request.Stage)), this, (int)Step.Stage, id)
                        : FirstPiece(id);
                    _vm.RunTask(in item, request.Vcpu);
                    return;
                case StageKind.Read:
                case StageKind.Write:
                    request.Left = (int)Drawn(id, request.Stage);
                    if (request.Left == 0) continue;
                    Trace?.Began(id, request.Stage, _calendar.Now);
                    IssueDisk(id);
                    return;
                default:
                    Trace?.Began(id, request.Stage, _calendar.Now);
                    Nic.Send(_framing.Carry(FlowOwner.FlowOf(_vm.Id, request.User), id, stage.Size), request.Vcpu);
                    return;
            }
        }

        Close(id);
    }

    private void IssueDisk(int id)
    {
        ref var request = ref _requests[id];
        var stage = _template.Stages[request.Stage];
        var access = _template.IsChosenBySource ? request.Access : new BlockAccess(stage.Kind == StageKind.Read ? IoOperation.Read : IoOperation.Write, stage.Size, _places[request.Stage]?.Next() ?? IoCommand.Anywhere);
        _disk.Issue(access.Operation, access.Bytes, request.Vcpu, this, id, access.Offset);
    }

    private ServiceProbe ProbeOf(in Request request) => _probes[_template.IsChosenBySource ? (int)request.Access.Operation : 0];

    internal static int Count(double mean, RngStream random)
    {
        var whole = (int)mean;
        return random.NextUniform() < mean - whole ? whole + 1 : whole;
    }

    private struct Request
    {
        public int User;
        public int Stage;
        public int Vcpu;
        public int Left;
        public int Faults;
        public int Slot;
        public int Step;
        public int Steps;
        public int Shootdowns;
        public BlockAccess Access;
        public double Held;
        public SimTime Issued;
    }
}
