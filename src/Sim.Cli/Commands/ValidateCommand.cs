using System.Collections.Immutable;
using System.CommandLine;
using Sim.Calibration.Profiles;
using Sim.Calibration.Validation;
using Sim.Cli.Output;
using Sim.Experiments.Manifests;
using Sim.Reporting;
using Sim.Reporting.Tables;

namespace Sim.Cli.Commands;

/// <summary><c>hvsim validate</c>: says how wrong the models are about measurements of a machine.</summary>
internal static class ValidateCommand
{
    public const string Example = "hvsim validate --profile scenarios/measured-host/host.profile.yaml scenarios/measured-host/sched";

    public static Verb Create()
    {
        var directories = new Argument<string[]>("directories")
        {
            Description = "Directories or files with measurements: scheduler cases (cases.yaml and CSV) or fio JSON.", Arity = ArgumentArity.OneOrMore,
        };
        var profile = new Option<string>("--profile") { Description = "What calibration learned about the machine (*.profile.yaml).", HelpName = "file", Required = true };
        var command = new Verb("validate",
            "Predicts measured cases from a profile and prints how far off each prediction is.", Example) { directories, profile };
        var results = new ResultOptions(command);
        command.SetAction((parsed, cancellation) => ValidateAsync(
            parsed.GetRequiredValue(directories), parsed.GetRequiredValue(profile), results.CheckedOutput(parsed), results.Format(parsed), cancellation));
        return command;
    }

    private static async Task<int> ValidateAsync(string[] directories, string profile, string? directory, OutputFormat format, CancellationToken cancellation)
    {
        var result = await Interruptible.RunAsync(() => ValidationRun.Validate(ProfileReader.Read(profile), directories), cancellation).ConfigureAwait(false);
        var document = new ValidationDocument
        {
            Version = ToolVersion.Text,
            Files = [InputFile.Of(profile)],
            Cases = result.Cases,
            Summary = result.Summary,
            NotSimulated = result.NotSimulated,
            Assumed = result.Assumed,
        };
        Emission.EmitAlone(document, directory, format, () => Draw(result));
        return ExitCodes.Good;
    }

    private static void Draw(ValidationResult result)
    {
        foreach (var kind in result.Cases.GroupBy(row => row.Kind, StringComparer.Ordinal))
        {
            var truth = kind.Key == StorageValidation.Kind ? TruthLabel.Screened : TruthLabel.Simulated;
            Screen.Draw(new ReportTable(
                $"Measured and predicted: {kind.Key}",
                [
                    new ReportColumn("Case"), new ReportColumn("Metric"), new ReportColumn("Measured") { Format = NumberFormat.Default },
                    new ReportColumn("Predicted") { Format = NumberFormat.Default }, new ReportColumn("Error", "%") { Format = NumberFormat.Fixed(1) },
                ],
                kind.Select(row => ImmutableArray.Create(
                    ReportCell.Of(Name(row)), ReportCell.Of($"{row.Metric}{(Scale(row).Unit is { Length: > 0 } unit ? $", {unit}" : "")}"),
                    ReportCell.Of(row.Measured / Scale(row).Factor, TruthLabel.Measured), ReportCell.Of(row.Predicted / Scale(row).Factor, truth),
                    ReportCell.Of(row.RelativeError * 100)))));
        }

        if (!result.Summary.IsEmpty)
        {
            Screen.Draw(new ReportTable(
                "How far off",
                [
                    new ReportColumn("Kind"), new ReportColumn("Metric"), new ReportColumn("Rows") { Format = NumberFormat.Whole },
                    new ReportColumn("Median", "%") { Format = NumberFormat.Fixed(1) }, new ReportColumn("Worst", "%") { Format = NumberFormat.Fixed(1) },
                    new ReportColumn("Covered", "%") { Format = NumberFormat.Fixed(0) },
                ],
                result.Summary.Select(row => ImmutableArray.Create(
                    ReportCell.Of(row.Kind), ReportCell.Of(row.Metric), ReportCell.Of(row.Cases), ReportCell.Of(row.MedianAbsoluteRelativeError * 100),
                    ReportCell.Of(row.Worst * 100), row.Coverage is { } covered ? ReportCell.Of(covered * 100) : ReportCell.Empty)))
            {
                Note = "Covered: share of measured values inside the predicted 90 % interval; empty where the model gives no interval.",
            });
        }

        foreach (var gap in result.NotSimulated) Screen.Say($"{gap.Case} ({gap.Kind}): not simulated: {gap.Reason}");
        foreach (var parameter in result.Assumed) Screen.Say($"assumed: {parameter}, which the profile lacks");
        foreach (var file in result.Files.Where(file => file.Cases == 0 && !file.Skipped.IsEmpty)) Screen.Say($"skipped: {file.Path}: {string.Join("; ", file.Skipped)}");
    }

    private static string Name(ValidationRow row) => row.Group is { } group ? FormattableString.Invariant($"{row.Case}, group {group}") : row.Case;

    /// <summary>Nanoseconds are shown as microseconds; the document keeps nanoseconds.</summary>
    private static (double Factor, string Unit) Scale(ValidationRow row) => row.Unit switch
    {
        "ns" => (1000, "us"),
        "fraction" => (1, ""),
        _ => (1, row.Unit),
    };
}
