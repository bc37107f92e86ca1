using System.Diagnostics.CodeAnalysis;
using Sim.Core.Collections;
using Sim.Core.Diagnostics;
using Sim.Core.Events;
using Sim.Core.Time;

namespace Sim.Core.Resources;

/// <summary>Equal servers behind one queue: tellers, cores, channels, repairmen.</summary>
/// <remarks>
/// Two ways to use it. <b>Hold</b>: <see cref="Request(in EventAction, int)"/> a server, hear that it was granted, <see cref="Release"/> it; a grant
/// is an event of the same instant whose <see cref="EventAction.Arg"/> is the ticket's value. <b>Serve</b>: <see cref="Serve"/> says how much work
/// there is, and the pool holds the server for that long, through preemptions, and then calls back; one event a customer.
/// A server is never free while a request waits. Measured unless told otherwise: see <see cref="Statistics"/>.
/// Constant time for <see cref="QueueDiscipline.Fifo"/>, logarithmic with priorities; withdrawing too. Nothing is allocated when warm.
/// </remarks>
public sealed class ServerPool : IEventTarget
{
    private readonly EventCalendar _calendar;
    private readonly QueueDiscipline _discipline;
    private readonly int _queueCapacity;
    private readonly ServerPoolStatistics? _statistics;
    private readonly RequestSlab<Claim> _requests = new();
    private readonly IdQueue _line = new();
    private readonly IndexedHeap<Rank>? _ranks;                   // waiting, most urgent first; null for Fifo
    private readonly IndexedHeap<Rank>? _holders;                 // preemptible holders, least urgent first; null without preemption
    private Notice[] _notices = [];                               // by request id, of preemptible holds
    private long _sequence;

    /// <summary>A pool with all servers free.</summary>
    /// <param name="calendar">The replication's calendar.</param>
    /// <param name="servers">Servers, 1 or more.</param>
    /// <param name="discipline">Who is served next.</param>
    /// <param name="queueCapacity">How many may wait, 0 or more; a request that would wait beyond it is refused. Those preempted always find room.</param>
    /// <param name="measured">Whether <see cref="Statistics"/> are kept; without them nothing is spent on them.</param>
    /// <exception cref="SimulationFault">A number is out of range.</exception>
    public ServerPool(
        EventCalendar calendar, int servers, QueueDiscipline discipline = QueueDiscipline.Fifo, int queueCapacity = int.MaxValue, bool measured = true)
    {
        Check.That(servers > 0, "a server pool needs 1 server or more");
        Check.That(queueCapacity >= 0, "a server pool's queue capacity must be 0 or more");
        Check.That(discipline is >= QueueDiscipline.Fifo and <= QueueDiscipline.PreemptiveRepeat, "a server pool's discipline is none of those defined");
        _calendar = calendar;
        _discipline = discipline;
        _queueCapacity = queueCapacity;
        Servers = servers;
        if (discipline != QueueDiscipline.Fifo) _ranks = new IndexedHeap<Rank>();
        if (discipline >= QueueDiscipline.PreemptiveResume) _holders = new IndexedHeap<Rank>();
        if (!measured) return;
        _statistics = new ServerPoolStatistics(servers);
        _statistics.Reset(calendar.Now);
    }

    /// <summary>Servers, free or not.</summary>
    public int Servers { get; }

    /// <summary>Servers that are held now.</summary>
    public int Busy { get; private set; }

    /// <summary>Requests that wait now.</summary>
    public int Waiting => _ranks?.Count ?? _line.Count;

    internal EventCalendar Calendar => _calendar;

    /// <summary>What was measured.</summary>
    /// <exception cref="SimulationFault">The pool was built not to measure.</exception>
    public ServerPoolStatistics Statistics => _statistics ?? throw new SimulationFault("this server pool was built with measured: false and keeps no statistics");

    /// <summary>Asks for a server until <see cref="Release"/>. The holder is never preempted; it may preempt others.</summary>
    /// <param name="granted">Fired at the instant of the grant with <see cref="EventAction.Arg"/> replaced by the ticket's value.</param>
    /// <param name="priority">Smaller is more urgent; 0 in a first-in-first-out pool.</param>
    /// <returns>The ticket; <see cref="ResourceTicket.None"/> when the queue is full.</returns>
    /// <exception cref="SimulationFault">A priority was given to a first-in-first-out pool.</exception>
    public ResourceTicket Request(in EventAction granted, int priority = 0) =>
        Arrive(new Claim { Action = granted, Priority = priority }, default);

    /// <summary>Asks for a server until <see cref="Release"/>, ready to lose it to a more urgent request.</summary>
    /// <remarks>
    /// One that lost its server keeps its ticket and its place in the queue, and hears <paramref name="granted"/> again. To give up instead,
    /// <see cref="Withdraw"/>. A release in the same instant, before the notice has come, still counts.
    /// </remarks>
    /// <param name="granted">Fired at the instant of each grant with <see cref="EventAction.Arg"/> replaced by the ticket's value.</param>
    /// <param name="priority">Smaller is more urgent.</param>
    /// <param name="preempted">
    /// Fired at the instant of each loss with <see cref="EventAction.Arg"/> replaced by the work left, picoseconds: what was left at the grant
    /// less the time held under <see cref="QueueDiscipline.PreemptiveResume"/>, all of it under <see cref="QueueDiscipline.PreemptiveRepeat"/>.
    /// </param>
    /// <param name="work">How long the holder means to hold the server, 0 or more.</param>
    /// <returns>The ticket; <see cref="ResourceTicket.None"/> when the queue is full.</returns>
    /// <exception cref="SimulationFault">The pool does not preempt, or the work is negative.</exception>
    public ResourceTicket Request(in EventAction granted, int priority, in EventAction preempted, SimDuration work)
    {
        Check.That(_holders is not null, "a request that can be preempted was made at a pool that does not preempt");
        Check.That(work >= SimDuration.Zero, "the work of a request that can be preempted is negative");
        return Arrive(new Claim { Action = granted, Priority = priority, Work = work, IsPreemptible = true }, in preempted);
    }

    /// <summary>Has work done by one server: waits for it, holds it for the work, through preemptions, and gives it back.</summary>
    /// <remarks>Work that ends at this very instant is not preempted any more.</remarks>
    /// <param name="work">Time of one server, 0 or more.</param>
    /// <param name="done">Called when the work is done, with the server given back already; not called after a withdrawal or release.</param>
    /// <param name="priority">Smaller is more urgent; 0 in a first-in-first-out pool.</param>
    /// <returns>The ticket; <see cref="ResourceTicket.None"/> when the queue is full.</returns>
    /// <exception cref="SimulationFault">The work is negative, or a priority was given to a first-in-first-out pool.</exception>
    public ResourceTicket Serve(SimDuration work, in EventAction done, int priority = 0)
    {
        Check.That(work >= SimDuration.Zero, "the work of a service is negative");
        return Arrive(new Claim { Action = done, Priority = priority, Work = work, IsTimed = true, IsPreemptible = _holders is not null }, default);
    }

    /// <summary>Takes a server if one is free, without an event. The holder is never preempted.</summary>
    /// <param name="ticket">To release it with; <see cref="ResourceTicket.None"/> when none was free.</param>
    /// <returns>Whether one was free. A failed attempt is not counted as an arrival.</returns>
    public bool TryAcquire(out ResourceTicket ticket)
    {
        ticket = ResourceTicket.None;
        if (Busy == Servers) return false;
        var id = _requests.Rent();
        _requests[id].Since = _calendar.Now;
        _requests[id].IsServed = true;
        Seize();
        if (_statistics is not null) _statistics.Queue.Arrivals++;
        _statistics?.Queue.Waiting.Add(SimDuration.Zero);
        ticket = _requests.TicketOf(id);
        return true;
    }

    /// <summary>Gives a server back, or breaks off a service, whose <c>done</c> is then not called. The next in the queue gets the server.</summary>
    /// <param name="ticket">The ticket of a request that holds a server.</param>
    /// <exception cref="SimulationFault">The ticket is stale or none, or its request waits.</exception>
    public void Release(ResourceTicket ticket)
    {
        if (!_requests.TryFind(ticket, out var id)) ThrowStale("released");
        ref var request = ref _requests[id];
        if (request.IsServed)
        {
            _calendar.Cancel(request.Pending);                    // a grant not heard of yet, or the end of a service
            CancelNotice(id);
            Leave(id);
            return;
        }

        if (request.IsFinished)
        {
            _calendar.Cancel(request.Pending);
            _requests.Return(id);
            return;
        }

        // The owner finished at the instant it was preempted and has not heard of that yet.
        if (!CancelNotice(id)) ThrowWaiting();
        _statistics?.Queue.Leave(_calendar.Now, request.Since);
        Unqueue(id);
    }

    /// <summary>Takes a request back that waits (reneging), or that was granted and has not heard of it yet; the server then goes to the next.</summary>
    /// <param name="ticket">The ticket; a stale one or none is refused.</param>
    /// <returns>Whether the request was taken back; false when it is being served or has left.</returns>
    public bool Withdraw(ResourceTicket ticket)
    {
        if (!_requests.TryFind(ticket, out var id)) return false;
        ref var request = ref _requests[id];
        if (request.IsFinished) return false;
        if (!request.IsServed)
        {
            CancelNotice(id);
            _statistics?.Queue.Renege(_calendar.Now, request.Since);
            Unqueue(id);
            return true;
        }

        if (request.IsTimed || !_calendar.Cancel(request.Pending)) return false;
        CancelNotice(id);
        Leave(id);
        return true;
    }

    /// <summary>Whether the request waits; false for a stale ticket.</summary>
    /// <param name="ticket">The ticket.</param>
    public bool IsWaiting(ResourceTicket ticket) => _requests.TryFind(ticket, out var id) && !_requests[id].IsServed && !_requests[id].IsFinished;

    /// <summary>Whether the request holds a server; false for a stale ticket.</summary>
    /// <param name="ticket">The ticket.</param>
    public bool IsServed(ResourceTicket ticket) => _requests.TryFind(ticket, out var id) && _requests[id].IsServed;

    /// <summary>The stated work that is left: less the time held since the grant, never below zero; zero when no work was stated.</summary>
    /// <param name="ticket">The ticket of a request that waits or is served.</param>
    /// <exception cref="SimulationFault">The ticket is stale or none.</exception>
    public SimDuration WorkLeft(ResourceTicket ticket)
    {
        if (!_requests.TryFind(ticket, out var id)) ThrowStale("asked for its work");
        ref var request = ref _requests[id];
        return request.IsServed || request.IsFinished ? WorkLeft(in request) : request.Work;
    }

    void IEventTarget.OnEvent(in EventAction action)
    {
        var done = _requests[action.Index].Action;
        if (_requests[action.Index].IsFinished) _requests.Return(action.Index);
        else Leave(action.Index);                                 // own state first
        done.Target.OnEvent(in done);                             // call out last
    }

    private ResourceTicket Arrive(in Claim arriving, in EventAction preempted)
    {
        Check.That(_ranks is not null || arriving.Priority == 0, "a first-in-first-out pool has no priorities; build it with QueueDiscipline.Priority");
        var mustWait = Busy == Servers && !CanPreempt(arriving.Priority);
        if (mustWait && Waiting >= _queueCapacity)
        {
            if (_statistics is not null)
            {
                _statistics.Queue.Arrivals++;
                _statistics.Queue.Balked++;
            }

            return ResourceTicket.None;
        }

        var id = _requests.Rent();
        ref var request = ref _requests[id];
        request = arriving;
        request.Sequence = ++_sequence;
        request.Since = _calendar.Now;
        if (request.IsPreemptible) SetNotice(id, in preempted);
        if (_statistics is not null) _statistics.Queue.Arrivals++;
        if (mustWait)
        {
            Enqueue(id);
        }
        else
        {
            if (Busy == Servers) Preempt();
            else Seize();
            _statistics?.Queue.Waiting.Add(SimDuration.Zero);
            Start(id);
        }

        return _requests.TicketOf(id);
    }

    // Whoever waits has a request at least as urgent in every server, or one that cannot be preempted, so comparing with the holders is enough.
    private bool CanPreempt(int priority)
    {
        if (_holders is null || _holders.Count == 0) return false;
        return _requests[_holders.First].Priority > priority;
    }

    private void Preempt()
    {
        _holders!.TryTakeFirst(out var id);
        ref var victim = ref _requests[id];
        victim.IsServed = false;
        if (victim.IsTimed && _calendar.Now - victim.Since == victim.Work)
        {
            // Its service ends at this instant: it is not preempted, it gives its server back now and hears of its end in its turn.
            victim.IsFinished = true;
            return;
        }

        if (_discipline == QueueDiscipline.PreemptiveResume) victim.Work = WorkLeft(in victim);
        var heardOfGrant = !_calendar.Cancel(victim.Pending) && !victim.IsTimed;
        victim.Since = _calendar.Now;
        if (heardOfGrant)
        {
            ref var notice = ref _notices[id];
            notice.Pending = _calendar.Schedule(SimDuration.Zero, notice.Action with { Arg = victim.Work.Picoseconds });
        }

        if (_statistics is not null) _statistics.Preempted++;
        Enqueue(id);
    }

    private void Seize()
    {
        Busy++;
        _statistics?.Busy.Add(_calendar.Now, 1);
    }

    private void Start(int id)
    {
        ref var request = ref _requests[id];
        request.IsServed = true;
        request.Since = _calendar.Now;
        request.Pending = request.IsTimed
            ? _calendar.Schedule(request.Work, new EventAction(this, 0, id))
            : _calendar.Schedule(SimDuration.Zero, request.Action with { Arg = _requests.TicketOf(id).Value });
        if (request.IsPreemptible) _holders!.Add(id, Rank.LeastUrgentFirst(in request));
    }

    private void Leave(int id)
    {
        if (_requests[id].IsPreemptible) _holders!.Remove(id);
        _requests.Return(id);
        if (TryTakeNext(out var next))
        {
            _statistics?.Queue.Leave(_calendar.Now, _requests[next].Since);
            Start(next);
            return;
        }

        Busy--;
        _statistics?.Busy.Add(_calendar.Now, -1);
    }

    private void Enqueue(int id)
    {
        if (_ranks is null) _line.Enqueue(id);
        else _ranks.Add(id, Rank.MostUrgentFirst(in _requests[id]));
        _statistics?.Queue.Enter(_calendar.Now);
    }

    private bool TryTakeNext(out int id) => _ranks is null ? _line.TryDequeue(out id) : _ranks.TryTakeFirst(out id);

    private void Unqueue(int id)
    {
        if (_ranks is null) _line.Remove(id);
        else _ranks.Remove(id);
        _requests.Return(id);
    }

    private SimDuration WorkLeft(in Claim request)
    {
        var left = request.Work - (_calendar.Now - request.Since);
        return left > SimDuration.Zero ? left : SimDuration.Zero;
    }

    private void SetNotice(int id, in EventAction preempted)
    {
        if (id >= _notices.Length) Array.Resize(ref _notices, Math.Max(id + 1, Math.Max(16, _notices.Length * 2)));
        _notices[id] = new Notice { Action = preempted };
    }

    private bool CancelNotice(int id) => _requests[id].IsPreemptible && _calendar.Cancel(_notices[id].Pending);

    [DoesNotReturn]
    private static void ThrowStale(string verb) =>
        throw new SimulationFault($"a stale ticket was {verb}: its request was released, withdrawn, served or refused before");

    [DoesNotReturn]
    private static void ThrowWaiting() => throw new SimulationFault("a request that holds no server was released: it waits, so withdraw it");

    private readonly record struct Rank(int Priority, long Sequence) : IHeapKey<Rank>
    {
        public static Rank MostUrgentFirst(in Claim request) => new(request.Priority, request.Sequence);

        // Complements reverse the order and cannot overflow, as a minus could.
        public static Rank LeastUrgentFirst(in Claim request) => new(~request.Priority, ~request.Sequence);

        public bool Before(in Rank other) => Priority < other.Priority || (Priority == other.Priority && Sequence < other.Sequence);
    }

    private struct Claim
    {
        public EventAction Action;                                // told of the grant, or of the end of a service
        public EventHandle Pending;                               // that event, until it fires
        public SimTime Since;                                     // start of the wait or of the hold
        public SimDuration Work;                                  // left at Since
        public long Sequence;
        public int Priority;
        public bool IsTimed;
        public bool IsPreemptible;
        public bool IsServed;
        public bool IsFinished;                                   // its server went to another at the instant of its end
    }

    private struct Notice
    {
        public EventAction Action;
        public EventHandle Pending;
    }
}
