using System.CommandLine;
using Sim.Cli.Output;
using Sim.Cli.Reports;
using Sim.Experiments.Manifests;
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
        if (PathStudyReader.IsOne(path)) return await PathsAsync(path, directory, common, parsed, cancellation).ConfigureAwait(false);
        var inputs = SweepReader.Read(path, ScenarioFiles.Calibrated);
        var study = inputs.Spec with { Measurement = common.Seeded(parsed, inputs.Spec.Measurement) };
        var command = FormattableString.Invariant($"hvsim sweep {ShellWord.Of(path)} --seed {study.Measurement.Seed}");
        var sweep = new Sweep(study);
        var points = await Screen.WithProgressAsync(
            "sweep", progress => sweep.RunAsync(common.Runner(parsed), command + " --threads 1", progress, cancellation)).ConfigureAwait(false);
        var outcome = sweep.Outcome!;
        var document = new ResultDocument
        {
            Version = ToolVersion.Text,
            Verb = "sweep",
            Name = study.Name,
            Seed = study.Measurement.Seed,
            IsComplete = true,
            Fingerprint = outcome.Fingerprint(),
            Files = [.. inputs.Files.Select(InputFile.Of)],
            RestsOn = Grounds.Of(study.Measurement.Replications, outcome, study.Measurement, precision: null),
            Answer = SweepReport.Answer(points),
            Metrics = SweepReport.Rows(points),
            Assumed = RunCommand.AssumedOf(inputs.Defaults),
        };
        if (directory is not null) ReportWriter.Write(directory, SweepReport.Html(points, document, command));
        Emission.Emit(document, directory, common.Format(parsed), () =>
        {
            foreach (var one in SweepReport.ByClass(points)) Screen.Draw(SweepReport.Table(one));
            Screen.Say(SweepReport.Note);
            foreach (var line in document.RestsOn.Lines()) Screen.Say(line);
        });
        return ExitCodes.Good;
    }

    private static async Task<int> PathsAsync(string path, string? directory, CommonOptions common, ParseResult parsed, CancellationToken cancellation)
    {
        var inputs = PathStudyReader.Read(path, ScenarioFiles.Calibrated);
        var spec = inputs.Spec with { Measurement = common.Seeded(parsed, inputs.Spec.Measurement) };
        var command = FormattableString.Invariant($"hvsim sweep {ShellWord.Of(path)} --seed {spec.Measurement.Seed}");
        var study = new PathStudy(spec);
        var points = await Screen.WithProgressAsync(
            "sweep", progress => study.RunAsync(common.Runner(parsed), command + " --threads 1", progress, cancellation)).ConfigureAwait(false);
        var outcome = study.Outcome!;
        var document = new ResultDocument
        {
            Version = ToolVersion.Text,
            Verb = "sweep",
            Name = spec.Name,
            Seed = spec.Measurement.Seed,
            IsComplete = true,
            Fingerprint = outcome.Fingerprint(),
            Files = [.. inputs.Files.Select(InputFile.Of)],
            RestsOn = Grounds.Of(spec.Measurement.Replications, outcome, spec.Measurement, precision: null),
            Answer = PathStudyReport.Answer(points),
            Metrics = PathStudyReport.Rows(points),
            Assumed = RunCommand.AssumedOf(inputs.Defaults),
        };
        if (directory is not null) ReportWriter.Write(directory, PathStudyReport.Html(points, document, command));
        Emission.Emit(document, directory, common.Format(parsed), () =>
        {
            foreach (var one in PathStudyReport.ByPath(points)) Screen.Draw(PathStudyReport.Table(one));
            Screen.Say(PathStudyReport.Note);
            foreach (var line in document.RestsOn.Lines()) Screen.Say(line);
        });
        return ExitCodes.Good;
    }
}
