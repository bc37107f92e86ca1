using System.Collections.Immutable;
using System.CommandLine;
using Sim.Cli.Output;
using Sim.Experiments.Analysis;
using Sim.Experiments.Manifests;
using Sim.Experiments.Running;
using Sim.Models.Scenarios;
using Sim.Planning.Density;
using Sim.Reporting;
using Sim.Reporting.Tables;

namespace Sim.Cli.Commands;

/// <summary><c>hvsim compare</c>: the same VMs with the same chance under both hypervisors, and the difference with its interval.</summary>
internal static class CompareCommand
{
    public const string Example = "hvsim compare scenarios/getting-started/web-and-database.yaml";

    public static Verb Create()
    {
        var file = new Argument<string>("scenario") { Description = "Scenario file (*.yaml)." };
        var command = new Verb("compare",
            "Simulates a scenario under KVM and ESXi on common random numbers and reports paired differences.", Example) { file };
        var common = new CommonOptions(command);
        command.SetAction((parsed, cancellation) => CompareAsync(parsed.GetRequiredValue(file), common, parsed, cancellation));
        return command;
    }

    private static async Task<int> CompareAsync(string path, CommonOptions common, ParseResult parsed, CancellationToken cancellation)
    {
        var directory = common.CheckedOutput(parsed);
        var (read, files) = ScenarioFiles.Read(path);
        var scenario = read.Value with { Measurement = common.Seeded(parsed, read.Value.Measurement) };
        var vms = VmPlans.Of(scenario.Vms);
        foreach (var kind in DensitySearch.Kinds) RunCommand.DemandFits(path, scenario, scenario.Hypervisor with { Kind = kind }, vms);
        var plan = RunCommand.PlanOf(
            scenario, DensitySearch.Kinds, vms, FormattableString.Invariant($"hvsim compare {path} --seed {scenario.Measurement.Seed} --threads 1"));
        var outcome = await Screen.WithProgressAsync(
            "simulating", progress => common.Runner(parsed).RunAsync(plan, progress, onFinished: null, cancellation)).ConfigureAwait(false);
        if (!outcome.IsComplete) throw new OperationCanceledException();
        var summaries = outcome.Points.Select(point => Summary.Of(point.Replications, scenario.Measurement.Confidence)).ToImmutableArray();
        var differences = Differences(outcome, summaries[0].Keys, scenario.Measurement.Confidence);

        var document = new ResultDocument
        {
            Version = ToolVersion.Text,
            Verb = "compare",
            Name = scenario.Name,
            Seed = scenario.Measurement.Seed,
            IsComplete = true,
            Fingerprint = outcome.Fingerprint(),
            Files = [.. files.Select(InputFile.Of)],
            Answer = new
            {
                DifferenceOf = "kvm - esxi",
                Paired = differences.Select(item => new
                {
                    item.Metric, Unit = ResultRow.UnitOf(item.Metric), item.Paired.Difference.Estimate, item.Paired.Difference.Low,
                    item.Paired.Difference.High, item.Paired.IsEstablished,
                }),
            },
            Metrics = [.. outcome.Points.Zip(summaries).SelectMany(pair => ResultRow.Of(pair.First.Name, pair.Second.Values))],
            Assumed = RunCommand.AssumedOf(read.Defaults),
        };
        RunCommand.Emit(document, directory, common.Format(parsed), () => Screen.Draw(Table(scenario.Name, summaries, differences)));
        var kept = scenario.Slo is not { } slo || summaries.All(metrics => SloVerdict.Of(slo, metrics).All(verdict => verdict.Holds));
        return kept ? ExitCodes.Good : ExitCodes.GateFailed;
    }

    private static ImmutableArray<(string Metric, PairedDifference Paired)> Differences(
        RunOutcome outcome, IEnumerable<string> metrics, double confidence)
    {
        var (first, second) = (outcome.Points[0].Replications, outcome.Points[1].Replications);
        return
        [
            .. metrics.Where(metric => first.Concat(second).All(run => run.Metrics.ContainsKey(metric))).Select(metric => (metric, PairedDifference.Of(
                // The difference is the second less the first, and KVM less ESXi is what is reported.
                [.. second.Select(run => run.Metrics[metric])], [.. first.Select(run => run.Metrics[metric])], confidence))),
        ];
    }

    private static ReportTable Table(
        string name, ImmutableArray<ImmutableSortedDictionary<string, MetricSummary>> summaries,
        ImmutableArray<(string Metric, PairedDifference Paired)> differences)
    {
        var shown = differences.Where(item => summaries.Any(metrics => metrics[item.Metric].Estimate != 0)).ToImmutableArray();
        return new ReportTable(
            $"{name}: KVM and ESXi",
            [
                new ReportColumn("Metric"), new ReportColumn("Unit"), new ReportColumn("KVM"), new ReportColumn("ESXi"), new ReportColumn("KVM - ESXi"),
                new ReportColumn("Lower"),
            ],
            shown.Select(item =>
            {
                var unit = ShownUnit.Of(item.Metric, summaries[0][item.Metric].Estimate);
                var difference = item.Paired.Difference;
                return ImmutableArray.Create(
                    ReportCell.Of(item.Metric.StartsWith("request.", StringComparison.Ordinal) ? item.Metric["request.".Length..] : item.Metric),
                    ReportCell.Of(unit.Text),
                    HostTables.Cell(summaries[0], item.Metric, unit.Scale),
                    HostTables.Cell(summaries[1], item.Metric, unit.Scale),
                    ReportCell.Of(difference.Estimate * unit.Scale, TruthLabel.Simulated, difference.Low * unit.Scale, difference.High * unit.Scale),
                    ReportCell.Of(item.Paired.IsEstablished ? difference.Estimate < 0 ? "KVM" : "ESXi" : "-"));
            }))
        {
            Note = "Paired replication by replication on common random numbers; -: no difference is established."
                + (shown.Length < differences.Length ? FormattableString.Invariant($" {differences.Length - shown.Length} metrics are 0 under both and left out.") : ""),
        };
    }
}
