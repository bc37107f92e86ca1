using System.Collections.Immutable;
using Sim.Calibration.Profiles;
using Interval = Sim.Calibration.Fitting.Interval;
using StudentInterval = Sim.Experiments.Analysis.StudentInterval;

namespace Sim.Calibration.Services;

/// <summary>Estimates what a request of each service asks for, from cases with one client and nobody beside it alone.</summary>
/// <remarks>
/// With one client everything happens in turn, so that the sums are exact: response = server CPU + client CPU + refills + commit; server CPU = demand + a refill a wake-up.
/// The spread of the demand (of the commit, where there is one) is that of the response. Nothing is fitted to a case with neighbours or several clients.
/// </remarks>
public static class ServiceEstimator
{
    internal const string Demand = "demand";
    internal const string DemandSpread = "demand_spread";
    internal const string DemandTail = "demand_tail";
    internal const string ClientTime = "client_time";
    internal const string CommitTime = "commit_time";
    internal const string CommitSpread = "commit_spread";
    internal const string CommitTail = "commit_tail";
    private const double Confidence = 0.90;

    /// <summary>Estimates every service that has such a case.</summary>
    /// <param name="directories">Measurements of one machine.</param>
    /// <param name="machine">The machine's costs.</param>
    public static ImmutableArray<ServiceEstimate> Estimate(ImmutableArray<ServiceDirectory> directories, ServiceMachine machine)
    {
        var found = ImmutableArray.CreateBuilder<ServiceEstimate>();
        foreach (var program in ServiceProgram.All)
        {
            var sources = directories.Where(directory => Alone(directory, program).Any()).ToImmutableArray();
            if (sources.IsEmpty) continue;
            var runs = sources.SelectMany(directory => Alone(directory, program).SelectMany(load => load.Runs)).ToImmutableArray();
            // A commit and the client's time add up in the response; a service of the same client without commits tells them apart.
            var sibling = program.Commits ? found.FirstOrDefault(other => other.Program.Client == program.Client && !other.Program.Commits) : null;
            found.Add(Of(program, runs, machine, sibling) with { Sources = [.. sources.Select(directory => directory.Source)] });
        }

        return found.ToImmutable();
    }

    private static IEnumerable<ServiceLoad> Alone(ServiceDirectory directory, ServiceProgram program) =>
        directory.Schedule.Cases.Where(one => one.IsAlone && one.Services[0].Service == program.Service).Select(one => one.Services[0]);

    private static ServiceEstimate Of(ServiceProgram program, ImmutableArray<ServiceRun> runs, ServiceMachine machine, ServiceEstimate? sibling)
    {
        var notes = ImmutableArray.CreateBuilder<ProfileNote>();
        var refill = machine.Refill.Nanoseconds;
        var wakeUps = program.RoundTrips + (program.Commits ? 1 : 0);
        double Cpu(ServiceRun run) => run.ServerCpuSeconds * 1e9 / run.Requests;
        double Mean(ServiceRun run) => run.MeanMicroseconds * 1e3;
        double Work(ServiceRun run) => Cpu(run) - (wakeUps * refill);
        double ClientAlone(ServiceRun run) => ((Mean(run) - Cpu(run)) / program.RoundTrips) - refill;

        var values = ImmutableArray.CreateBuilder<(string, Interval)>();
        void Add(string name, Func<ServiceRun, double> value)
        {
            var each = runs.Select(value).ToArray();
            if (each.Average() < 0)
            {
                notes.Add(new ProfileNote
                {
                    About = $"{program.Key}.{name}", Kind = NoteKind.Flag,
                    Text = FormattableString.Invariant($"comes out as {each.Average() / 1e3:F1} us, below zero: the assumed refill of {machine.Refill.Microseconds:F1} us is too large for it; held at zero"),
                });
            }

            values.Add((name, Over(each)));
        }

        Add(Demand, Work);
        if (sibling is null || sibling.Values.FirstOrDefault(value => value.Name == ClientTime) is not { Name: not null } known)
        {
            Add(ClientTime, ClientAlone);
            AddSpread(values, DemandSpread, DemandTail, runs, run => Mean(run) - Work(run));
            if (program.Commits)
            {
                notes.Add(new ProfileNote
                {
                    About = $"{program.Key}.{CommitTime}", Kind = NoteKind.NotEstablished,
                    Text = "a service of the same client without commits is needed to tell the commit from the client's time; it is taken for client's time",
                });
            }

            return new ServiceEstimate(program, values.ToImmutable(), runs.Length, [], notes.ToImmutable());
        }

        values.Add((ClientTime, known.Value));
        double Commit(ServiceRun run) => Mean(run) - Cpu(run) - (program.RoundTrips * (known.Value.Value + refill));
        Add(CommitTime, Commit);
        AddSpread(values, CommitSpread, CommitTail, runs, run => Mean(run) - Commit(run));
        return new ServiceEstimate(program, values.ToImmutable(), runs.Length, [], notes.ToImmutable());
    }

    /// <summary>The spread of what is left of the response when a constant is taken off.</summary>
    private static void AddSpread(
        ImmutableArray<(string, Interval)>.Builder values, string spread, string tail, ImmutableArray<ServiceRun> runs, Func<ServiceRun, double> constant)
    {
        // A percentile below the constant says that the part is next to nothing there: 1 us, so that logarithms exist.
        var laws = runs.Select(run => DemandLaw.Through(Left(run, run.P50Microseconds), Left(run, run.P90Microseconds), Left(run, run.P99Microseconds))).ToArray();
        values.Add((spread, Over([.. laws.Select(law => law.Spread)])));
        values.Add((tail, Over([.. laws.Select(law => law.Tail)])));

        double Left(ServiceRun run, double microseconds) => Math.Max(1e3, (microseconds * 1e3) - constant(run));
    }

    /// <summary>Mean of the runs with Student's interval; of one run the value alone. Nothing goes below zero.</summary>
    private static Interval Over(double[] runs)
    {
        var value = Math.Max(0, runs.Average());
        if (runs.Length < 2) return new Interval(value, value, value);
        var interval = StudentInterval.Of(runs, Confidence);
        return new Interval(value, Math.Max(0, interval.Low), Math.Max(value, interval.High));
    }
}
