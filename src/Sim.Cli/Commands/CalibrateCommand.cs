using System.Collections.Immutable;
using System.CommandLine;
using Sim.Calibration;
using Sim.Calibration.Profiles;
using Sim.Cli.Output;
using Sim.Reporting;
using Sim.Reporting.Tables;

namespace Sim.Cli.Commands;

/// <summary><c>hvsim calibrate</c>: learns parameters of a machine from traces captured on it.</summary>
internal static class CalibrateCommand
{
    public const string Example = "hvsim calibrate scenarios/consolidation/traces -o out/host.profile.yaml";

    public static Command Create()
    {
        var directories = new Argument<string[]>("directories")
        {
            Description = "Directories or files with traces (fio JSON); same names in sibling folders are repeats.", Arity = ArgumentArity.OneOrMore,
        };
        var output = new Option<string>("--output", "-o") { Description = "Profile to write (*.profile.yaml).", Required = true };
        var command = new Command("calibrate",
            $"Learns the parameters of a machine from traces captured on it and writes them, with intervals, to a profile.\n\nExample:\n  {Example}")
        {
            directories, output,
        };
        command.SetAction(parsed => Calibrate(parsed.GetRequiredValue(directories), parsed.GetRequiredValue(output)));
        return command;
    }

    private static int Calibrate(string[] directories, string output)
    {
        var result = CalibrationRun.Calibrate(directories);
        if (Path.GetDirectoryName(Path.GetFullPath(output)) is { } folder) Directory.CreateDirectory(folder);
        ProfileWriter.Save(result.Profile, output);
        Screen.Draw(new ReportTable(
            "Parameters learned (90 % intervals)",
            [new ReportColumn("Parameter"), new ReportColumn("Value"), new ReportColumn("Low"), new ReportColumn("High"), new ReportColumn("Samples") { Format = NumberFormat.Whole }],
            result.Profile.Parameters.Select(parameter => ImmutableArray.Create(
                ReportCell.Of(parameter.Name), ReportCell.Of(parameter.Value), ReportCell.Of(parameter.Low), ReportCell.Of(parameter.High),
                ReportCell.Of(parameter.Samples, TruthLabel.Measured)))));
        foreach (var line in result.Lines.Where(line => !line.StartsWith("storage.", StringComparison.Ordinal))) Screen.Say(line);
        Screen.Say($"Profile: {output}");
        return ExitCodes.Good;
    }
}
