using Sim.Core.Diagnostics;
using Sim.Core.Processes;
using Sim.Core.Resources;
using static Sim.Core.Tests.Processes.Lab;

namespace Sim.Core.Tests.Processes;

public sealed class StopTests
{
    private readonly Lab _lab = new();

    [Fact]
    public void Stopping_runs_finally_blocks_now_wakes_the_joined_and_leaves_nothing_behind()
    {
        var worker = Worker();
        _ = _lab.Watch("joined", worker.Join());
        _lab.At(3, () =>
        {
            Assert.True(worker.Stop());
            _lab.Note("stopped");
            Assert.True(worker.HasEnded);
            Assert.False(worker.Stop());
        });
        _lab.RunTo(20);
        Assert.Equal(["3:finally", "3:stopped", "3:joined Completed"], _lab.Log);
        Assert.Equal(0, _lab.Calendar.Pending);

        async Coroutine Worker()
        {
            try
            {
                await _lab.Delay(10);
                _lab.Note("never");
            }
            finally
            {
                _lab.Note("finally");
            }
        }
    }

    [Fact]
    public void A_stopped_holder_gives_its_server_back_and_a_stopped_waiter_its_place()
    {
        var pool = new ServerPool(_lab.Calendar, 1);
        var holder = Customer("holder");
        var waiter = Customer("waiter");
        _ = Customer("next");
        _lab.At(2, () => Assert.True(waiter.Stop()));
        _lab.At(3, () => Assert.True(holder.Stop()));
        _lab.RunTo(20);
        Assert.Equal(["0:holder in", "3:next in", "8:next out"], _lab.Log);
        Assert.Equal(0, pool.Busy);

        async Coroutine Customer(string name)
        {
            using var server = await pool.Acquire();
            _lab.Note(name + " in");
            await _lab.Delay(5);
            _lab.Note(name + " out");
        }
    }

    [Fact]
    public void A_grant_that_was_not_heard_of_goes_to_the_next()
    {
        var pool = new ServerPool(_lab.Calendar, 1);
        Assert.True(pool.TryAcquire(out var ticket));
        var first = Holder("first");
        _ = Holder("second");
        _lab.At(4, () =>
        {
            pool.Release(ticket);                                  // granted to the first, which will hear of it in this instant
            Assert.True(first.Stop());
        });
        _lab.RunTo(10);
        Assert.Equal(["4:second"], _lab.Log);

        async Coroutine Holder(string name)
        {
            using var server = await pool.Acquire();
            _lab.Note(name);
            await _lab.Delay(1);
        }
    }

    [Fact]
    public void A_coroutine_cannot_stop_itself()
    {
        _ = Self();
        Assert.Throws<SimulationFault>(() => _lab.RunTo(5));

        async Coroutine Self()
        {
            await _lab.Delay(1);
            Coroutine.Current.Stop();
        }
    }

    [Fact]
    public void Waiting_again_while_being_stopped_is_a_fault()
    {
        var stubborn = Stubborn();
        Assert.Throws<SimulationFault>(() => stubborn.Stop());

        async Coroutine Stubborn()
        {
            try
            {
                await _lab.Delay(1);
            }
            finally
            {
                await _lab.Delay(1);
            }
        }
    }

    [Fact]
    public void One_may_stop_another_and_go_on()
    {
        var victim = _lab.Watch("victim", _lab.Delay(10));
        _ = Killer();
        _lab.RunTo(20);
        Assert.Equal(["3:killer goes on"], _lab.Log);

        async Coroutine Killer()
        {
            await _lab.Delay(2);
            var self = Coroutine.Current;
            victim.Stop();
            Assert.Equal(self, Coroutine.Current);
            await _lab.Delay(1);
            _lab.Note("killer goes on");
        }
    }
}
