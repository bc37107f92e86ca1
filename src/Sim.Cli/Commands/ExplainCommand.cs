using System.Collections.Immutable;
using System.CommandLine;
using Sim.Cli.Output;
using Sim.Cli.Reports;
using Sim.Experiments.Explaining;
using Sim.Experiments.Manifests;
using Sim.Models.Attribution;
using Sim.Models.Scenarios;
using Sim.Scenarios.Input;

namespace Sim.Cli.Commands;

/// <summary><c>hvsim explain</c>: says where the time of single requests of a VM went.</summary>
internal static class ExplainCommand
{
    public const string Example = "hvsim explain scenarios/getting-started/tight-host.yaml --vm db1 --request slowest";

    public static Verb Create()
    {
        var run = new Argument<string>("run") { Description = "Scenario file (*.yaml), or the directory of an earlier hvsim run -o." };
        var command = new Verb("explain", "Says where the time of a VM's slowest requests went, as tables and as a timeline.", Example) { run };
        var common = new CommonOptions(command, hasThreads: false, "Directory to write explain.json, explain.csv and the timelines.");
        var options = new ExplainOptions(command);
        command.SetAction((parsed, cancellation) => ExplainAsync(parsed.GetRequiredValue(run), common, options, parsed, cancellation));
        return command;
    }

    private static async Task<int> ExplainAsync(string path, CommonOptions common, ExplainOptions options, ParseResult parsed, CancellationToken cancellation)
    {
        var directory = common.CheckedOutput(parsed);
        var (scenario, files, replications, alone) = Read(path, common, parsed);
        var vms = VmPlans.Of(scenario.Vms);
        RunCommand.DemandFits(path, scenario, scenario.Hypervisor, vms);
        var vm = options.Vm(parsed, path, vms);
        var replication = options.Replication(parsed, path, replications, alone);
        var (choice, top) = (options.Choice(parsed), options.Top(parsed));
        var explanation = await Screen.WithProgressAsync("simulating twice", progress => Task.Run(
            () => RequestExplanation.Of(
                scenario.Host, scenario.Hypervisor, vms, scenario.Measurement, vm, replication, measured => Chosen(choice, measured, top), progress, cancellation),
            cancellation)).ConfigureAwait(false);
        if (explanation is null) throw new InputException(new Finding(path, "", "", $"no request of {vms[vm].Name} was answered in the measured time", "a VM with requests, or a longer measurement.length"));

        var document = ExplainDocument.Of(explanation, scenario, vms[vm].Name, replication, [.. files.Select(InputFile.Of)]);
        if (directory is not null) ExplainFiles.Write(directory, document, explanation);
        // Its own files are written above: an explanation may go into the directory of the run, whose results.json stays.
        Emission.Emit(document, directory: null, common.Format(parsed), () => ExplainReport.Draw(document, explanation));
        return ExitCodes.Good;
    }

    private static (Scenario Scenario, string[] Files, int? Replications, int? Alone) Read(string path, CommonOptions common, ParseResult parsed)
    {
        if (!Directory.Exists(path))
        {
            var (scenario, files) = ScenarioFiles.Read(path);
            return (scenario.Value with { Measurement = common.Seeded(parsed, scenario.Value.Measurement) }, files, null, null);
        }

        var run = RunInputs.Read(path);
        var seed = run.Scenario.Value.Measurement.Seed;
        if (common.Seeded(parsed, run.Scenario.Value.Measurement).Seed != seed)
            throw new InputException(new Finding("command line", "", "--seed", FormattableString.Invariant($"is not that of the run in {path}, which is explained as it was"), FormattableString.Invariant($"{seed}, or the scenario file in place of the run")));
        return (run.Scenario.Value, run.Files, run.Replications, run.Alone);
    }

    private static ImmutableArray<RequestResponse> Chosen(RequestChoice choice, ImmutableArray<RequestResponse> measured, int top)
    {
        var chosen = choice.From(measured, top, out var problem);
        return problem is null ? chosen : throw new InputException(new Finding("command line", "", "--request", problem, RequestChoice.Allowed));
    }
}
