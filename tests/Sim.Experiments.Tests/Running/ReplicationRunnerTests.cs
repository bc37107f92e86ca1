using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Sim.Core.Diagnostics;
using Sim.Experiments.Analysis;
using Sim.Experiments.Running;

namespace Sim.Experiments.Tests.Running;

public sealed class ReplicationRunnerTests
{
    [Fact]
    public async Task Results_are_the_same_bytes_whatever_the_number_of_threads()
    {
        var plan = Mm1Point.PlanOf(8, 0.3, 0.6, 0.8);
        var one = await new ReplicationRunner(1).RunAsync(plan);
        var two = await new ReplicationRunner(2).RunAsync(plan);
        var seven = await new ReplicationRunner(7).RunAsync(plan);

        Assert.True(one.IsComplete);
        Assert.Equal(24, one.Done);
        Assert.Equal(BytesOf(one), BytesOf(two));
        Assert.Equal(BytesOf(one), BytesOf(seven));
        Assert.Equal(one.Fingerprint(), two.Fingerprint());
        Assert.Equal(one.Fingerprint(), seven.Fingerprint());
        Assert.Equal(one.Events, one.Points.Sum(point => point.Replications.Sum(run => run.Events)));
    }

    [Fact]
    public async Task Results_are_in_the_order_of_the_plan_although_they_arrive_in_another()
    {
        // Earlier jobs take longer, so that with five threads they arrive last.
        var arrived = new List<int>();
        var plan = PlanOf(5, (replication, _) =>
        {
            Thread.Sleep(20 * (5 - replication));
            return ResultOf(replication);
        });

        var outcome = await new ReplicationRunner(5).RunAsync(plan, onFinished: (key, _) => arrived.Add(key.Replication));

        Assert.Equal([0, 1, 2, 3, 4], outcome.Points.Single().Replications.Select(run => run.Replication));
        Assert.NotEqual([0, 1, 2, 3, 4], arrived);
    }

    [Fact]
    public async Task Another_seed_replication_or_metric_changes_the_combined_fingerprint()
    {
        var outcome = await new ReplicationRunner(1).RunAsync(Mm1Point.PlanOf(2, 0.5));
        var point = outcome.Points[0];
        var run = point.Replications[0];

        var other = new[]
        {
            run with { Metrics = run.Metrics.SetItem("in_system", Math.BitIncrement(run.Metrics["in_system"])) },
            run with { Fingerprint = "0" },
            run with { Events = run.Events + 1 },
            run with { Latencies = run.Latencies.Clear() },
            Mm1Point.Run(seed: 2, 0, 0.5, 1),
        };
        Assert.All(other, changed => Assert.NotEqual(
            outcome.Fingerprint(), (outcome with { Points = [point with { Replications = [changed, point.Replications[1]] }] }).Fingerprint()));
        Assert.NotEqual(outcome.Fingerprint(), (outcome with { Points = [point with { Name = "other" }] }).Fingerprint());
        Assert.NotEqual(outcome.Fingerprint(), (outcome with { Points = [point with { Replications = [run] }] }).Fingerprint());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Cancelling_returns_within_a_second_and_keeps_what_is_finished(bool notices)
    {
        // Replications 0 to 2 are quick, the others would run for a minute; some models never look at the token.
        using var source = new CancellationTokenSource();
        using var release = new ManualResetEventSlim();
        var plan = PlanOf(6, (replication, token) =>
        {
            if (replication < 3) return ResultOf(replication);
            if (notices) token.WaitHandle.WaitOne(TimeSpan.FromMinutes(1));
            else release.Wait(TimeSpan.FromMinutes(1), CancellationToken.None);
            token.ThrowIfCancellationRequested();
            return ResultOf(replication);
        });
        var third = new TaskCompletionSource();
        var finished = 0;
        var running = new ReplicationRunner(2).RunAsync(
            plan,
            onFinished: (_, _) =>
            {
                if (++finished == 3) third.SetResult();
            },
            cancellation: source.Token);
        await third.Task;

        var clock = Stopwatch.StartNew();
        await source.CancelAsync();
        var outcome = await running;
        release.Set();

        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        Assert.False(outcome.IsComplete);
        Assert.False(outcome.Points[0].IsComplete);
        Assert.Equal([0, 1, 2], outcome.Points[0].Replications.Select(run => run.Replication));
    }

    [Fact]
    public async Task Cancelled_before_the_start_runs_nothing()
    {
        var plan = PlanOf(3, (_, _) => throw new InvalidOperationException("must not run"));
        var outcome = await new ReplicationRunner(2).RunAsync(plan, cancellation: new CancellationToken(canceled: true));
        Assert.Equal(0, outcome.Done);
        Assert.False(outcome.IsComplete);
    }

    [Fact]
    public async Task An_interrupted_plan_resumes_and_gives_the_same_bytes()
    {
        var plan = Mm1Point.PlanOf(6, 0.5, 0.7);
        var whole = await new ReplicationRunner(2).RunAsync(plan);

        var saved = new ConcurrentDictionary<RunKey, RunResult>();
        using var source = new CancellationTokenSource();

        // The second point waits for the cancellation, so that however late that comes, at most the six of the first are finished.
        var waiting = plan.Points[1] with
        {
            Run = (_, token) =>
            {
                token.WaitHandle.WaitOne(TimeSpan.FromMinutes(1));
                throw new OperationCanceledException(token);
            },
        };
        var part = await new ReplicationRunner(2).RunAsync(
            plan with { Points = [plan.Points[0], waiting] },
            onFinished: (key, result) =>
            {
                saved[key] = result;
                if (saved.Count == 4) source.Cancel();
            },
            cancellation: source.Token);
        Assert.InRange(part.Done, 4, 6);

        var again = 0;
        var rest = await new ReplicationRunner(2).RunAsync(
            plan with { Finished = System.Collections.Immutable.ImmutableDictionary.CreateRange(saved) }, onFinished: (_, _) => again++);
        Assert.Equal(12 - saved.Count, again);
        Assert.Equal(BytesOf(whole), BytesOf(rest));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task The_first_fault_in_the_order_of_the_plan_is_reported_with_all_that_repeats_it(int threads)
    {
        // Both 3 and 5 fail, and 5 fails sooner.
        var plan = PlanOf(20, (replication, _) =>
        {
            if (replication == 3) Thread.Sleep(50);
            Check.That(replication is not (3 or 5), "a vCPU is on two pCPUs");
            return ResultOf(replication);
        });

        var fault = await Assert.ThrowsAsync<SimulationFault>(() => new ReplicationRunner(threads).RunAsync(plan));

        Assert.Equal(
            $"scenario 'fake', point 'only', seed 42, replication 3: a vCPU is on two pCPUs{Environment.NewLine}repeat it with: hvsim run fake.yaml --seed 42 --replication 3",
            fault.Message);
        Assert.IsType<SimulationFault>(fault.InnerException);
    }

    [Fact]
    public async Task A_fault_keeps_the_last_events_of_the_replication()
    {
        var plan = PlanOf(1, (_, _) =>
        {
            var calendar = new Sim.Core.Events.EventCalendar();
            calendar.Schedule(new Sim.Core.Time.SimDuration(5_000), new(new Breaking(), 3, 4));
            calendar.RunUntil(new Sim.Core.Time.SimTime(9_000));
            return ResultOf(0);
        });
        var fault = await Assert.ThrowsAsync<SimulationFault>(() => new ReplicationRunner(1).RunAsync(plan));
        Assert.Equal(new Sim.Core.Time.SimTime(5_000), fault.Time);
        Assert.Contains("at 5 ns: broken", fault.Message, StringComparison.Ordinal);
        Assert.Equal("5 ns Breaking kind 3 index 4 arg 0", Assert.Single(fault.LastEvents));
    }

    [Fact]
    public async Task A_callback_that_throws_stops_the_run_and_is_not_blamed_on_the_model()
    {
        var started = 0;
        var plan = PlanOf(1_000, (replication, _) =>
        {
            Interlocked.Increment(ref started);
            Thread.Sleep(1);
            return ResultOf(replication);
        });
        await Assert.ThrowsAsync<IOException>(() => new ReplicationRunner(2).RunAsync(plan, onFinished: (_, _) => throw new IOException("disk full")));
        Assert.InRange(started, 1, 500);
    }

    [Fact]
    public async Task Progress_counts_every_replication_once_and_ends_with_no_time_left()
    {
        var seen = new Recording();
        await new ReplicationRunner(3).RunAsync(PlanOf(10, (replication, _) => ResultOf(replication)), seen);

        Assert.Equal(Enumerable.Range(1, 10), seen.Reports.Select(report => report.Done));
        Assert.All(seen.Reports, report => Assert.Equal(10, report.Total));
        Assert.All(seen.Reports, report => Assert.True(report.TimeLeft >= TimeSpan.Zero));
        Assert.Equal(TimeSpan.Zero, seen.Reports[^1].TimeLeft);
    }

    [Fact]
    public async Task More_threads_are_at_work_at_one_time_but_never_more_than_asked()
    {
        var (now, peak) = (0, 0);
        var plan = PlanOf(30, (replication, _) =>
        {
            var level = Interlocked.Increment(ref now);
            InterlockedMax(ref peak, level);
            Thread.Sleep(10);
            Interlocked.Decrement(ref now);
            return ResultOf(replication);
        });
        await new ReplicationRunner(3).RunAsync(plan);
        Assert.Equal(3, peak);
    }

    [Fact]
    public async Task Plans_that_cannot_be_run_are_refused()
    {
        var plan = Mm1Point.PlanOf(1, 0.5, 0.5);
        var twice = await Assert.ThrowsAsync<ArgumentException>(() => new ReplicationRunner(1).RunAsync(plan));
        Assert.Contains("'load=0.5'", twice.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArgumentException>(() => new ReplicationRunner(1).RunAsync(Mm1Point.PlanOf(0, 0.5)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ReplicationRunner(0));
    }

    private static RunPlan PlanOf(int replications, Func<int, CancellationToken, RunResult> run) => new()
    {
        Scenario = "fake",
        Seed = 42,
        Replications = replications,
        Points = [new RunPoint { Name = "only", Run = run, RepeatCommand = replication => $"hvsim run fake.yaml --seed 42 --replication {replication}" }],
    };

    private static RunResult ResultOf(int replication) => new()
    {
        Replication = replication,
        Metrics = RunResult.MetricsOf([new("x", replication)]),
        Events = 1,
        Fingerprint = "f",
        SimulatedSeconds = 1,
    };

    /// <summary>Everything a table could show, with all digits.</summary>
    private static byte[] BytesOf(RunOutcome outcome)
    {
        var text = new StringBuilder();
        foreach (var point in outcome.Points)
        {
            text.AppendLine(point.Name);
            foreach (var run in point.Replications)
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"{run.Replication} {run.Fingerprint} {run.Events} {run.SimulatedSeconds:r}");
                foreach (var (name, value) in run.Metrics) text.AppendLine(CultureInfo.InvariantCulture, $"{name} {value:r}");
            }

            foreach (var summary in Summary.Of(point.Replications, 0.95).Values) text.AppendLine(summary.ToString());
            text.AppendLine(Summary.Percentile(point.Replications, "response", 0.99, 0.95)?.ToString());
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static void InterlockedMax(ref int target, int value)
    {
        int seen;
        while ((seen = Volatile.Read(ref target)) < value && Interlocked.CompareExchange(ref target, value, seen) != seen)
        {
        }
    }

    private sealed class Breaking : Sim.Core.Events.IEventTarget
    {
        public void OnEvent(in Sim.Core.Events.EventAction action) => Check.That(false, "broken");
    }

    private sealed class Recording : IProgress<RunProgress>
    {
        public List<RunProgress> Reports { get; } = [];

        public void Report(RunProgress value) => Reports.Add(value);
    }
}
