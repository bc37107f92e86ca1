using System.Collections.Immutable;
using System.Diagnostics;
using System.Threading.Channels;
using Sim.Core.Diagnostics;

namespace Sim.Experiments.Running;

/// <summary>Runs a plan on several threads; results and faults do not depend on how many.</summary>
/// <remarks>
/// Jobs go through one channel in the order of the plan, results through another to one collector, which stores them by their number.
/// After a fault no further job starts, those that started run to their end, and the fault of the lowest number is thrown: every lower
/// number had started before, so that it is the same fault whatever the number of threads.
/// </remarks>
/// <param name="threads">Replications run at one time, 1 or more.</param>
public sealed class ReplicationRunner(int threads)
{
    /// <summary>How long a cancelled replication may take to notice before it is left behind.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(600);

    private readonly int _threads = threads > 0
        ? threads
        : throw new ArgumentOutOfRangeException(nameof(threads), threads, "replications need 1 thread or more");

    /// <summary>Runs everything in the plan that is not finished.</summary>
    /// <param name="plan">What to run.</param>
    /// <param name="progress">Told of every finished replication, in the order of arrival, one at a time.</param>
    /// <param name="onFinished">Given every new result, in the order of arrival, one at a time: the place to save it.</param>
    /// <param name="cancellation">Stops within a second; what is finished is returned and the outcome is not complete.</param>
    /// <exception cref="SimulationFault">
    /// A replication threw; names scenario, point, seed, replication and the command that repeats it.
    /// </exception>
    public async Task<RunOutcome> RunAsync(
        RunPlan plan,
        IProgress<RunProgress>? progress = null,
        Action<RunKey, RunResult>? onFinished = null,
        CancellationToken cancellation = default)
    {
        RunPlan.DemandValid(plan);
        var results = new RunResult?[plan.Total];
        for (var job = 0; job < results.Length; job++) results[job] = plan.Finished.GetValueOrDefault(plan.KeyOf(job));
        var missing = Enumerable.Range(0, results.Length).Where(job => results[job] is null).ToArray();

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var jobs = Channel.CreateBounded<int>(new BoundedChannelOptions(2 * _threads) { SingleWriter = true });
        var reports = Channel.CreateUnbounded<Report>(new UnboundedChannelOptions { SingleReader = true });
        var faulted = new FaultFlag();

        _ = FeedAsync(missing, jobs.Writer, stop.Token);
        var workers = Enumerable.Range(0, Math.Min(_threads, missing.Length))
            .Select(_ => Task.Factory.StartNew(
                () => Work(plan, jobs.Reader, reports.Writer, faulted, stop.Token),
                CancellationToken.None,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default))
            .ToArray();
        _ = Task.WhenAll(workers).ContinueWith(_ => reports.Writer.Complete(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);

        var collector = new Collector(plan, results, progress, onFinished);
        try
        {
            await collector.CollectAsync(reports.Reader, cancellation).ConfigureAwait(false);
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);       // ends the feeder, and the workers when a callback threw
        }

        collector.ThrowFirstFault();
        return OutcomeOf(plan, results);
    }

    private static async Task FeedAsync(int[] missing, ChannelWriter<int> writer, CancellationToken stop)
    {
        try
        {
            foreach (var job in missing) await writer.WriteAsync(job, stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Nobody wants the rest.
        }
        finally
        {
            writer.Complete();
        }
    }

    // A thread of its own, because a replication keeps it busy for seconds and would starve the pool's continuations.
    private static void Work(RunPlan plan, ChannelReader<int> jobs, ChannelWriter<Report> reports, FaultFlag faulted, CancellationToken stop)
    {
        while (!faulted.IsRaised && !stop.IsCancellationRequested && TryTake(jobs, out var job))
        {
            var point = plan.Points[job / plan.Replications];
            try
            {
                reports.TryWrite(new Report(job, point.Run(plan.KeyOf(job).Replication, stop), null));
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // Carried to the collector, which rethrows it with the place where it happened.
            catch (Exception fault)
#pragma warning restore CA1031
            {
                faulted.Raise();
                reports.TryWrite(new Report(job, null, fault));
                return;
            }
        }
    }

    private static bool TryTake(ChannelReader<int> jobs, out int job)
    {
        while (!jobs.TryRead(out job))
        {
            if (!jobs.WaitToReadAsync().AsTask().GetAwaiter().GetResult()) return false;
        }

        return true;
    }

    private static RunOutcome OutcomeOf(RunPlan plan, RunResult?[] results)
    {
        var points = ImmutableArray.CreateBuilder<PointResult>(plan.Points.Length);
        for (var p = 0; p < plan.Points.Length; p++)
        {
            points.Add(new PointResult(
                plan.Points[p].Name,
                plan.Replications,
                [.. results.AsSpan(p * plan.Replications, plan.Replications).ToArray().OfType<RunResult>()]));
        }

        return new RunOutcome(points.MoveToImmutable());
    }

    private readonly record struct Report(int Job, RunResult? Result, Exception? Fault);

    private sealed class FaultFlag
    {
        private volatile bool _raised;

        public bool IsRaised => _raised;

        public void Raise() => _raised = true;
    }

    private sealed class Collector(RunPlan plan, RunResult?[] results, IProgress<RunProgress>? progress, Action<RunKey, RunResult>? onFinished)
    {
        private readonly long _started = Stopwatch.GetTimestamp();
        private (int Job, Exception Fault)? _first;
        private int _done = results.Count(entry => entry is not null);
        private int _new;

        public async Task CollectAsync(ChannelReader<Report> reports, CancellationToken cancellation)
        {
            // After a cancellation the token of this source ends the wait for replications that do not notice theirs.
            using var patience = new CancellationTokenSource();
            await using var registration = cancellation.Register(() => patience.CancelAfter(Grace));
            try
            {
                while (await reports.WaitToReadAsync(patience.Token).ConfigureAwait(false))
                {
                    while (reports.TryRead(out var report)) Take(report);
                }
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                while (reports.TryRead(out var report)) Take(report);
            }
        }

        public void ThrowFirstFault()
        {
            if (_first is not var (job, fault)) return;
            var key = plan.KeyOf(job);
            var repeat = plan.Points[job / plan.Replications].RepeatCommand(key.Replication);
            throw new SimulationFault(
                string.Create(
                    System.Globalization.CultureInfo.InvariantCulture,
                    $"scenario '{plan.Scenario}', point '{key.Point}', seed {plan.Seed}, replication {key.Replication}: {fault.Message}{Environment.NewLine}repeat it with: {repeat}"),
                fault);
        }

        private void Take(Report report)
        {
            if (report.Result is not { } result)
            {
                if (_first is null || report.Job < _first.Value.Job) _first = (report.Job, report.Fault!);
                return;
            }

            results[report.Job] = result;
            _new++;
            _done++;
            onFinished?.Invoke(plan.KeyOf(report.Job), result);
            if (progress is null) return;
            var left = Stopwatch.GetElapsedTime(_started) / _new * (plan.Total - _done);
            progress.Report(new RunProgress(_done, plan.Total, left));
        }
    }
}
