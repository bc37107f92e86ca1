using BenchmarkDotNet.Attributes;

namespace Sim.Benchmarks;

/// <summary>The event calendar against the class library's priority queue under the hold model.</summary>
[MemoryDiagnoser]
public class CalendarHold
{
    private const int Events = 200_000;
    private HoldModel _ours = null!;
    private BclHoldModel _library = null!;

    /// <summary>Pending events.</summary>
    [Params(100, 10_000, 1_000_000)]
    public int Pending { get; set; }

    /// <summary>Fills both queues and lets every event fire once.</summary>
    [GlobalSetup]
    public void Fill()
    {
        (_ours, _library) = (new HoldModel(Pending), new BclHoldModel(Pending));
        _ours.Run(Math.Max(Pending, Events));
        _library.Run(Math.Max(Pending, Events));
    }

    /// <summary>System.Collections.Generic.PriorityQueue, ordered by (time, sequence).</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Events)]
    public void PriorityQueue() => _library.Run(Events);

    /// <summary>Our calendar, flight recorder included.</summary>
    [Benchmark(OperationsPerInvoke = Events)]
    public void EventCalendar() => _ours.Run(Events);
}
