using System.Collections.Immutable;
using System.CommandLine;
using Sim.Cli.Output;
using Sim.Cli.Reports;
using Sim.Experiments.Analysis;
using Sim.Experiments.Manifests;
using Sim.Experiments.Running;
using Sim.Experiments.Selection;
using Sim.Experiments.Stopping;
using Sim.Models.Scenarios;
using Sim.Planning.Density;
using Sim.Scenarios.Input;

namespace Sim.Cli.Commands;

/// <summary><c>hvsim compare</c>: alternatives on the same chance, their paired differences, and which is best with what probability.</summary>
internal static class CompareCommand
{
    public const string Example = "hvsim compare scenarios/getting-started/web-and-database.yaml";

    public static Verb Create()
    {
        var files = new Argument<string[]>("scenarios")
        {
            Description = "One scenario file (*.yaml): KVM against ESXi. Several: each under the hypervisor it names.", Arity = ArgumentArity.OneOrMore,
        };
        var command = new Verb("compare",
            "Simulates alternatives on common random numbers and says which is best, with paired differences.", Example) { files };
        var common = new CommonOptions(command);
        var replications = new ReplicationOptions(command);
        var best = new BestOptions(command);
        command.SetAction((parsed, cancellation) => CompareAsync(parsed.GetRequiredValue(files), common, replications, best, parsed, cancellation));
        return command;
    }

    private static async Task<int> CompareAsync(
        string[] paths, CommonOptions common, ReplicationOptions replications, BestOptions best, ParseResult parsed, CancellationToken cancellation)
    {
        var directory = common.CheckedOutput(parsed);
        var read = paths.Select(path => ScenarioFiles.Read(path, underBoth: paths.Length == 1)).ToImmutableArray();
        var scenarios = read.Select(one => one.Scenario.Value with
        {
            Measurement = replications.Applied(parsed, common.Seeded(parsed, one.Scenario.Value.Measurement)),
        }).ToImmutableArray();
        var contenders = Contender.Of([.. paths.Zip(scenarios)], $"hvsim compare {string.Join(' ', paths.Select(ShellWord.Of))}");
        var measurement = scenarios[0].Measurement;
        var by = best.By(parsed, scenarios);
        var indifference = best.Indifference(parsed, by);
        if (indifference is not null && (measurement.Precision is not null || replications.Replication(parsed) is not null))
            throw new InputException(new Finding("command line", "", "--indifference", "is given beside a precision or --replication: each says when to stop", "one of them"));
        var plan = new RunPlan
        {
            Scenario = string.Join(", ", scenarios.Select(scenario => scenario.Name)),
            Seed = (ulong)measurement.Seed,
            Replications = measurement.Replications,
            Points = [.. contenders.Select(contender => contender.Point)],
        };
        var (outcome, precision, selection) = await Screen.WithProgressAsync("simulating", async progress =>
        {
            if (indifference is { } delta)
            {
                var chosen = await SelectAsync(common.Runner(parsed), plan, by!, delta, measurement, progress, cancellation).ConfigureAwait(false);
                return (Paired(chosen.Outcome), (PrecisionOutcome?)null, (SelectionOutcome?)chosen);
            }

            var (found, reached) = await replications.RunAsync(parsed, common.Runner(parsed), plan, measurement, progress, cancellation).ConfigureAwait(false);
            return (found, reached, null);
        }).ConfigureAwait(false);
        if (!outcome.IsComplete) throw new OperationCanceledException();

        var labels = contenders.Select(contender => contender.Label).ToImmutableArray();
        var summaries = outcome.Points.Select(point => Summary.Of(point.Replications, measurement.Confidence)).ToImmutableArray();
        var verdicts = contenders.Select((contender, i) => contender.Scenario.Slo is { } slo
                ? SloVerdict.Of(slo, outcome.Points[i].Replications, summaries[i], measurement.Confidence).Select(verdict => (contender.Label, Verdict: verdict))
                : [])
            .SelectMany(one => one).ToImmutableArray();
        var bests = selection is null
            ? BestOf(outcome, labels, by, measurement.Confidence)
            : [BestReport.Of(selection, labels, indifference!.Value, measurement.Confidence)];
        var differences = CompareReport.Differences(outcome, measurement.Confidence);
        var document = new ResultDocument
        {
            Version = ToolVersion.Text,
            Verb = "compare",
            Name = plan.Scenario,
            Seed = measurement.Seed,
            IsComplete = true,
            Fingerprint = (selection?.Outcome ?? outcome).Fingerprint(),
            Files = [.. read.SelectMany(one => one.Files).Distinct(StringComparer.Ordinal).Select(InputFile.Of)],
            RestsOn = Grounds.Of(outcome.Points[0].Replications.Length, outcome, measurement, precision),
            Answer = CompareReport.Answer(contenders, bests, differences, verdicts),
            Metrics = [.. outcome.Points.Zip(summaries).SelectMany(pair => ResultRow.Of(pair.First.Name, pair.Second.Values))],
            Assumed = [.. read.SelectMany(one => RunCommand.AssumedOf(one.Scenario.Defaults)).Distinct()],
        };
        Emission.EmitAlone(document, directory, common.Format(parsed), () =>
        {
            foreach (var table in CompareReport.Tables(plan.Scenario, labels, summaries, differences)) Screen.Draw(table);
            foreach (var found in bests) Screen.Say(found.Sentence);
            if (selection is not null) Screen.Say("The table compares the replications that all alternatives have; those screened out stopped there.");
            if (bests.IsEmpty) Screen.Say("best: not established; " + (by is null ? "no request kind that all have" : $"{by} is not defined") + " in every replication");
            foreach (var line in document.RestsOn.Lines()) Screen.Say(line);
            foreach (var (label, verdict) in verdicts)
            {
                if (!verdict.Holds) Screen.Say($"{label}: {SloLines.Of(verdict)}");
            }
        });
        return verdicts.All(one => one.Verdict.Holds) && precision is not { IsReached: false } && selection is not { Best: null } ? ExitCodes.Good : ExitCodes.GateFailed;
    }

    private static Task<SelectionOutcome> SelectAsync(
        ReplicationRunner runner, RunPlan plan, string metric, double indifference, MeasurementSpec measurement, IProgress<RunProgress> progress,
        CancellationToken cancellation)
    {
        // The spread is taken from the first stage, which needs ten.
        var first = Math.Max(PrecisionTarget.LeastFirst, measurement.Replications);
        var procedure = new KimNelson(
            plan.Points.Length, first, indifference, measurement.Confidence, Models.Measurement.MetricCatalog.IsMoreBetter(metric));
        return SelectionRun.RunAsync(
            runner, plan with { Replications = first }, metric, procedure, Math.Max(first, measurement.MostReplications), progress, cancellation);
    }

    /// <summary>The replications that every point has, because those screened out early have fewer.</summary>
    private static RunOutcome Paired(RunOutcome outcome)
    {
        var least = outcome.Points.Min(point => point.Replications.Length);
        return new RunOutcome([.. outcome.Points.Select(point => new PointResult(point.Name, least, point.Replications[..least]))]);
    }

    private static ImmutableArray<BestReport> BestOf(RunOutcome outcome, ImmutableArray<string> labels, string? by, double confidence)
    {
        if (outcome.Points[0].Replications.Length < 2) return [];
        return
        [
            .. CompareReport.CommonMetrics(outcome)
                .Where(metric => by is null ? PrecisionTarget.Matches("request.*.response_p99", metric) : metric == by)
                .Select(metric => BestReport.Of(metric, labels, outcome, confidence)),
        ];
    }
}
