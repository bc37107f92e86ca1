using System.CommandLine;
using Sim.Cli.Output;
using Sim.Cli.Reports;
using Sim.Planning.Capacity;
using Sim.Reporting;

namespace Sim.Cli.Commands;

/// <summary><c>hvsim plan</c>: the main job, from an inventory to a decision with charts.</summary>
internal static class PlanCommand
{
    public const string Example = "hvsim plan scenarios/consolidation/plan.yaml -o out/consolidation";

    public static Verb Create()
    {
        var file = new Argument<string>("plan") { Description = "Plan file (*.yaml): estate, candidate host, SLO, growth, prices." };
        var command = new Verb("plan",
            "Says how many hosts an estate needs under KVM and ESXi, what each costs, which wins and what would change that; writes a report.",
            Example) { file };
        var common = new CommonOptions(command);
        command.SetAction((parsed, cancellation) => PlanAsync(parsed.GetRequiredValue(file), common, parsed, cancellation));
        return command;
    }

    private static async Task<int> PlanAsync(string path, CommonOptions common, ParseResult parsed, CancellationToken cancellation)
    {
        var directory = common.CheckedOutput(parsed, Path.Combine("out", Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(path))!)))!;
        var inputs = PlanReader.Read(path, ScenarioFiles.Calibrated);
        inputs = inputs with { Spec = inputs.Spec with { Measurement = common.Seeded(parsed, inputs.Spec.Measurement) } };
        var command = FormattableString.Invariant($"hvsim plan {ShellWord.Of(path)} --seed {inputs.Spec.Measurement.Seed} --threads 1");
        var result = await Screen.WithProgressAsync(
            "simulating", progress => new CapacityPlan(inputs).RunAsync(common.Runner(parsed), command, progress, cancellation)).ConfigureAwait(false);

        var report = new PlanReport(result, $"hvsim plan {ShellWord.Of(path)}");
        var document = report.Document();
        ReportWriter.Write(directory, report.Html());
        Emission.Emit(document, directory, common.Format(parsed), () =>
        {
            foreach (var table in report.ScreenTables()) Screen.Draw(table);
            foreach (var line in report.Summary()) Screen.Say(line);
            Screen.Say($"Report: {Path.Combine(directory, ReportWriter.PageName)}");
        });
        return result.Passes ? ExitCodes.Good : ExitCodes.GateFailed;
    }
}
