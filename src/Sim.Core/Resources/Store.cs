using Sim.Core.Collections;
using Sim.Core.Diagnostics;
using Sim.Core.Events;
using Sim.Core.Time;

namespace Sim.Core.Resources;

/// <summary>Items that are brought and taken one by one, by choice if need be: a buffer between machines, a mailbox, a pool of tagged buffers.</summary>
/// <remarks>
/// Items are numbers: values, or ids of a slab. A taker gets the oldest item that its filter accepts; an item goes to the taker that waits
/// longest of those that accept it, so one that accepts nothing in stock holds nobody up. Those who bring wait for room, first in, first out.
/// An answer is an event of the same instant. Constant time without filters; with filters the items, or the takers that wait, are
/// asked in turn. Nothing is allocated when warm.
/// </remarks>
public sealed class Store
{
    private readonly EventCalendar _calendar;
    private readonly int _queueCapacity;
    private readonly StockStatistics? _statistics;
    private readonly RequestSlab<Claim> _requests = new();
    private readonly Slab<long> _items = new(16);
    private readonly IdQueue _stock = new();
    private readonly IdQueue _puts = new();
    private readonly IdQueue _gets = new();

    /// <summary>An empty store.</summary>
    /// <param name="calendar">The replication's calendar.</param>
    /// <param name="capacity">Items that find room, 1 or more.</param>
    /// <param name="queueCapacity">How many may wait in each line, 0 or more; a request that would wait beyond it is refused.</param>
    /// <param name="measured">Whether <see cref="Statistics"/> are kept; without them nothing is spent on them.</param>
    /// <exception cref="SimulationFault">A number is out of range.</exception>
    public Store(EventCalendar calendar, int capacity = int.MaxValue, int queueCapacity = int.MaxValue, bool measured = true)
    {
        Check.That(capacity > 0, "a store needs room for 1 item or more");
        Check.That(queueCapacity >= 0, "a store's queue capacity must be 0 or more");
        _calendar = calendar;
        _queueCapacity = queueCapacity;
        Capacity = capacity;
        if (!measured) return;
        _statistics = new StockStatistics(capacity);
        _statistics.Reset(calendar.Now);
    }

    /// <summary>Items that find room.</summary>
    public int Capacity { get; }

    /// <summary>Items in stock now.</summary>
    public int Count => _stock.Count;

    /// <summary>Requests that wait for room now.</summary>
    public int WaitingPuts => _puts.Count;

    /// <summary>Requests that wait for an item now.</summary>
    public int WaitingGets => _gets.Count;

    internal EventCalendar Calendar => _calendar;

    /// <summary>What was measured.</summary>
    /// <exception cref="SimulationFault">The store was built not to measure.</exception>
    public StockStatistics Statistics => _statistics ?? throw new SimulationFault("this store was built with measured: false and keeps no statistics");

    /// <summary>Brings an item, once there is room.</summary>
    /// <param name="item">The item: a value or an id; equal ones may be in stock at once.</param>
    /// <param name="accepted">Fired at the instant it went in, as given.</param>
    /// <returns>The ticket; <see cref="ResourceTicket.None"/> when the line is full.</returns>
    public ResourceTicket Put(long item, in EventAction accepted)
    {
        var statistics = _statistics?.Puts;
        if (statistics is not null) statistics.Arrivals++;
        var isAccepted = HasRoom;
        if (!isAccepted && _puts.Count >= _queueCapacity) return Balk(statistics);
        var id = _requests.Rent();
        var ticket = _requests.TicketOf(id);
        _requests[id] = new Claim { Action = accepted, Item = item, Since = _calendar.Now, IsPut = true };
        if (isAccepted)
        {
            statistics?.Waiting.Add(SimDuration.Zero);
            Accept(id);
            OfferNewest();
        }
        else
        {
            _puts.Enqueue(id);
            statistics?.Enter(_calendar.Now);
        }

        return ticket;
    }

    /// <summary>Takes the oldest item, once there is one.</summary>
    /// <param name="got">Fired at the instant it was taken with <see cref="EventAction.Arg"/> replaced by the item.</param>
    /// <returns>The ticket; <see cref="ResourceTicket.None"/> when the line is full.</returns>
    public ResourceTicket Get(in EventAction got) => Get(in got, default);

    /// <summary>Takes the oldest item that a filter accepts, once there is one.</summary>
    /// <param name="got">Fired at the instant it was taken with <see cref="EventAction.Arg"/> replaced by the item.</param>
    /// <param name="filter">Which items; the default accepts all.</param>
    /// <returns>The ticket; <see cref="ResourceTicket.None"/> when the line is full.</returns>
    public ResourceTicket Get(in EventAction got, in ItemFilter filter)
    {
        var statistics = _statistics?.Gets;
        if (statistics is not null) statistics.Arrivals++;
        var isTaken = TryTake(in filter, out var item);
        if (!isTaken && _gets.Count >= _queueCapacity) return Balk(statistics);
        var id = _requests.Rent();
        var ticket = _requests.TicketOf(id);
        _requests[id] = new Claim { Action = got, Filter = filter, Since = _calendar.Now };
        if (isTaken)
        {
            statistics?.Waiting.Add(SimDuration.Zero);
            Hand(id, item);
            AdmitWaiting();
        }
        else
        {
            _gets.Enqueue(id);
            statistics?.Enter(_calendar.Now);
        }

        return ticket;
    }

    /// <summary>Brings an item at once or not at all, without an event.</summary>
    /// <param name="item">The item.</param>
    /// <returns>Whether it went in. A failed attempt is not counted as an arrival.</returns>
    public bool TryPut(long item)
    {
        if (!HasRoom) return false;
        CountServedAtOnce(_statistics?.Puts);
        Stock(item);
        OfferNewest();
        return true;
    }

    /// <summary>Takes the oldest item that a filter accepts at once or not at all, without an event.</summary>
    /// <param name="item">The item, when one was taken.</param>
    /// <param name="filter">Which items; the default accepts all.</param>
    /// <returns>Whether one was taken. A failed attempt is not counted as an arrival.</returns>
    public bool TryGet(out long item, in ItemFilter filter = default)
    {
        if (!TryTake(in filter, out item)) return false;
        CountServedAtOnce(_statistics?.Gets);
        AdmitWaiting();
        return true;
    }

    /// <summary>Takes a request back that waits (reneging).</summary>
    /// <param name="ticket">The ticket; a stale one or none is refused.</param>
    /// <returns>Whether it was taken back; false once it was answered, also while the answer is still on its way within the instant.</returns>
    public bool Withdraw(ResourceTicket ticket)
    {
        if (!_requests.TryFind(ticket, out var id)) return false;
        ref var claim = ref _requests[id];
        (claim.IsPut ? _puts : _gets).Remove(id);
        (claim.IsPut ? _statistics?.Puts : _statistics?.Gets)?.Renege(_calendar.Now, claim.Since);
        _requests.Return(id);
        return true;
    }

    /// <summary>Whether the request waits; false for a stale ticket.</summary>
    /// <param name="ticket">The ticket.</param>
    public bool IsWaiting(ResourceTicket ticket) => _requests.TryFind(ticket, out _);

    // Whoever waits for room waits because there is none, so a newcomer that finds room overtakes nobody.
    private bool HasRoom => _stock.Count < Capacity;

    // Every item in stock was refused by all who wait to take, except one that has just come in; admitting one at a time and offering it
    // at once keeps that true.
    private void AdmitWaiting()
    {
        while (HasRoom && _puts.TryDequeue(out var id))
        {
            _statistics?.Puts.Leave(_calendar.Now, _requests[id].Since);
            Accept(id);
            OfferNewest();
        }
    }

    private void OfferNewest()
    {
        var slot = _stock.Last;
        if (slot < 0) return;
        var item = _items[slot];
        for (var id = _gets.First; id >= 0; id = _gets.After(id))
        {
            ref var claim = ref _requests[id];
            if (!Suits(item, in claim.Filter)) continue;
            _gets.Remove(id);
            _statistics?.Gets.Leave(_calendar.Now, claim.Since);
            Unstock(slot);
            Hand(id, item);
            return;
        }
    }

    private bool TryTake(in ItemFilter filter, out long item)
    {
        for (var slot = _stock.First; slot >= 0; slot = _stock.After(slot))
        {
            item = _items[slot];
            if (!Suits(item, in filter)) continue;
            Unstock(slot);
            return true;
        }

        item = 0;
        return false;
    }

    private static bool Suits(long item, in ItemFilter filter) => filter.Accepts is null || filter.Accepts(item, filter.Argument);

    private void Accept(int id)
    {
        ref var claim = ref _requests[id];
        Stock(claim.Item);
        _calendar.Schedule(SimDuration.Zero, in claim.Action);
        _requests.Return(id);
    }

    private void Hand(int id, long item)
    {
        _calendar.Schedule(SimDuration.Zero, _requests[id].Action with { Arg = item });
        _requests.Return(id);
    }

    private void Stock(long item)
    {
        var slot = _items.Rent();
        _items[slot] = item;
        _stock.Enqueue(slot);
        _statistics?.Level.Set(_calendar.Now, _stock.Count);
    }

    private void Unstock(int slot)
    {
        _stock.Remove(slot);
        _items.Return(slot);
        _statistics?.Level.Set(_calendar.Now, _stock.Count);
    }

    private static void CountServedAtOnce(QueueStatistics? line)
    {
        if (line is null) return;
        line.Arrivals++;
        line.Waiting.Add(SimDuration.Zero);
    }

    private static ResourceTicket Balk(QueueStatistics? line)
    {
        if (line is not null) line.Balked++;
        return ResourceTicket.None;
    }

    private struct Claim
    {
        public EventAction Action;
        public ItemFilter Filter;
        public long Item;
        public SimTime Since;
        public bool IsPut;
    }
}
