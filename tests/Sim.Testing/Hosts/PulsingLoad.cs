using Sim.Core.Events;
using Sim.Core.Random;
using Sim.Core.Time;
using Sim.Models.Hypervisor;

namespace Sim.Testing.Hosts;

/// <summary>A world that works, sleeps and works again, with exponential times; now and then it is interrupted.</summary>
public sealed class PulsingLoad : IWorkSink, IEventTarget
{
    private readonly HostHarness _host;
    private readonly World _world;
    private readonly RngStream _random;
    private readonly double _work;
    private readonly double _sleep;
    private bool _stopped;

    /// <summary>Starts at once.</summary>
    /// <param name="host">The host.</param>
    /// <param name="world">The world.</param>
    /// <param name="random">Its source of chance.</param>
    /// <param name="work">Mean work.</param>
    /// <param name="sleep">Mean sleep.</param>
    public PulsingLoad(HostHarness host, World world, RngStream random, SimDuration work, SimDuration sleep)
    {
        (_host, _world, _random, _work, _sleep) = (host, world, random, work.Picoseconds, sleep.Picoseconds);
        Sleep();
    }

    private enum Step
    {
        Work,
        Interrupt,
    }

    /// <summary>Work given to the world so far, picoseconds.</summary>
    public long Submitted { get; private set; }

    /// <summary>Gives no more work.</summary>
    public void Stop() => _stopped = true;

    /// <inheritdoc />
    public void OnEvent(in EventAction action) => Give((Step)action.Kind);

    /// <inheritdoc />
    public void OnWorkDone(World world, in WorkItem item)
    {
        if ((Step)item.Kind == Step.Work) Sleep();
    }

    private void Sleep()
    {
        _host.Calendar.Schedule(new SimDuration((long)(_sleep * _random.NextExponential())), new EventAction(this, (int)Step.Work));
        if (_random.NextUniform() < 0.3)
            _host.Calendar.Schedule(new SimDuration((long)(_sleep * _random.NextExponential())), new EventAction(this, (int)Step.Interrupt));
    }

    private void Give(Step step)
    {
        if (_stopped) return;
        var work = (long)(_work * _random.NextExponential() * (step == Step.Interrupt ? 0.01 : 1));
        Submitted += work;
        _host.Dispatcher.Submit(_world, new WorkItem(work, this, (int)step), urgent: step == Step.Interrupt);
    }
}
