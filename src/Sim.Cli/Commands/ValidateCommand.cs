using System.CommandLine;
using Sim.Calibration.Profiles;
using Sim.Calibration.Validation;
using Sim.Cli.Output;
using Sim.Cli.Reports;
using Sim.Experiments.Manifests;
using Sim.Reporting;

namespace Sim.Cli.Commands;

/// <summary><c>hvsim validate</c>: says how wrong the models are about measurements of a machine.</summary>
internal static class ValidateCommand
{
    public const string Example = "hvsim validate --profile scenarios/measured-host/host.profile.yaml scenarios/measured-host/sched";

    public static Verb Create()
    {
        var directories = new Argument<string[]>("directories")
        {
            Description = "Directories or files with measurements: scheduler cases (cases.yaml and CSV), service cases (cases.yaml), fio JSON.", Arity = ArgumentArity.OneOrMore,
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
            Disturbed = result.Disturbed,
            Learned = result.Learned,
        };
        if (directory is not null)
        {
            var command = $"hvsim validate --profile {ShellWord.Of(profile)} {string.Join(' ', directories.Select(ShellWord.Of))}";
            ReportWriter.Write(directory, ValidationReport.Html(result, string.Join(", ", directories.Select(place => Path.GetFileName(Path.TrimEndingDirectorySeparator(place)))), command));
            // One row a case and metric for spreadsheets, beside results.json.
            await File.WriteAllTextAsync(Path.Combine(directory, "results.csv"), document.ToCsv(), cancellation).ConfigureAwait(false);
        }

        Emission.Emit(document, directory, format, () => Draw(result, directory));
        return ExitCodes.Good;
    }

    private static void Draw(ValidationResult result, string? directory)
    {
        foreach (var table in ValidationReport.Tables(result)) Screen.Draw(table);
        foreach (var remark in ValidationReport.Remarks(result)) Screen.Say(remark);
        if (directory is not null) Screen.Say($"Report: {Path.Combine(directory, ReportWriter.PageName)}");
    }
}
