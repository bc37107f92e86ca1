using System.Collections.Immutable;
using System.CommandLine;
using Sim.Cli.Output;
using Sim.Cli.Reports;
using Sim.Core.Diagnostics;
using Sim.Experiments.Manifests;
using Sim.Models.Scenarios;
using Sim.Planning.Density;
using Sim.Scenarios.Binding;
using Sim.Scenarios.Input;

namespace Sim.Cli.Commands;

/// <summary><c>hvsim density</c>: how many VMs of a scenario's mix the host carries before the SLO breaks.</summary>
internal static class DensityCommand
{
    public const string Example = "hvsim density scenarios/getting-started/web-and-database.yaml";

    public static Verb Create()
    {
        var file = new Argument<string>("scenario") { Description = "Scenario file (*.yaml) with an slo; its VM groups are the mix." };
        var command = new Verb("density",
            "Adds VMs of the scenario's mix until the SLO breaks, under KVM and ESXi.", Example) { file };
        var common = new CommonOptions(command);
        command.SetAction((parsed, cancellation) => SearchAsync(parsed.GetRequiredValue(file), common, parsed, cancellation));
        return command;
    }

    private static async Task<int> SearchAsync(string path, CommonOptions common, ParseResult parsed, CancellationToken cancellation)
    {
        var directory = common.CheckedOutput(parsed);
        var (read, files) = ScenarioFiles.Read(path, underBoth: true, fixedReplications: true);
        var scenario = read.Value with { Measurement = common.Seeded(parsed, read.Value.Measurement) };
        if (scenario.Slo is not { } slo)
            throw new InputException(new Finding(path, "", "slo", "is missing: without it no number of VMs is too many", "slo: { responseP99: 50 ms }"));
        var search = new DensitySearch(
            scenario.Host, scenario.Hypervisor, scenario.Measurement, slo, new DensitySpec(), count => VmPlans.Mix(scenario.Vms, count));
        var command = FormattableString.Invariant($"hvsim density {ShellWord.Of(path)} --seed {scenario.Measurement.Seed} --threads 1");
        var curves = await Screen.WithProgressAsync(
            "density", progress => search.RunAsync(common.Runner(parsed), command, progress, cancellation)).ConfigureAwait(false);
        var fingerprint = new RunFingerprint();
        foreach (var part in search.Fingerprints) fingerprint.Add(part);

        var document = new ResultDocument
        {
            Version = ToolVersion.Text,
            Verb = "density",
            Name = scenario.Name,
            Seed = scenario.Measurement.Seed,
            IsComplete = true,
            Fingerprint = fingerprint.ToString(),
            Files = [.. files.Select(InputFile.Of)],
            Answer = curves.ToImmutableSortedDictionary(
                pair => FieldNames.ChoiceOf(pair.Key.ToString()),
                pair => new { pair.Value.Density, pair.Value.Low, pair.Value.High, pair.Value.Binding, pair.Value.IsBracketed, WarmUpsNotOver = DensityReport.WarmUpsNotOver(pair.Value) },
                StringComparer.Ordinal),
            Metrics = DensityReport.Rows(curves),
            Assumed = RunCommand.AssumedOf(read.Defaults),
        };
        Emission.EmitAlone(document, directory, common.Format(parsed), () =>
        {
            Screen.Draw(DensityReport.Points(curves));
            foreach (var (kind, curve) in curves)
            {
                Screen.Say(FormattableString.Invariant(
                    $"{DensityReport.NameOf(kind)}: {curve.Density} VMs ({DensityReport.Range(curve)}); first to break: {curve.Binding}"));
            }

            foreach (var warning in DensityReport.WarmUpWarnings(curves)) Screen.Say(warning);
        });
        return curves.Values.All(curve => curve.Density > 0) ? ExitCodes.Good : ExitCodes.GateFailed;
    }
}
