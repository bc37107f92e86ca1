using Sim.Core.Processes;
using static Sim.Core.Tests.Processes.Lab;

namespace Sim.Core.Tests.Processes;

public sealed class InterruptTests
{
    private readonly Lab _lab = new();

    [Fact]
    public void An_interrupted_delay_returns_reason_and_rest()
    {
        var sleeper = _lab.Watch("sleeper", _lab.Delay(10));
        _lab.At(4, () => Assert.True(sleeper.Interrupt(7)));
        _lab.RunTo(20);
        Assert.Equal(["4:sleeper interrupted 7 left 6"], _lab.Log);
        Assert.Equal(0, _lab.Calendar.Pending);                    // the delay's own event is gone
    }

    [Fact]
    public void Work_goes_on_with_what_was_left()
    {
        // 10 us of work from 0, broken off at 4 and at 7 for 2 us each (the second interrupt comes 1 us after it went on at 6): done at 14.
        var worker = Worker();
        _lab.At(4, () => worker.Interrupt());
        _lab.At(7, () => worker.Interrupt());
        _lab.RunTo(20);
        Assert.Equal(["14:done"], _lab.Log);

        async Coroutine Worker()
        {
            var left = Us(10);
            while (true)
            {
                var wake = await _lab.Calendar.Delay(left);
                if (!wake.IsInterrupted) break;
                left = wake.Remaining;
                await _lab.Delay(2);
            }

            _lab.Note("done");
        }
    }

    [Fact]
    public void The_first_interrupt_of_an_instant_wins_and_the_second_hears_that_it_is_late()
    {
        var sleeper = _lab.Watch("sleeper", _lab.Delay(10));
        _lab.At(4, () =>
        {
            Assert.True(sleeper.Interrupt(1));
            Assert.False(sleeper.IsWaiting);
            Assert.False(sleeper.Interrupt(2));
        });
        _lab.RunTo(20);
        Assert.Equal(["4:sleeper interrupted 1 left 6"], _lab.Log);
    }

    [Fact]
    public void An_interrupt_at_the_instant_of_the_end_counts_if_it_comes_before_it()
    {
        _lab.At(5, () => { });                                     // keeps the order below visible: by sequence
        Coroutine late = default;
        _lab.At(5, () => Assert.True(late.Interrupt(1)));
        late = _lab.Watch("late", _lab.Delay(5));
        var early = _lab.Watch("early", _lab.Delay(5));
        _lab.At(5, () => Assert.False(early.Interrupt(1)));
        _lab.RunTo(5);
        Assert.Equal(["5:early Completed", "5:late interrupted 1 left 0"], _lab.Log);
    }

    [Fact]
    public void A_running_coroutine_cannot_be_interrupted()
    {
        _ = Self();
        _lab.RunTo(5);
        Assert.Equal(["1:False"], _lab.Log);

        async Coroutine Self()
        {
            await _lab.Delay(1);
            _lab.Note(Coroutine.Current.Interrupt().ToString());
        }
    }

    [Fact]
    public void An_interrupt_takes_the_waiting_out_of_their_queue()
    {
        var signal = new Signal(_lab.Calendar);
        _ = _lab.Watch("a", signal.Wait());
        var b = _lab.Watch("b", signal.Wait(Us(8)));
        _ = _lab.Watch("c", signal.Wait());
        _lab.At(3, () => b.Interrupt(9));
        _lab.At(4, () => Assert.Equal(2, signal.PulseAll()));
        _lab.RunTo(20);
        Assert.Equal(["3:b interrupted 9 left 5", "4:a Completed", "4:c Completed"], _lab.Log);
    }
}
