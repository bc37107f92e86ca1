using Sim.Core.Events;
using Sim.Core.Random.Distributions;
using Sim.Core.Resources;
using Sim.Core.Time;

namespace Sim.Core.Tests.Resources;

/// <summary>Ten million events of every resource, measuring on, with balking, reneging and preempting, allocate nothing once warm.</summary>
/// <remarks>Overloaded, so that the bounded lines are full when warm.</remarks>
[Collection(Alone.Name)]
[Trait("Category", "Slow")]
public sealed class ResourceAllocationTests
{
    private const long Events = 10_000_000;

    private static CustomerClass[] Customers =>
    [
        new(0.7, new Exponential(1)) { Priority = 0, Weight = 2 },
        new(0.6, new Erlang(2, 1)) { Priority = 1, Patience = new Exponential(200) },
    ];

    [Theory]
    [InlineData(QueueDiscipline.Fifo, false)]
    [InlineData(QueueDiscipline.Fifo, true)]
    [InlineData(QueueDiscipline.Priority, false)]
    [InlineData(QueueDiscipline.PreemptiveResume, false)]
    [InlineData(QueueDiscipline.PreemptiveRepeat, false)]
    public void Server_pool(QueueDiscipline discipline, bool holds)
    {
        var classes = Customers.Select(one => discipline == QueueDiscipline.Fifo ? one with { Priority = 0 } : one);

        // A holder whose patience ends would have to be told apart from one that is served, which this bench does not do.
        var run = OpenResource.AtPool(1, 1, discipline, [.. holds ? classes.Select(one => one with { Patience = null }) : classes], queueCapacity: 40, holds);
        AssertNothingAllocated(run.Calendar);
        var queue = run.Pool!.Statistics.Queue;
        Assert.True(queue.Balked > 1000 && (holds || queue.Reneged > 1000));
        Assert.Equal(discipline >= QueueDiscipline.PreemptiveResume, run.Pool.Statistics.Preempted > 1000);
    }

    [Fact]
    public void Preempted_holders()
    {
        var classes = Customers.Select(one => one with { Patience = null });
        var run = OpenResource.AtPool(1, 1, QueueDiscipline.PreemptiveResume, [.. classes], queueCapacity: 40, holds: true);
        AssertNothingAllocated(run.Calendar);
        Assert.True(run.Pool!.Statistics.Preempted > 1000);
    }

    [Fact]
    public void Processor_sharing()
    {
        var classes = Customers.Select(one => one with { Patience = null });
        var run = OpenResource.AtSharing(1, 1, 0.1, [.. classes], jobCapacity: 40);
        AssertNothingAllocated(run.Calendar);
        Assert.True(run.Sharing!.Statistics.Balked > 1000);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Container_and_store(bool isTank)
    {
        var churn = new StockChurn(isTank);
        AssertNothingAllocated(churn.Calendar);
        Assert.True(churn.Statistics.Gets.Reneged > 1000 && churn.Statistics.Puts.Reneged > 1000);
    }

    private static void AssertNothingAllocated(EventCalendar calendar)
    {
        Run(calendar, Events / 10);
        var collections = GC.CollectionCount(0);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Run(calendar, Events);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(0, allocated);
        Assert.Equal(collections, GC.CollectionCount(0));
    }

    private static void Run(EventCalendar calendar, long events)
    {
        for (var end = calendar.Fired + events; calendar.Fired < end;) calendar.RunUntil(calendar.Now + SimDuration.FromMicroseconds(100));
    }
}
