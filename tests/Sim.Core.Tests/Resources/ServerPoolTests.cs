using Sim.Core.Diagnostics;
using Sim.Core.Resources;
using Sim.Core.Time;

namespace Sim.Core.Tests.Resources;

/// <summary>The rules of a pool at their edges. Times in microseconds.</summary>
public sealed class ServerPoolTests
{
    private static readonly SimDuration Microsecond = SimDuration.FromMicroseconds(1);
    private readonly Diary _diary = new();

    [Fact]
    public void A_grant_is_an_event_of_the_same_instant_that_carries_the_ticket()
    {
        var pool = new ServerPool(_diary.Calendar, 1);
        var ticket = pool.Request(_diary.Note(3, arg: 99));
        Assert.Empty(_diary.Lines);                               // nobody is called from inside the request
        Assert.Equal(1, pool.Busy);                               // but the server is taken
        _diary.RunUntil(0);
        Assert.Equal([(0.0, 3, ticket.Value)], _diary.Lines);
    }

    [Fact]
    public void First_come_first_served_and_never_free_while_somebody_waits()
    {
        var pool = new ServerPool(_diary.Calendar, 2);
        var tickets = Enumerable.Range(0, 4).Select(i => pool.Request(_diary.Note(i))).ToArray();
        Assert.Equal((2, 2), (pool.Busy, pool.Waiting));
        _diary.At(5, () => pool.Release(tickets[1]));
        _diary.At(7, () => pool.Release(tickets[0]));
        _diary.RunUntil(10);
        Assert.Equal([(0, 0), (0, 1), (5, 2), (7, 3)], _diary.Times);
        Assert.Equal(2, pool.Busy);
    }

    [Fact]
    public void Measures_what_a_pencil_does()
    {
        // One server, room for one: A works 0-4, B comes at 1 and works 4-6, C comes at 2 and is refused. Until 10.
        var pool = new ServerPool(_diary.Calendar, 1, queueCapacity: 1);
        pool.Serve(Microsecond * 4, _diary.Note(0));
        _diary.At(1, () => pool.Serve(Microsecond * 2, _diary.Note(1)));
        _diary.At(2, () => Assert.Equal(ResourceTicket.None, pool.Serve(Microsecond, _diary.Note(2))));
        _diary.RunUntil(10);
        var (queue, now) = (pool.Statistics.Queue, _diary.Calendar.Now);
        Assert.Equal([(4, 0), (6, 1)], _diary.Times);
        Assert.Equal((3, 1, 0, 2), (queue.Arrivals, queue.Balked, queue.Reneged, queue.Waiting.Count));
        Assert.Equal(0.6, pool.Statistics.UtilisationAt(now));    // busy 0-6 of 10
        Assert.Equal(0.3, queue.Length.MeanAt(now));              // B waits 1-4
        Assert.Equal(Microsecond * 3, queue.Waiting.Maximum);
    }

    [Fact]
    public void Whoever_withdraws_leaves_the_line_and_only_then()
    {
        var pool = new ServerPool(_diary.Calendar, 1);
        var tickets = Enumerable.Range(0, 3).Select(i => pool.Serve(Microsecond * 4, _diary.Note(i))).ToArray();
        _diary.At(1, () => Assert.True(pool.Withdraw(tickets[1])));
        _diary.At(2, () => Assert.False(pool.Withdraw(tickets[1])));  // gone
        _diary.At(3, () => Assert.False(pool.Withdraw(tickets[0])));  // in service
        _diary.RunUntil(20);
        Assert.Equal([(4, 0), (8, 2)], _diary.Times);
        Assert.Equal(1, pool.Statistics.Queue.Reneged);
        Assert.Equal((Microsecond * 1).Picoseconds, pool.Statistics.Queue.WaitedByReneged);
    }

    [Fact]
    public void A_grant_not_heard_of_can_be_withdrawn_and_the_next_gets_the_server()
    {
        var pool = new ServerPool(_diary.Calendar, 1);
        var first = pool.Request(_diary.Note(0));
        pool.Request(_diary.Note(1));
        Assert.True(pool.Withdraw(first));
        _diary.RunUntil(1);
        Assert.Equal([(0, 1)], _diary.Times);
    }

    [Fact]
    public void Breaking_off_a_service_frees_its_server_and_calls_nobody()
    {
        var pool = new ServerPool(_diary.Calendar, 1);
        var first = pool.Serve(Microsecond * 9, _diary.Note(0));
        pool.Serve(Microsecond, _diary.Note(1));
        _diary.At(2, () => pool.Release(first));
        _diary.RunUntil(20);
        Assert.Equal([(3, 1)], _diary.Times);
    }

    [Fact]
    public void Try_acquire_takes_a_free_server_without_an_event()
    {
        var pool = new ServerPool(_diary.Calendar, 1);
        Assert.True(pool.TryAcquire(out var ticket));
        Assert.False(pool.TryAcquire(out var none));
        Assert.False(none.IsSet);
        Assert.Equal(0, _diary.Calendar.Pending);
        pool.Release(ticket);
        Assert.Equal(0, pool.Busy);
        Assert.Equal(1, pool.Statistics.Queue.Arrivals);          // failed attempts are looks, not arrivals
    }

    [Fact]
    public void Urgent_ones_go_first_and_equals_in_order()
    {
        var pool = new ServerPool(_diary.Calendar, 1, QueueDiscipline.Priority);
        pool.Serve(Microsecond, _diary.Note(0), priority: 5);
        pool.Serve(Microsecond, _diary.Note(1), priority: 2);
        pool.Serve(Microsecond, _diary.Note(2), priority: -1);
        pool.Serve(Microsecond, _diary.Note(3), priority: 2);
        _diary.RunUntil(10);
        Assert.Equal([(1, 0), (2, 2), (3, 1), (4, 3)], _diary.Times);
    }

    [Theory]
    [InlineData(QueueDiscipline.PreemptiveResume, 7)]             // 3 done before 3-4, the other 3 after: 4 + 3
    [InlineData(QueueDiscipline.PreemptiveRepeat, 10)]            // all 6 again from 4
    public void Preempted_work_resumes_or_starts_again(QueueDiscipline discipline, double end)
    {
        var pool = new ServerPool(_diary.Calendar, 1, discipline);
        pool.Serve(Microsecond * 6, _diary.Note(0), priority: 1);
        pool.Serve(Microsecond * 1, _diary.Note(1), priority: 1);
        _diary.At(3, () => pool.Serve(Microsecond, _diary.Note(2), priority: 0));
        _diary.RunUntil(20);
        Assert.Equal([(4, 2), (end, 0), (end + 1, 1)], _diary.Times);  // the preempted one is before its equal, which came later
        Assert.Equal(1, pool.Statistics.Preempted);
    }

    [Theory]
    [InlineData(QueueDiscipline.PreemptiveResume, 3)]
    [InlineData(QueueDiscipline.PreemptiveRepeat, 5)]
    public void A_preempted_holder_hears_how_much_work_is_left(QueueDiscipline discipline, int left)
    {
        var pool = new ServerPool(_diary.Calendar, 1, discipline);
        var holder = pool.Request(_diary.Note(0), 1, _diary.Note(10), Microsecond * 5);
        _diary.At(1, () => Assert.Equal(Microsecond * 4, pool.WorkLeft(holder)));
        _diary.At(2, () => pool.Serve(Microsecond * 2, _diary.Note(1), priority: 0));
        _diary.At(3, () => Assert.True(pool.IsWaiting(holder)));
        _diary.At(3, () => Assert.Equal(Microsecond * left, pool.WorkLeft(holder)));
        _diary.RunUntil(20);
        Assert.Equal([(0, 0, holder.Value), (2, 10, (Microsecond * left).Picoseconds), (4, 1, 0), (4, 0, holder.Value)], _diary.Lines.OrderBy(line => line.Time).ThenByDescending(line => line.Index));
        Assert.True(pool.IsServed(holder));
    }

    [Fact]
    public void The_least_urgent_and_latest_holder_loses_its_server()
    {
        var pool = new ServerPool(_diary.Calendar, 3, QueueDiscipline.PreemptiveResume);
        foreach (var (index, priority) in new[] { (0, 1), (1, 2), (2, 2) }) pool.Serve(Microsecond * 10, _diary.Note(index), priority);
        _diary.At(1, () => pool.Serve(Microsecond, _diary.Note(3), priority: 0));
        _diary.At(1, () => pool.Serve(Microsecond, _diary.Note(4), priority: 2));  // not more urgent than anyone: waits
        _diary.RunUntil(1);
        Assert.Equal((3, 2), (pool.Busy, pool.Waiting));
        _diary.RunUntil(30);
        Assert.Equal([(2, 3), (10, 0), (10, 1), (11, 2), (11, 4)], _diary.Times.OrderBy(line => line));
    }

    [Fact]
    public void Work_that_ends_at_this_instant_is_not_preempted()
    {
        var pool = new ServerPool(_diary.Calendar, 1, QueueDiscipline.PreemptiveResume);
        _diary.At(4, () => pool.Serve(Microsecond, _diary.Note(1), priority: 0));  // fires before the end, which is scheduled later
        pool.Serve(Microsecond * 4, _diary.Note(0), priority: 1);
        _diary.RunUntil(10);
        Assert.Equal([(4, 0), (5, 1)], _diary.Times);
        Assert.Equal(0, pool.Statistics.Preempted);
    }

    [Fact]
    public void A_release_before_the_notice_came_counts_and_the_notice_does_not_come()
    {
        var pool = new ServerPool(_diary.Calendar, 1, QueueDiscipline.PreemptiveResume);
        var holder = pool.Request(_diary.Note(0), 1, _diary.Note(10), Microsecond * 9);
        _diary.At(2, () => pool.Serve(Microsecond, _diary.Note(1), priority: 0));
        _diary.At(2, () => pool.Release(holder));                 // done early, in the instant of the preemption
        _diary.RunUntil(10);
        Assert.Equal([(0, 0), (3, 1)], _diary.Times);
        Assert.Equal((0, 0), (pool.Busy, pool.Waiting));
        Assert.Equal(0, pool.Statistics.Queue.Reneged);
    }

    [Fact]
    public void A_preempted_holder_may_give_up()
    {
        var pool = new ServerPool(_diary.Calendar, 1, QueueDiscipline.PreemptiveResume);
        var holder = pool.Request(_diary.Note(0), 1, _diary.Note(10), Microsecond * 9);
        _diary.At(2, () => pool.Serve(Microsecond, _diary.Note(1), priority: 0));
        _diary.At(2.5, () => Assert.True(pool.Withdraw(holder)));
        _diary.RunUntil(10);
        Assert.Equal([(0, 0), (2, 10), (3, 1)], _diary.Times);
        Assert.Equal(0, pool.Busy);
    }

    [Fact]
    public void A_request_that_cannot_be_told_is_not_preempted()
    {
        var pool = new ServerPool(_diary.Calendar, 1, QueueDiscipline.PreemptiveResume);
        var holder = pool.Request(_diary.Note(0), 9);
        _diary.At(1, () => pool.Serve(Microsecond, _diary.Note(1), priority: 0));
        _diary.At(5, () => pool.Release(holder));
        _diary.RunUntil(10);
        Assert.Equal([(0, 0), (6, 1)], _diary.Times);
    }

    [Fact]
    public void Those_preempted_find_room_in_a_full_queue()
    {
        var pool = new ServerPool(_diary.Calendar, 1, QueueDiscipline.PreemptiveResume, queueCapacity: 0);
        pool.Serve(Microsecond * 4, _diary.Note(0), priority: 1);
        Assert.False(pool.Serve(Microsecond, _diary.Note(1), priority: 1).IsSet);
        Assert.True(pool.Serve(Microsecond, _diary.Note(2), priority: 0).IsSet);
        _diary.RunUntil(10);
        Assert.Equal([(1, 2), (5, 0)], _diary.Times);
    }

    [Fact]
    public void Stale_tickets_are_refused()
    {
        var pool = new ServerPool(_diary.Calendar, 1);
        pool.TryAcquire(out var old);
        pool.Release(old);
        pool.TryAcquire(out var current);                         // the same slot again
        Assert.NotEqual(old, current);
        Assert.Contains("stale ticket", Assert.Throws<SimulationFault>(() => pool.Release(old)).Message, StringComparison.Ordinal);
        Assert.Throws<SimulationFault>(() => pool.Release(ResourceTicket.None));
        Assert.Throws<SimulationFault>(() => pool.Release(new ResourceTicket(long.MaxValue)));
        Assert.Throws<SimulationFault>(() => pool.WorkLeft(old));
        Assert.False(pool.Withdraw(old));
        Assert.False(pool.IsServed(old));
        Assert.True(pool.IsServed(current));
    }

    [Fact]
    public void Misuse_says_what_is_wrong()
    {
        var pool = new ServerPool(_diary.Calendar, 1, measured: false);
        pool.TryAcquire(out _);
        var waiting = pool.Request(_diary.Note(0));
        AssertFault("withdraw it", () => pool.Release(waiting));
        AssertFault("QueueDiscipline.Priority", () => pool.Request(_diary.Note(0), priority: 1));
        AssertFault("does not preempt", () => pool.Request(_diary.Note(0), 0, _diary.Note(1), Microsecond));
        AssertFault("negative", () => pool.Serve(Microsecond * -1, _diary.Note(0)));
        AssertFault("measured: false", () => _ = pool.Statistics);
        AssertFault("1 server or more", () => _ = new ServerPool(_diary.Calendar, 0));
        AssertFault("queue capacity", () => _ = new ServerPool(_diary.Calendar, 1, queueCapacity: -1));
        AssertFault("discipline", () => _ = new ServerPool(_diary.Calendar, 1, (QueueDiscipline)9));
    }

    [Fact]
    public void A_reset_forgets_the_past_and_keeps_who_is_there()
    {
        var pool = new ServerPool(_diary.Calendar, 1);
        pool.Serve(Microsecond * 4, _diary.Note(0));
        pool.Serve(Microsecond * 4, _diary.Note(1));
        _diary.At(2, () => pool.Statistics.Reset(_diary.Calendar.Now));
        _diary.RunUntil(10);

        // Measured 2-10: busy until 8, one waiting until 4, whose wait counts from when it came.
        Assert.Equal(0.75, pool.Statistics.UtilisationAt(_diary.Calendar.Now));
        Assert.Equal(0.25, pool.Statistics.Queue.Length.MeanAt(_diary.Calendar.Now));
        Assert.Equal(Microsecond * 4, pool.Statistics.Queue.Waiting.Maximum);
        Assert.Equal(0, pool.Statistics.Queue.Arrivals);
    }

    private static void AssertFault(string part, Action act) =>
        Assert.Contains(part, Assert.Throws<SimulationFault>(act).Message, StringComparison.Ordinal);
}
