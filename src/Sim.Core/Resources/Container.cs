using Sim.Core.Collections;
using Sim.Core.Diagnostics;
using Sim.Core.Events;
using Sim.Core.Time;

namespace Sim.Core.Resources;

/// <summary>A level that is filled and drawn from by amounts: a tank, a credit pool, free memory.</summary>
/// <remarks>
/// Amounts are whole numbers of a unit that the model chooses (bytes, millilitres, tokens), so that what goes in comes out exactly and no
/// rounding leaves somebody waiting for ever. Both lines are first in, first out, and nobody overtakes: a small amount waits behind a large one.
/// An answer is an event of the same instant. Constant time, withdrawing too. Nothing is allocated when warm.
/// </remarks>
public sealed class Container
{
    private readonly EventCalendar _calendar;
    private readonly int _queueCapacity;
    private readonly StockStatistics? _statistics;
    private readonly RequestSlab<Claim> _requests = new();
    private readonly IdQueue _puts = new();
    private readonly IdQueue _gets = new();

    /// <summary>A container.</summary>
    /// <param name="calendar">The replication's calendar.</param>
    /// <param name="capacity">The highest level, above 0.</param>
    /// <param name="level">The level at the start, 0 to <paramref name="capacity"/>.</param>
    /// <param name="queueCapacity">How many may wait in each line, 0 or more; a request that would wait beyond it is refused.</param>
    /// <param name="measured">Whether <see cref="Statistics"/> are kept; without them nothing is spent on them.</param>
    /// <exception cref="SimulationFault">A number is out of range.</exception>
    public Container(EventCalendar calendar, long capacity = long.MaxValue, long level = 0, int queueCapacity = int.MaxValue, bool measured = true)
    {
        Check.That(capacity > 0, "a container's capacity must be above 0");
        Check.That(level >= 0 && level <= capacity, "a container's level at the start must be 0 to its capacity");
        Check.That(queueCapacity >= 0, "a container's queue capacity must be 0 or more");
        _calendar = calendar;
        _queueCapacity = queueCapacity;
        (Capacity, Level) = (capacity, level);
        if (!measured) return;
        _statistics = new StockStatistics(capacity);
        _statistics.Level.Set(calendar.Now, level);
        _statistics.Reset(calendar.Now);
    }

    /// <summary>The highest level.</summary>
    public long Capacity { get; }

    /// <summary>The level now.</summary>
    public long Level { get; private set; }

    /// <summary>Requests that wait for room now.</summary>
    public int WaitingPuts => _puts.Count;

    /// <summary>Requests that wait for stock now.</summary>
    public int WaitingGets => _gets.Count;

    internal EventCalendar Calendar => _calendar;

    /// <summary>What was measured.</summary>
    /// <exception cref="SimulationFault">The container was built not to measure.</exception>
    public StockStatistics Statistics => _statistics ?? throw new SimulationFault("this container was built with measured: false and keeps no statistics");

    /// <summary>Brings an amount, once there is room for all of it.</summary>
    /// <param name="amount">1 to <see cref="Capacity"/>.</param>
    /// <param name="accepted">Fired at the instant it went in, as given.</param>
    /// <returns>The ticket; <see cref="ResourceTicket.None"/> when the line is full.</returns>
    /// <exception cref="SimulationFault">The amount could never go in.</exception>
    public ResourceTicket Put(long amount, in EventAction accepted) => Arrive(_puts, amount, in accepted, isPut: true);

    /// <summary>Takes an amount, once all of it is there.</summary>
    /// <param name="amount">1 to <see cref="Capacity"/>.</param>
    /// <param name="granted">Fired at the instant it was taken, as given.</param>
    /// <returns>The ticket; <see cref="ResourceTicket.None"/> when the line is full.</returns>
    /// <exception cref="SimulationFault">The amount could never be taken.</exception>
    public ResourceTicket Get(long amount, in EventAction granted) => Arrive(_gets, amount, in granted, isPut: false);

    /// <summary>Brings an amount at once or not at all, without an event; does not overtake those who wait.</summary>
    /// <param name="amount">1 to <see cref="Capacity"/>.</param>
    /// <returns>Whether it went in. A failed attempt is not counted as an arrival.</returns>
    public bool TryPut(long amount) => TryNow(_puts, amount, isPut: true);

    /// <summary>Takes an amount at once or not at all, without an event; does not overtake those who wait.</summary>
    /// <param name="amount">1 to <see cref="Capacity"/>.</param>
    /// <returns>Whether it was taken. A failed attempt is not counted as an arrival.</returns>
    public bool TryGet(long amount) => TryNow(_gets, amount, isPut: false);

    /// <summary>Takes a request back that waits (reneging); those behind it may then be answered.</summary>
    /// <param name="ticket">The ticket; a stale one or none is refused.</param>
    /// <returns>Whether it was taken back; false once it was answered, also while the answer is still on its way within the instant.</returns>
    public bool Withdraw(ResourceTicket ticket)
    {
        if (!_requests.TryFind(ticket, out var id)) return false;
        ref var claim = ref _requests[id];
        (claim.IsPut ? _puts : _gets).Remove(id);
        LineOf(claim.IsPut)?.Renege(_calendar.Now, claim.Since);
        _requests.Return(id);
        Settle();
        return true;
    }

    /// <summary>Whether the request waits; false for a stale ticket.</summary>
    /// <param name="ticket">The ticket.</param>
    public bool IsWaiting(ResourceTicket ticket) => _requests.TryFind(ticket, out _);

    private ResourceTicket Arrive(IdQueue line, long amount, in EventAction answer, bool isPut)
    {
        CheckAmount(amount);
        var statistics = LineOf(isPut);
        if (statistics is not null) statistics.Arrivals++;
        var isAnswered = line.Count == 0 && Fits(amount, isPut);
        if (!isAnswered && line.Count >= _queueCapacity)
        {
            if (statistics is not null) statistics.Balked++;
            return ResourceTicket.None;
        }

        var id = _requests.Rent();
        var ticket = _requests.TicketOf(id);
        _requests[id] = new Claim { Action = answer, Amount = amount, Since = _calendar.Now, IsPut = isPut };
        if (isAnswered)
        {
            statistics?.Waiting.Add(SimDuration.Zero);
            Answer(id);
            Settle();
        }
        else
        {
            line.Enqueue(id);
            statistics?.Enter(_calendar.Now);
        }

        return ticket;
    }

    private bool TryNow(IdQueue line, long amount, bool isPut)
    {
        CheckAmount(amount);
        if (line.Count > 0 || !Fits(amount, isPut)) return false;
        if (LineOf(isPut) is { } statistics)
        {
            statistics.Arrivals++;
            statistics.Waiting.Add(SimDuration.Zero);
        }

        Move(amount, isPut);
        Settle();
        return true;
    }

    // Filling may let somebody take, and taking may make room, until the heads of both lines must wait.
    private void Settle()
    {
        while (TryAnswerFirst(_gets) || TryAnswerFirst(_puts))
        {
        }
    }

    private bool TryAnswerFirst(IdQueue line)
    {
        var id = line.First;
        if (id < 0) return false;
        ref var claim = ref _requests[id];
        if (!Fits(claim.Amount, claim.IsPut)) return false;
        line.Remove(id);
        LineOf(claim.IsPut)?.Leave(_calendar.Now, claim.Since);
        Answer(id);
        return true;
    }

    private void Answer(int id)
    {
        ref var claim = ref _requests[id];
        Move(claim.Amount, claim.IsPut);
        _calendar.Schedule(SimDuration.Zero, in claim.Action);
        _requests.Return(id);
    }

    private void Move(long amount, bool isPut)
    {
        Level += isPut ? amount : -amount;
        _statistics?.Level.Set(_calendar.Now, Level);
    }

    private bool Fits(long amount, bool isPut) => isPut ? amount <= Capacity - Level : amount <= Level;

    private QueueStatistics? LineOf(bool isPut) => isPut ? _statistics?.Puts : _statistics?.Gets;

    private void CheckAmount(long amount) =>
        Check.That(amount > 0 && amount <= Capacity, "an amount put into or taken from a container must be 1 to its capacity");

    private struct Claim
    {
        public EventAction Action;
        public long Amount;
        public SimTime Since;
        public bool IsPut;
    }
}
