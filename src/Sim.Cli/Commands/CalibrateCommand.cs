using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Sim.Calibration;
using Sim.Calibration.Disks;
using Sim.Calibration.Profiles;
using Sim.Cli.Output;
using Sim.Models.Parameters;
using Sim.Reporting;
using Sim.Reporting.Tables;
using Sim.Scenarios.Input;

namespace Sim.Cli.Commands;

/// <summary><c>hvsim calibrate</c>: learns parameters of a machine from traces captured on it.</summary>
internal static class CalibrateCommand
{
    public const string Example = "hvsim calibrate scenarios/consolidation/traces -o out/host.profile.yaml";

    public static Verb Create()
    {
        var directories = new Argument<string[]>("directories")
        {
            Description = "Directories or files with traces: fio JSON (same names in sibling folders are repeats), scheduler cases (cases.yaml and CSV), service cases (cases.yaml).", Arity = ArgumentArity.OneOrMore,
        };
        var output = new Option<string>("--output", "-o") { Description = "Profile to write (*.profile.yaml).", HelpName = "file", Required = true };
        var profile = new Option<string?>("--profile") { Description = "What is known of the machine already: kept where these files do not establish it anew.", HelpName = "file" };
        var fit = new Option<FitShare>("--fit")
        {
            Description = "Storage cases that the disk is fitted to: half (every other one, so that validate can judge by the rest), all (the best estimate), none (closed form only, quickly).",
            DefaultValueFactory = _ => FitShare.Half, HelpName = "half|all|none",
        };
        var command = new Verb("calibrate",
            "Learns the parameters of a machine from traces captured on it and writes them, with intervals, to a profile.", Example)
        {
            directories, output, profile, fit,
        };
        var format = FormatOption.Create();
        command.Options.Add(format);
        command.SetAction((parsed, cancellation) =>
            CalibrateAsync(parsed.GetRequiredValue(directories), parsed.GetRequiredValue(output), parsed.GetValue(profile), parsed.GetValue(fit), parsed.GetValue(format), cancellation));
        return command;
    }

    private static async Task<int> CalibrateAsync(string[] directories, string output, string? known, FitShare share, OutputFormat format, CancellationToken cancellation)
    {
        CheckOutput(output);
        var result = await Interruptible.RunAsync(() => CalibrationRun.Calibrate(directories, known is null ? null : ProfileReader.Read(known), share), cancellation).ConfigureAwait(false);
        if (result.Profile.Parameters.IsEmpty)
        {
            throw new InputException(new Finding(
                string.Join(", ", directories), "", "",
                "establish no parameter: " + string.Join("; ", result.Profile.Notes.Where(note => note.Kind != NoteKind.NotEstablished).Select(note => $"{note.About}: {note.Text}")),
                "fio results of a few block sizes and depths, scheduler cases, or service cases with one client and without neighbours; see docs/models/calibration.md"));
        }

        if (Path.GetDirectoryName(Path.GetFullPath(output)) is { } folder) Directory.CreateDirectory(folder);
        ProfileWriter.Save(result.Profile, output);
        var document = new CalibrationDocument { Version = ToolVersion.Text, Output = output, Profile = result.Profile };
        Emission.Emit(document, directory: null, format, () => Draw(result, output));
        return ExitCodes.Good;
    }

    private static void Draw(CalibrationResult result, string output)
    {
        Screen.Draw(new ReportTable(
            "Parameters learned (90 % intervals)",
            [new ReportColumn("Parameter"), new ReportColumn("Value"), new ReportColumn("Low"), new ReportColumn("High"), new ReportColumn("Samples") { Format = NumberFormat.Whole }],
            result.Profile.Parameters.Select(parameter => ImmutableArray.Create(
                ReportCell.Of(parameter.Name), ReportCell.Of(Short(parameter.Value)), ReportCell.Of(Short(parameter.Low)), ReportCell.Of(Short(parameter.High)),
                ReportCell.Of(parameter.Samples, parameter.Certainty == Certainty.Measured ? TruthLabel.Measured : TruthLabel.Assumed)))));
        foreach (var line in result.Lines.Where(line => !result.Profile.Parameters.Any(parameter => line.StartsWith(parameter.Name + " = ", StringComparison.Ordinal)))) Screen.Say(line);
        Screen.Say($"Profile: {output}");
    }

    /// <summary>Three digits for the screen, "16.9 us"; the profile has six.</summary>
    private static string Short(string quantity)
    {
        var end = quantity.IndexOf(' ', StringComparison.Ordinal) is > 0 and var space ? space : quantity.Length;
        return double.TryParse(quantity.AsSpan(0, end), CultureInfo.InvariantCulture, out var number) ? NumberText.Significant(number) + quantity[end..] : quantity;
    }

    /// <summary>Refuses to replace anything that is not a profile.</summary>
    private static void CheckOutput(string output)
    {
        if (Directory.Exists(output))
            throw new InputException(new Finding(output, "", "--output", "is a directory", "a file to write, e.g. host.profile.yaml"));
        if (!File.Exists(output)) return;
        if (!File.ReadLines(output).Take(1).Any(line => line.StartsWith(ProfileWriter.FirstLine, StringComparison.Ordinal)))
            throw new InputException(new Finding(output, "line 1", "--output", "exists and is not a profile; nothing was written", "a new file, or a profile to replace"));
    }
}
