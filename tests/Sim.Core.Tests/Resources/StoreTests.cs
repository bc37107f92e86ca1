using CsCheck;
using Sim.Core.Diagnostics;
using Sim.Core.Events;
using Sim.Core.Resources;
using Sim.Core.Time;

namespace Sim.Core.Tests.Resources;

/// <summary>A store by hand, and on random sequences against plain lists.</summary>
public sealed class StoreTests
{
    private static readonly ItemFilter Even = new(static (item, _) => item % 2 == 0);
    private readonly Diary _diary = new();

    private enum Step { Put, Get, GetFiltered, TryPut, TryGet, Withdraw, Pass }

    [Fact]
    public void A_taker_gets_the_oldest_item_it_accepts_and_holds_nobody_up()
    {
        var store = new Store(_diary.Calendar, capacity: 2);
        store.Get(_diary.Note(0), in Even);
        store.Get(_diary.Note(1));
        store.Put(7, _diary.Note(10));                            // not even: goes to the second taker
        store.Put(9, _diary.Note(11));
        store.Put(11, _diary.Note(12));
        store.Put(8, _diary.Note(13));                            // no room: waits, although the first taker would have it
        Assert.Equal((2, 1, 1), (store.Count, store.WaitingGets, store.WaitingPuts));
        _diary.RunUntil(1);
        Assert.Equal([(0, 10, 0), (0, 1, 7), (0, 11, 0), (0, 12, 0)], _diary.Lines);

        _diary.At(2, () => Assert.True(store.TryGet(out var item, ItemFilter.Only(11)) && item == 11));
        _diary.RunUntil(3);
        Assert.Equal([(2, 13, 0), (2, 0, 8)], _diary.Lines.Skip(4));
        Assert.Equal((1, 0, 0), (store.Count, store.WaitingGets, store.WaitingPuts));
        Assert.False(store.TryGet(out _, in Even));
    }

    [Fact]
    public void A_full_line_refuses_and_misuse_is_told()
    {
        var store = new Store(_diary.Calendar, capacity: 1, queueCapacity: 1, measured: false);
        Assert.True(store.TryPut(1));
        Assert.False(store.TryPut(2));
        var waiting = store.Put(2, _diary.Note(0));
        Assert.True(store.IsWaiting(waiting));
        Assert.Equal(ResourceTicket.None, store.Put(3, _diary.Note(1)));
        Assert.True(store.Withdraw(waiting));
        Assert.False(store.Withdraw(waiting));
        Assert.Throws<SimulationFault>(() => store.Statistics);
        Assert.Throws<SimulationFault>(() => new Store(_diary.Calendar, capacity: 0));
    }

    [Fact]
    public void Agrees_with_plain_lists_on_random_sequences() =>
        Gen.Select(
                Gen.Int[1, 4],
                Gen.Int[0, 5],
                Gen.Select(Gen.Enum<Step>(), Gen.Int[0, 5], Gen.Int[0, 100]).Array[0, 100])
            .Sample((capacity, room, steps) => new Trial(capacity, room == 5 ? int.MaxValue : room).Run(steps), iter: 20_000);

    private sealed class Trial(int capacity, int room) : IEventTarget
    {
        private readonly EventCalendar _calendar = new(capacity: 8);
        private readonly List<Claim> _gets = [];
        private readonly List<Claim> _puts = [];
        private readonly List<long> _stock = [];
        private readonly List<(int Number, long Item)> _given = [];
        private readonly List<(int Number, long Item)> _heardGiven = [];
        private readonly List<int> _accepted = [];
        private readonly List<int> _heardAccepted = [];

        public void Run((Step Step, int Item, int Pick)[] steps)
        {
            var store = new Store(_calendar, capacity, room);
            var next = 0;
            foreach (var (step, item, pick) in steps)
            {
                var number = next++;
                switch (step)
                {
                    case Step.Put:
                        var put = store.Put(item, new(this, 1, number));
                        Assert.Equal(_stock.Count < capacity || _puts.Count < room, put.IsSet);
                        if (put.IsSet) _puts.Add(new Claim(number, item, put));
                        break;
                    case Step.Get:
                    case Step.GetFiltered:
                        var wanted = step == Step.Get ? -1L : item;
                        var get = step == Step.Get ? store.Get(new(this, 0, number)) : store.Get(new(this, 0, number), ItemFilter.Only(item));
                        Assert.Equal(_stock.Exists(one => Suits(one, wanted)) || _gets.Count < room, get.IsSet);
                        if (get.IsSet) _gets.Add(new Claim(number, wanted, get));
                        break;
                    case Step.TryPut:
                        Assert.Equal(_stock.Count < capacity, store.TryPut(item));
                        if (_stock.Count < capacity) _stock.Add(item);
                        break;
                    case Step.TryGet:
                        var found = _stock.FindIndex(one => Suits(one, item));
                        Assert.Equal(found >= 0, store.TryGet(out var got, ItemFilter.Only(item)));
                        if (found >= 0)
                        {
                            Assert.Equal(item, got);
                            _stock.RemoveAt(found);
                        }

                        break;
                    case Step.Withdraw:
                        var victims = pick % 2 == 0 ? _puts : _gets;
                        if (victims.Count == 0) break;
                        Assert.True(store.Withdraw(victims[pick % victims.Count].Ticket));
                        victims.RemoveAt(pick % victims.Count);
                        break;
                    case Step.Pass:
                        _calendar.RunUntil(_calendar.Now + new SimDuration(pick));
                        break;
                }

                while (Match() || Admit())
                {
                }

                Assert.Equal((_stock.Count, _gets.Count, _puts.Count), (store.Count, store.WaitingGets, store.WaitingPuts));
            }

            foreach (var one in _gets.Concat(_puts)) store.Withdraw(one.Ticket);
            _calendar.RunUntil(_calendar.Now + new SimDuration(1));
            Assert.Equal(_given, _heardGiven);
            Assert.Equal(_accepted, _heardAccepted);
            foreach (var line in new[] { store.Statistics.Gets, store.Statistics.Puts })
            {
                Assert.Equal(line.Length.AreaAt(_calendar.Now), line.Waiting.Sum + line.WaitedByReneged);
                Assert.Equal(line.Arrivals, line.Balked + line.Reneged + line.Waiting.Count);
            }
        }

        public void OnEvent(in EventAction action)
        {
            if (action.Kind == 0) _heardGiven.Add((action.Index, action.Arg));
            else _heardAccepted.Add(action.Index);
        }

        // The longest-waiting taker that accepts anything gets the oldest item it accepts.
        private bool Match()
        {
            foreach (var get in _gets)
            {
                var found = _stock.FindIndex(item => Suits(item, get.Item));
                if (found < 0) continue;
                _given.Add((get.Number, _stock[found]));
                _stock.RemoveAt(found);
                return _gets.Remove(get);
            }

            return false;
        }

        private bool Admit()
        {
            if (_puts.Count == 0 || _stock.Count == capacity) return false;
            _accepted.Add(_puts[0].Number);
            _stock.Add(_puts[0].Item);
            _puts.RemoveAt(0);
            return true;
        }

        private static bool Suits(long item, long wanted) => wanted < 0 || item == wanted;
    }

    private sealed record Claim(int Number, long Item, ResourceTicket Ticket);
}
