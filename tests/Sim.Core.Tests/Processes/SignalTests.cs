using CsCheck;
using Sim.Core.Processes;
using static Sim.Core.Tests.Processes.Lab;

namespace Sim.Core.Tests.Processes;

public sealed class SignalTests
{
    private readonly Lab _lab = new();

    [Fact]
    public void A_pulse_wakes_those_who_wait_and_is_not_remembered()
    {
        var signal = new Signal(_lab.Calendar);
        _ = _lab.Watch("a", signal.Wait());
        _ = _lab.Watch("b", signal.Wait());
        _lab.At(1, () => Assert.Equal(2, signal.PulseAll()));
        _lab.At(2, () =>
        {
            _ = _lab.Watch("late", signal.Wait());
            Assert.Equal(1, signal.Waiting);
        });
        _lab.RunTo(5);
        Assert.Equal(["1:a Completed", "1:b Completed"], _lab.Log);
    }

    [Fact]
    public void One_pulse_wakes_the_most_urgent_then_the_first()
    {
        var signal = new Signal(_lab.Calendar);
        _ = _lab.Watch("a", signal.Wait(priority: 1));
        _ = _lab.Watch("b", signal.Wait());
        _ = _lab.Watch("c", signal.Wait());
        _ = _lab.Watch("d", signal.Wait(priority: 1));
        for (var i = 1; i <= 4; i++) _lab.At(i, () => Assert.True(signal.PulseOne()));
        _lab.At(5, () => Assert.False(signal.PulseOne()));
        _lab.RunTo(5);
        Assert.Equal(["1:b Completed", "2:c Completed", "3:a Completed", "4:d Completed"], _lab.Log);
    }

    [Fact]
    public void The_first_of_signal_and_limit_ends_the_wait()
    {
        var signal = new Signal(_lab.Calendar);
        _ = _lab.Watch("short", signal.Wait(Us(2)));
        _ = _lab.Watch("long", signal.Wait(Us(9)));
        _lab.At(5, () => Assert.Equal(1, signal.PulseAll()));
        _lab.RunTo(20);
        Assert.Equal(["2:short TimedOut", "5:long Completed"], _lab.Log);
        Assert.Equal(0, signal.Waiting);
        Assert.Equal(0, _lab.Calendar.Pending);
    }

    [Fact]
    public void Who_waits_again_waits_for_the_next_pulse()
    {
        var signal = new Signal(_lab.Calendar);
        _ = Listener();
        _lab.At(1, () =>
        {
            signal.PulseAll();
            signal.PulseAll();                                     // the listener has not come back yet: nobody hears this one
        });
        _lab.At(2, () => signal.PulseAll());
        _lab.RunTo(5);
        Assert.Equal(["1:heard", "2:heard"], _lab.Log);

        async Coroutine Listener()
        {
            while (true)
            {
                await signal.Wait();
                _lab.Note("heard");
            }
        }
    }

    [Fact]
    public void A_gate_lets_pass_while_it_is_open()
    {
        var gate = new Gate(_lab.Calendar);
        _ = _lab.Watch("early", gate.Pass());
        _ = _lab.Watch("hasty", gate.Pass(Us(1)));
        _lab.At(2, gate.Open);
        _lab.At(3, () => _ = _lab.Watch("open", gate.Pass()));
        _lab.At(4, gate.Close);
        _lab.At(5, () => _ = _lab.Watch("closed", gate.Pass()));
        _lab.At(6, () =>
        {
            gate.Open();
            gate.Close();
        });
        _lab.RunTo(10);
        Assert.Equal(["1:hasty TimedOut", "2:early Completed", "3:open Completed", "6:closed Completed"], _lab.Log);
        Assert.False(gate.IsOpen);
    }

    [Fact]
    public void The_queue_is_a_stable_sort_by_priority_whoever_leaves_it() =>
        Gen.Select(Gen.Int[-2, 2], Gen.Int[0, 2], Gen.Int[0, 9]).List[1, 60].Sample(steps =>
        {
            var lab = new Lab();
            var signal = new Signal(lab.Calendar);
            var reference = new List<(int Priority, int Id, Coroutine Who)>();
            var expected = new List<string>();
            for (var id = 0; id < steps.Count; id++)
            {
                var (priority, step, pick) = steps[id];
                if (step < 2)
                {
                    reference.Insert(reference.TakeWhile(one => one.Priority <= priority).Count(), (priority, id, lab.Watch(id.ToString(), signal.Wait(priority: priority))));
                }
                else if (reference.Count > 0)
                {
                    var leaver = reference[pick % reference.Count];
                    Assert.True(leaver.Who.Interrupt());
                    reference.Remove(leaver);
                    expected.Add($"0:{leaver.Id} interrupted 0 left 0");
                }
            }

            Assert.Equal(reference.Count, signal.Waiting);
            expected.AddRange(reference.Select(one => $"0:{one.Id} Completed"));
            signal.PulseAll();
            lab.RunTo(0);
            Assert.Equal(expected, lab.Log);
        });
}
