using CsCheck;
using Sim.Core.Diagnostics;
using Sim.Core.Events;
using Sim.Core.Resources;
using Sim.Core.Time;

namespace Sim.Core.Tests.Resources;

/// <summary>A container by hand, and on random sequences against its rules.</summary>
public sealed class ContainerTests
{
    private readonly Diary _diary = new();

    private enum Step { Put, Get, TryPut, TryGet, Withdraw, Pass }

    [Fact]
    public void Nobody_overtakes_and_both_lines_settle_at_once()
    {
        // Capacity 10, level 4. Get 6 waits, so get 1 waits behind it; put 8 waits for room; put 2 waits behind that.
        var tank = new Container(_diary.Calendar, capacity: 10, level: 4);
        var large = tank.Get(6, _diary.Note(0, 77));
        tank.Get(1, _diary.Note(1));
        tank.Put(8, _diary.Note(2));
        tank.Put(2, _diary.Note(3));
        Assert.False(tank.TryGet(1));                             // would overtake
        Assert.Equal((2, 2, 4L), (tank.WaitingGets, tank.WaitingPuts, tank.Level));
        _diary.RunUntil(1);
        Assert.Empty(_diary.Lines);

        // Without the large one: 1 is taken (3), which does not make room for 8 yet; at 2 somebody takes 1 more (2), so 8 goes in (10).
        _diary.At(1, () => Assert.True(tank.Withdraw(large)));
        _diary.At(2, () => Assert.True(tank.TryGet(1)));
        _diary.RunUntil(5);
        Assert.Equal([(1, 1), (2, 2)], _diary.Times);
        Assert.Equal((0, 1, 10L), (tank.WaitingGets, tank.WaitingPuts, tank.Level));
        Assert.Equal(1, tank.Statistics.Gets.Reneged);

        // Level 4 for 1 us, 3 for 1 us, 10 for 3 us.
        Assert.Equal(37 / 5.0, tank.Statistics.Level.MeanAt(_diary.Calendar.Now));
    }

    [Fact]
    public void A_full_line_refuses_and_misuse_is_told()
    {
        var tank = new Container(_diary.Calendar, capacity: 5, queueCapacity: 1, measured: false);
        Assert.True(tank.Get(3, _diary.Note(0)).IsSet);
        Assert.Equal(ResourceTicket.None, tank.Get(3, _diary.Note(1)));
        Assert.Throws<SimulationFault>(() => tank.Put(6, _diary.Note(0)));
        Assert.Throws<SimulationFault>(() => tank.Get(0, _diary.Note(0)));
        Assert.Throws<SimulationFault>(() => tank.Statistics);
        Assert.Throws<SimulationFault>(() => new Container(_diary.Calendar, capacity: 5, level: 6));
    }

    [Fact]
    public void Keeps_its_rules_on_random_sequences() =>
        Gen.Select(
                Gen.Int[1, 20],
                Gen.Int[0, 20],
                Gen.Int[0, 5],
                Gen.Select(Gen.Enum<Step>(), Gen.Int[1, 20], Gen.Int[0, 100]).Array[0, 100])
            .Sample((capacity, level, room, steps) => new Trial(capacity, Math.Min(level, capacity), room == 5 ? int.MaxValue : room).Run(steps), iter: 20_000);

    private sealed class Trial(int capacity, int level, int room) : IEventTarget
    {
        private readonly EventCalendar _calendar = new(capacity: 8);
        private readonly List<Claim> _gets = [];
        private readonly List<Claim> _puts = [];
        private readonly List<long> _heard = [];
        private int _next;

        public void Run((Step Step, int Amount, int Pick)[] steps)
        {
            var tank = new Container(_calendar, capacity, level, room);
            var (expected, answered) = ((long)level, new List<long>());
            foreach (var (step, amount, pick) in steps)
            {
                var size = Math.Min(amount, capacity);
                switch (step)
                {
                    case Step.Put:
                    case Step.Get:
                        var line = step == Step.Put ? _puts : _gets;
                        var fits = line.Count == 0 && (step == Step.Put ? expected + size <= capacity : expected >= size);
                        var number = _next++;
                        var ticket = step == Step.Put ? tank.Put(size, new(this, 0, number)) : tank.Get(size, new(this, 0, number));
                        Assert.Equal(fits || line.Count < room, ticket.IsSet);
                        if (ticket.IsSet) line.Add(new Claim(number, size, ticket));
                        break;
                    case Step.TryPut:
                        var mayPut = _puts.Count == 0 && expected + size <= capacity;
                        Assert.Equal(mayPut, tank.TryPut(size));
                        if (mayPut) expected += size;
                        break;
                    case Step.TryGet:
                        var mayGet = _gets.Count == 0 && expected >= size;
                        Assert.Equal(mayGet, tank.TryGet(size));
                        if (mayGet) expected -= size;
                        break;
                    case Step.Withdraw:
                        var victims = pick % 2 == 0 ? _puts : _gets;
                        if (victims.Count == 0) break;
                        var victim = victims[pick % victims.Count];
                        Assert.True(tank.Withdraw(victim.Ticket));
                        Assert.False(tank.Withdraw(victim.Ticket));
                        victims.Remove(victim);
                        break;
                    case Step.Pass:
                        _calendar.RunUntil(_calendar.Now + new SimDuration(amount));
                        break;
                }

                // From the definition: the heads of the lines are answered in turn while they fit.
                while (true)
                {
                    if (_gets.Count > 0 && _gets[0].Amount <= expected) expected -= Take(_gets, answered);
                    else if (_puts.Count > 0 && expected + _puts[0].Amount <= capacity) expected += Take(_puts, answered);
                    else break;
                }

                Assert.Equal((expected, _gets.Count, _puts.Count), (tank.Level, tank.WaitingGets, tank.WaitingPuts));
                Assert.All(_gets.Concat(_puts), one => Assert.True(tank.IsWaiting(one.Ticket)));
            }

            foreach (var one in _gets.Concat(_puts).ToArray()) tank.Withdraw(one.Ticket);
            _calendar.RunUntil(_calendar.Now + new SimDuration(1));
            Assert.Equal(answered, _heard.Take(answered.Count));
            foreach (var line in new[] { tank.Statistics.Gets, tank.Statistics.Puts })
            {
                Assert.Equal(line.Length.AreaAt(_calendar.Now), line.Waiting.Sum + line.WaitedByReneged);
                Assert.Equal(line.Arrivals, line.Balked + line.Reneged + line.Waiting.Count);
            }
        }

        public void OnEvent(in EventAction action) => _heard.Add(action.Index);

        private static long Take(List<Claim> line, List<long> answered)
        {
            var first = line[0];
            line.RemoveAt(0);
            answered.Add(first.Number);
            return first.Amount;
        }
    }

    private sealed record Claim(int Number, long Amount, ResourceTicket Ticket);
}
