using System.Collections.Immutable;
using System.CommandLine;
using Sim.Cli.Output;
using Sim.Cli.Reports;
using Sim.Experiments.Manifests;
using Sim.Experiments.Running;
using Sim.Models.Scenarios;
using Sim.Planning.Sweeps;
using Sim.Reporting;

namespace Sim.Cli.Commands;

/// <summary><c>hvsim sweep</c>: what rising vCPU overcommit does to each class of VMs, or more VMs to each path to storage.</summary>
internal static class SweepCommand
{
    public const string Example = "hvsim sweep scenarios/overcommit/short.yaml -o out/overcommit";

    public static Verb Create()
    {
        var file = new Argument<string>("study") { Description = "Study file (*.yaml): a host with classes of VMs and ratios of vCPUs to threads, or with paths to storage and numbers of VMs." };
        var command = new Verb("sweep",
            "Overcommits a host with VMs of one class after another, under KVM and ESXi: ready (steal), co-stop, p99 and work done against the ratio; or reaches storage on several paths with more and more VMs: IOPS, p99, host CPU.", Example) { file };
        var common = new CommonOptions(command, written: "Directory to write results.json, report.html and charts (SVG, PNG, CSV).");
        command.SetAction((parsed, cancellation) => SweepAsync(parsed.GetRequiredValue(file), common, parsed, cancellation));
        return command;
    }

    private static async Task<int> SweepAsync(string path, CommonOptions common, ParseResult parsed, CancellationToken cancellation)
    {
        var directory = common.CheckedOutput(parsed);
        if (PathStudyReader.IsOne(path))
        {
            var paths = PathStudyReader.Read(path, ScenarioFiles.Calibrated);
            var spec = paths.Spec with { Measurement = common.Seeded(parsed, paths.Spec.Measurement) };
            var study = new PathStudy(spec);
            return await ShowAsync(spec.Name, spec.Measurement, paths, study.RunAsync, () => study.Outcome!, PathStudyReport.Whole).ConfigureAwait(false);
        }

        var inputs = SweepReader.Read(path, ScenarioFiles.Calibrated);
        var classes = inputs.Spec with { Measurement = common.Seeded(parsed, inputs.Spec.Measurement) };
        var sweep = new Sweep(classes);
        return await ShowAsync(classes.Name, classes.Measurement, inputs, sweep.RunAsync, () => sweep.Outcome!, SweepReport.Whole).ConfigureAwait(false);

        async Task<int> ShowAsync<TSpec, TPoint>(
            string name, MeasurementSpec measurement, StudyInputs<TSpec> inputs,
            Func<ReplicationRunner, string, IProgress<RunProgress>?, CancellationToken, Task<ImmutableArray<TPoint>>> run, Func<RunOutcome> ran, StudyReport<TPoint> report)
            where TSpec : class
        {
            var command = FormattableString.Invariant($"hvsim sweep {ShellWord.Of(path)} --seed {measurement.Seed}");
            var points = await Screen.WithProgressAsync(
                "sweep", progress => run(common.Runner(parsed), command + " --threads 1", progress, cancellation)).ConfigureAwait(false);
            var outcome = ran();
            var document = new ResultDocument
            {
                Version = ToolVersion.Text,
                Verb = "sweep",
                Name = name,
                Seed = measurement.Seed,
                IsComplete = true,
                Fingerprint = outcome.Fingerprint(),
                Files = [.. inputs.Files.Select(InputFile.Of)],
                RestsOn = Grounds.Of(measurement.Replications, outcome, measurement, precision: null),
                Answer = report.Answer(points),
                Metrics = report.Rows(points),
                Assumed = RunCommand.AssumedOf(inputs.Defaults),
            };
            if (directory is not null) ReportWriter.Write(directory, report.Page(points, document, command));
            Emission.Emit(document, directory, common.Format(parsed), () =>
            {
                foreach (var table in report.Tables(points)) Screen.Draw(table);
                Screen.Say(report.Note);
                foreach (var line in document.RestsOn.Lines()) Screen.Say(line);
            });
            return ExitCodes.Good;
        }
    }
}
