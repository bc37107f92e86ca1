using BenchmarkDotNet.Attributes;

namespace Sim.Benchmarks;

/// <summary>The hold model as coroutines against the same model as event handlers: the price of a process switch over an event.</summary>
[MemoryDiagnoser]
public class ProcessSwitch
{
    private const int Events = 200_000;
    private HoldModel _handlers = null!;
    private ProcessModel _coroutines = null!;

    /// <summary>Pending events, one a coroutine.</summary>
    [Params(100, 1_000, 10_000)]
    public int Pending { get; set; }

    /// <summary>Fills both calendars and lets every event fire once.</summary>
    [GlobalSetup]
    public void Fill()
    {
        (_handlers, _coroutines) = (new HoldModel(Pending), new ProcessModel(Pending));
        _handlers.Run(Events);
        _coroutines.Run(Events);
    }

    /// <summary>An event handler that schedules its next event.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Events)]
    public void Handler() => _handlers.Run(Events);

    /// <summary>A coroutine that waits and goes on.</summary>
    [Benchmark(OperationsPerInvoke = Events)]
    public void Coroutine() => _coroutines.Run(Events);
}
