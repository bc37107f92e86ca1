using Sim.Core.Processes;
using Sim.Core.Resources;
using static Sim.Core.Tests.Processes.Lab;

namespace Sim.Core.Tests.Processes;

public sealed class ResourceWaitTests
{
    private readonly Lab _lab = new();

    [Fact]
    public void A_free_server_is_held_without_a_wait_and_others_queue_by_priority()
    {
        var pool = new ServerPool(_lab.Calendar, 1, QueueDiscipline.Priority);
        _ = Customer("a", 1);
        _ = Customer("b", 1);
        _ = Customer("c", 0);
        Assert.Equal(["0:a in"], _lab.Log);
        _lab.RunTo(20);
        Assert.Equal(["0:a in", "2:a out", "2:c in", "4:c out", "4:b in", "6:b out"], _lab.Log);

        async Coroutine Customer(string name, int priority)
        {
            var server = await pool.Acquire(priority);
            Assert.True(server.IsHeld);
            _lab.Note(name + " in");
            await _lab.Delay(2);
            server.Release();
            _lab.Note(name + " out");
            server.Dispose();                                      // harmless
        }
    }

    [Fact]
    public void Who_waits_too_long_reneges_and_who_finds_the_line_full_balks()
    {
        var pool = new ServerPool(_lab.Calendar, 1, queueCapacity: 1);
        _ = Customer("a");
        _ = Customer("b");
        _ = Customer("c");
        _lab.At(4, () => _ = Customer("d"));
        _lab.RunTo(20);
        Assert.Equal(["0:a Completed", "0:c Refused", "3:b TimedOut", "5:d Completed"], _lab.Log);
        Assert.Equal(1, pool.Statistics.Queue.Balked);
        Assert.Equal(0, _lab.Calendar.Pending);

        async Coroutine Customer(string name)
        {
            using var server = await pool.Acquire(limit: Us(3));
            _lab.Note($"{name} {server.Result.Outcome}");
            if (server.IsGranted) await _lab.Delay(5);
        }
    }

    [Fact]
    public void A_service_reneges_in_the_queue_only_and_says_what_was_left_when_interrupted()
    {
        var pool = new ServerPool(_lab.Calendar, 1);
        _ = _lab.Watch("served", pool.Serve(Us(5), limit: Us(3)));
        _ = _lab.Watch("queued", pool.Serve(Us(5), limit: Us(3)));
        var broken = _lab.Watch("broken", pool.Serve(Us(5)));
        var waiting = _lab.Watch("waiting", pool.Serve(Us(4)));
        _ = _lab.Watch("last", pool.Serve(Us(1)));
        _lab.At(6, () => waiting.Interrupt(2));
        _lab.At(7, () => broken.Interrupt(1));                     // in service since 5
        _lab.RunTo(20);
        Assert.Equal(
            ["3:queued TimedOut", "5:served Completed", "6:waiting interrupted 2 left 4", "7:broken interrupted 1 left 3", "8:last Completed"],
            _lab.Log);
        Assert.Equal(0, pool.Busy);
    }

    [Fact]
    public void A_preempted_holder_hears_what_is_left_and_may_regain_the_server()
    {
        // The clerk works 10 from 0 and is preempted from 4 to 7: done at 13.
        var pool = new ServerPool(_lab.Calendar, 1, QueueDiscipline.PreemptiveResume);
        _ = Clerk();
        _lab.At(4, () => _ = _lab.Watch("urgent", pool.Serve(Us(3), priority: 0)));
        _lab.RunTo(20);
        Assert.Equal(["4:preempted left 6", "7:urgent Completed", "7:regained", "13:Completed"], _lab.Log);
        Assert.Equal(0, pool.Busy);
        Assert.Equal(1, pool.Statistics.Preempted);

        async Coroutine Clerk()
        {
            using var desk = await pool.AcquireFor(Us(10), priority: 1);
            var left = Us(10);
            WaitResult wake;
            while ((wake = await _lab.Calendar.Delay(left)).IsPreempted)
            {
                left = wake.Remaining;
                _lab.Note(Text(wake));
                Assert.False(desk.IsHeld);
                Assert.True((await desk.Regain()).IsGranted);
                _lab.Note("regained");
            }

            _lab.Note(Text(wake));
        }
    }

    [Fact]
    public void A_preempted_holder_may_give_up()
    {
        var pool = new ServerPool(_lab.Calendar, 1, QueueDiscipline.PreemptiveResume);
        _ = Clerk();
        _lab.At(4, () => _ = _lab.Watch("urgent", pool.Serve(Us(9), priority: 0)));
        _lab.RunTo(30);
        Assert.Equal(["6:given up TimedOut", "13:urgent Completed"], _lab.Log);
        Assert.Equal(0, pool.Busy);
        Assert.Equal(0, pool.Waiting);

        async Coroutine Clerk()
        {
            using var desk = await pool.AcquireFor(Us(10), priority: 1);
            await _lab.Delay(10);
            var again = await desk.Regain(Us(2));
            _lab.Note($"given up {again.Result.Outcome}");
        }
    }

    [Fact]
    public void Containers_and_stores_are_waited_for()
    {
        var tank = new Container(_lab.Calendar, capacity: 10);
        var shelf = new Store(_lab.Calendar, capacity: 1);
        _ = _lab.Watch("get 6", tank.Get(6));
        _ = _lab.Watch("get 3", tank.Get(3, Us(2)));
        _lab.At(3, () => _ = _lab.Watch("put 8", tank.Put(8)));
        _ = Taker("even", new ItemFilter(static (item, _) => item % 2 == 0));
        _ = Taker("any", default);
        _lab.At(4, () => _ = _lab.Watch("put item 7", shelf.Put(7)));
        _lab.At(5, () => _ = _lab.Watch("put item 8", shelf.Put(8)));
        _lab.RunTo(20);
        Assert.Equal(["2:get 3 TimedOut", "3:put 8 Completed", "3:get 6 Completed"], _lab.Log.Where(line => !line.Contains("item")));
        Assert.Equal(["4:any item 7", "4:put item 7 Completed", "5:even item 8", "5:put item 8 Completed"], _lab.Log.Where(line => line.Contains("item")).Order());
        Assert.Equal(2, tank.Level);

        async Coroutine Taker(string name, ItemFilter filter)
        {
            var got = await shelf.Get(filter);
            Assert.True(got.IsTaken);
            _lab.Note($"{name} item {got.Item}");
        }
    }

    [Fact]
    public void An_answer_on_its_way_cannot_be_interrupted_away()
    {
        var tank = new Container(_lab.Calendar, capacity: 10);
        var taker = _lab.Watch("taker", tank.Get(4));
        _lab.At(1, () =>
        {
            Assert.True(tank.TryPut(4));
            Assert.False(taker.Interrupt());                       // the amount is out of the tank
        });
        _lab.RunTo(5);
        Assert.Equal(["1:taker Completed"], _lab.Log);
        Assert.Equal(0, tank.Level);
    }

    [Fact]
    public void A_shared_station_serves_and_lets_go()
    {
        // Two jobs of 4 at half speed each; one leaves at 4 with 2 left, so the other is done at 4 + 2 = 6.
        var station = new ProcessorSharing(_lab.Calendar, 1);
        _ = _lab.Watch("a", station.Serve(Us(4)));
        var b = _lab.Watch("b", station.Serve(Us(4)));
        _lab.At(4, () => b.Interrupt(1));
        _lab.RunTo(20);
        Assert.Equal(["4:b interrupted 1 left 2", "6:a Completed"], _lab.Log);
    }
}
