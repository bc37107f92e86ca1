using Sim.Core.Diagnostics;
using Sim.Core.Events;
using Sim.Core.Processes;
using Sim.Core.Time;
using static Sim.Core.Tests.Processes.Lab;

namespace Sim.Core.Tests.Processes;

public sealed class CoroutineTests
{
    private readonly Lab _lab = new();

    [Fact]
    public void It_runs_to_its_first_wait_inside_the_call_and_then_in_events()
    {
        var coroutine = Steps();
        Assert.Equal(["0:begun"], _lab.Log);
        Assert.False(coroutine.HasEnded);
        Assert.True(coroutine.IsWaiting);

        _lab.RunTo(10);
        Assert.Equal(["0:begun", "2:second", "5:third"], _lab.Log);
        Assert.True(coroutine.HasEnded);
        Assert.False(coroutine.IsWaiting);
        Assert.Equal(0, _lab.Calendar.Pending);

        async Coroutine Steps()
        {
            _lab.Note("begun");
            await _lab.Delay(2);
            _lab.Note("second");
            await _lab.Calendar.Until(SimTime.Zero + Us(5));
            _lab.Note("third");
        }
    }

    [Fact]
    public void A_delay_of_nothing_lets_the_others_of_the_instant_go_first()
    {
        _ = Twice("a", 0);
        _ = Twice("b", 0);
        _lab.RunTo(0);
        Assert.Equal(["0:a1", "0:b1", "0:a2", "0:b2"], _lab.Log);

        async Coroutine Twice(string name, double delay)
        {
            await _lab.Delay(delay);
            _lab.Note(name + "1");
            await _lab.Delay(delay);
            _lab.Note(name + "2");
        }
    }

    [Fact]
    public void Phases_order_wake_ups_of_one_instant()
    {
        _ = _lab.Watch("probe", _lab.Calendar.Delay(Us(1), EventPhase.Observe));
        _ = _lab.Watch("policy", _lab.Calendar.Delay(Us(1), EventPhase.Decide));
        _ = _lab.Watch("world", _lab.Calendar.Delay(Us(1)));
        _lab.RunTo(1);
        Assert.Equal(["1:world Completed", "1:policy Completed", "1:probe Completed"], _lab.Log);
    }

    [Fact]
    public void One_coroutine_calls_another_and_waits_for_its_end()
    {
        _ = Outer();
        _lab.RunTo(10);
        Assert.Equal(["3:inner", "3:outer", "3:again"], _lab.Log);

        async Coroutine Outer()
        {
            var inner = Inner();
            await inner;
            _lab.Note("outer");
            Assert.True((await inner).IsCompleted);                // ended: no wait
            _lab.Note("again");
        }

        async Coroutine Inner()
        {
            await _lab.Delay(3);
            _lab.Note("inner");
        }
    }

    [Fact]
    public void A_join_may_be_limited_and_many_may_join()
    {
        var target = _lab.Watch("target", _lab.Delay(5));
        _ = _lab.Watch("patient", target.Join());
        _ = _lab.Watch("hasty", target.Join(Us(2)));
        _ = _lab.Watch("urgent", target.Join(priority: -1));
        _lab.RunTo(10);
        Assert.Equal(["2:hasty TimedOut", "5:target Completed", "5:urgent Completed", "5:patient Completed"], _lab.Log);
    }

    [Fact]
    public void One_that_never_waits_has_ended_when_the_call_returns()
    {
        Assert.True(Nothing().HasEnded);
        Assert.True(default(Coroutine).HasEnded);
        Assert.False(default(Coroutine).Stop());
        Assert.False(default(Coroutine).Interrupt());

#pragma warning disable CS1998                                     // the point of this test
        static async Coroutine Nothing()
        {
        }
#pragma warning restore CS1998
    }

    [Fact]
    public void The_name_of_an_ended_one_does_not_touch_the_next_tenant_of_its_frame()
    {
        // Both are one method on one thread, so that the second gets the first one's frame.
        var first = _lab.Watch("first", _lab.Delay(1));
        _lab.RunTo(1);
        var second = _lab.Watch("second", _lab.Delay(10));
        Assert.NotEqual(first, second);
        Assert.True(first.HasEnded);
        Assert.False(first.Interrupt());
        Assert.False(first.Stop());
        Assert.True(second.IsWaiting);
        _lab.RunTo(20);
        Assert.Equal(["1:first Completed", "11:second Completed"], _lab.Log);
    }

    [Fact]
    public void A_coroutine_knows_itself_also_after_beginning_another()
    {
        Coroutine self = default, child = default, childSelf = default;
        var parent = Parent();
        Assert.Equal(parent, self);
        Assert.Equal(child, childSelf);
        Assert.NotEqual(parent, child);
        Assert.Throws<SimulationFault>(() => Coroutine.Current);

        async Coroutine Parent()
        {
            child = Child();
            self = Coroutine.Current;
            await _lab.Delay(1);
        }

        async Coroutine Child()
        {
            childSelf = Coroutine.Current;
            await _lab.Delay(1);
        }
    }

    [Fact]
    public void What_it_throws_ends_the_run_with_time_and_last_events()
    {
        _ = Faulty();
        var fault = Assert.Throws<SimulationFault>(() => _lab.RunTo(10));
        Assert.Equal(SimTime.Zero + Us(3), fault.Time);
        Assert.IsType<InvalidOperationException>(fault.InnerException);
        Assert.Contains("out of stock", fault.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(Faulty), fault.LastEvents[^1], StringComparison.Ordinal);
        Assert.Contains(nameof(Faulty), fault.InnerException.StackTrace, StringComparison.Ordinal);
        Assert.Throws<SimulationFault>(() => Coroutine.Current);    // nobody runs any more

        async Coroutine Faulty()
        {
            await _lab.Delay(3);
            throw new InvalidOperationException("out of stock");
        }
    }

    [Fact]
    public void What_it_throws_before_its_first_wait_reaches_the_caller()
    {
        Assert.Throws<InvalidOperationException>(() => { _ = Faulty(); });

        async Coroutine Faulty()
        {
            if (_lab.Calendar.Pending == 0) throw new InvalidOperationException("at once");
            await _lab.Delay(1);
        }
    }

    [Fact]
    public async Task A_simulated_wait_is_for_coroutines_only()
    {
        await Assert.ThrowsAsync<SimulationFault>(Foreign);

        async Task Foreign() => await _lab.Delay(1);
    }

    [Fact]
    public void A_coroutine_has_one_calendar()
    {
        var other = new EventCalendar();
        _ = Wanderer();
        Assert.Throws<SimulationFault>(() => _lab.RunTo(2));

        async Coroutine Wanderer()
        {
            await _lab.Delay(1);
            await other.Delay(Us(1));
        }
    }

    [Fact]
    public void Time_cannot_run_backwards()
    {
        Assert.Throws<SimulationFault>(() => { _ = _lab.Watch("past", _lab.Delay(-1)); });
        Assert.Empty(_lab.Log);
    }
}
