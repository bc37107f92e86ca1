using Sim.Core.Collections;
using Sim.Core.Events;
using Sim.Core.Random;
using Sim.Core.Random.Distributions;
using Sim.Core.Time;
using Sim.Models.Hardware.Storage;
using Sim.Models.Hypervisor;
using Sim.Models.Measurement;

namespace Sim.Models.Workload;

/// <summary>A database server in a VM: clients' transactions, its log with group commit, and the writing of changed pages (<see cref="PageWriter"/>).</summary>
/// <remarks>
/// Models CPU time in equal parts around reads of pages that the buffer pool misses, one log write at a time that takes along every commit that came meanwhile,
/// the flush behind it, whole pages in the log after a checkpoint, and pages changed several times that are written once. Leaves out which pages the pool holds
/// (a chance), waits for row locks, evictions of changed pages, checkpoints forced by a full log, and the wire to the clients. Source: network-and-storage
/// 8.3; MySQL and PostgreSQL manuals. Page: docs/models/workload.md.
/// </remarks>
public sealed class Oltp : IRequestSource, IWorkSink, IEventTarget
{
    private const double ReferenceClock = 3e9;

    private readonly EventCalendar _calendar;
    private readonly GuestService _service;
    private readonly OltpSpec _spec;
    private readonly Client[] _clients;
    private readonly Distribution _demand;
    private readonly double _clockScale;
    private readonly RngStream _random;
    private readonly AddressPattern _missed;
    private readonly AddressPattern _changed;
    private readonly PageWriter _pages;
    private readonly ServiceProbe _transactions;
    private readonly ServiceProbe _commits;
    private readonly RingQueue<int> _waiting = new();
    private readonly RingQueue<int> _writing = new();
    private bool _isLogging;
    private long _logged;
    private long _written;

    /// <summary>A server whose clients begin at time zero.</summary>
    /// <param name="calendar">The replication's events.</param>
    /// <param name="service">The service that carries its disk requests.</param>
    /// <param name="spec">The database.</param>
    /// <param name="clock">The host's clock, hertz.</param>
    /// <param name="streams">Sources of chance.</param>
    /// <param name="transactions">Times transactions from their beginning to the end of their commit.</param>
    /// <param name="commits">Times commits.</param>
    public Oltp(EventCalendar calendar, GuestService service, OltpSpec spec, double clock, RngStreams streams, ServiceProbe transactions, ServiceProbe commits)
    {
        (_calendar, _service, _spec, _transactions, _commits) = (calendar, service, spec, transactions, commits);
        service.Source = this;
        _clockScale = ReferenceClock / clock;
        _demand = spec.Variation > 0 && spec.Demand > SimDuration.Zero ? new LogNormal(spec.Demand.Seconds, spec.Variation) : new Constant(spec.Demand.Seconds);
        var name = service.Vm.Name + "/oltp";
        _random = streams.Get(name);
        var data = new AddressSpec { Order = spec.Skew > 0 ? AddressOrder.Zipf : AddressOrder.Random, Region = spec.Data, Skew = spec.Skew };
        _missed = new AddressPattern(data, spec.PageSize, streams.Get(name + "/missed"));
        _changed = new AddressPattern(data, spec.PageSize, streams.Get(name + "/changed"));
        _pages = new PageWriter(calendar, spec, Issue, spec.Clients + 2);
        _clients = new Client[spec.Clients];
        for (var i = 0; i < _clients.Length; i++) Think(i);
    }

    /// <summary>Transactions since the beginning.</summary>
    public long Committed { get; private set; }

    /// <summary>Bytes of log that transactions made since the beginning.</summary>
    public long LoggedBytes => _logged;

    /// <summary>Changed pages that are not written yet.</summary>
    public long ChangedPages => _pages.Waiting;

    /// <inheritdoc />
    public void OnEvent(in EventAction action) => Begin(action.Index);

    /// <inheritdoc />
    public void OnWorkDone(World world, in WorkItem item)
    {
        ref var client = ref _clients[item.Index];
        client.Vcpu = _service.Vm.IndexOf(world);
        _service.Vm.CountWork(client.Piece);
        if (client.Reads > 0) Issue(item.Index, new BlockAccess(IoOperation.Read, _spec.PageSize, _missed.Next()), client.Vcpu);
        else Change(item.Index);
    }

    /// <inheritdoc />
    public void OnRequestDone(int user)
    {
        if (user < _clients.Length)
        {
            _clients[user].Reads--;
            Compute(user);
        }
        else if (user == _clients.Length && _spec.FlushAtCommit)
        {
            Issue(user + 1, new BlockAccess(IoOperation.Flush, 0), _clients[_writing.Peek()].Vcpu);
        }
        else if (user <= _clients.Length + 1)
        {
            OnLogged();
        }
        else
        {
            _pages.OnRequestDone(user);
        }
    }

    private void Begin(int index)
    {
        ref var client = ref _clients[index];
        client.Began = _calendar.Now;
        var looks = GuestService.Count(_spec.PageReads, _random);
        client.Reads = 0;
        for (var i = 0; i < looks; i++)
        {
            if (_random.NextUniform() < _spec.MissRatio) client.Reads++;
        }

        var cpu = _demand.Sample(_random) * _clockScale;
        client.Piece = cpu / (client.Reads + 1);
        client.Vcpu = index % _service.Vm.Vcpus.Length;
        _transactions.OnIssued(_calendar.Now);
        _transactions.OnDrawn(cpu);
        Compute(index);
    }

    private void Compute(int index) =>
        _service.Vm.RunTask(new WorkItem(_service.Vm.GuestWork(_clients[index].Piece), this, 0, index), _clients[index].Vcpu);

    private void Change(int index)
    {
        var changes = GuestService.Count(_spec.PageWrites, _random);
        var log = (long)_spec.LogBytes;
        for (var i = 0; i < changes; i++)
        {
            if (_pages.Change(_changed.Next() / _spec.PageSize) && _spec.FullPageWrites) log += _spec.PageSize;
        }

        if (log == 0 && changes == 0)
        {
            Finish(index);
            return;
        }

        _logged += log;
        _clients[index].Committing = _calendar.Now;
        _commits.OnIssued(_calendar.Now);
        _waiting.Enqueue(index);
        if (!_isLogging) WriteLog();
    }

    /// <summary>One write for everything logged so far; the block that the last write ended in is written again.</summary>
    private void WriteLog()
    {
        _isLogging = true;
        while (_waiting.TryDequeue(out var client)) _writing.Enqueue(client);
        var block = _spec.LogBlock;
        var first = _written / block * block;
        var bytes = Math.Max(block, (_logged - first + block - 1) / block * block);
        var place = first % (_spec.LogSize / block * block);
        // What does not fit behind the place goes to the log's beginning; the disk sees one request of that size.
        if (place + bytes > _spec.DoublewriteStart - _spec.LogStart) place = 0;
        _written = _logged;
        Issue(_clients.Length, new BlockAccess(IoOperation.Write, (int)bytes, _spec.LogStart + place), _clients[_writing.Peek()].Vcpu);
    }

    private void OnLogged()
    {
        _isLogging = false;
        for (var left = _writing.Count; left > 0; left--)
        {
            _writing.TryDequeue(out var index);
            _commits.OnDone(_calendar.Now, _calendar.Now - _clients[index].Committing);
            Finish(index);
        }

        if (!_isLogging && _waiting.Count > 0) WriteLog();
    }

    private void Finish(int index)
    {
        Committed++;
        _transactions.OnDone(_calendar.Now, _calendar.Now - _clients[index].Began);
        Think(index);
    }

    private void Think(int index)
    {
        var think = _spec.ThinkTime > SimDuration.Zero ? _spec.ThinkTime * _random.NextExponential() : SimDuration.Zero;
        _calendar.Schedule(think, new EventAction(this, 0, index));
    }

    private void Issue(int user, BlockAccess access, int vcpu) => _service.StartInside(_service.Open(user, access), vcpu);

    private struct Client
    {
        public int Vcpu;
        public int Reads;
        public double Piece;
        public SimTime Began;
        public SimTime Committing;
    }
}
