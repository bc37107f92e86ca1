using System.Collections.Immutable;
using System.CommandLine;
using Sim.Cli.Output;
using Sim.Cli.Reports;
using Sim.Experiments.Analysis;
using Sim.Experiments.Hosts;
using Sim.Experiments.Manifests;
using Sim.Experiments.Running;
using Sim.Experiments.Tracing;
using Sim.Models.Parameters;
using Sim.Models.Scenarios;
using Sim.Planning.Density;
using Sim.Reporting;
using Sim.Scenarios.Binding;
using Sim.Scenarios.Input;

namespace Sim.Cli.Commands;

/// <summary><c>hvsim run</c>: simulates a scenario under the hypervisor it names.</summary>
internal static class RunCommand
{
    public const string Example = "hvsim run scenarios/getting-started/web-and-database.yaml";

    public static Verb Create() => Create(point => point);

    /// <summary>The verb with every point passed through a hand, so that a test can break a model.</summary>
    internal static Verb Create(Func<RunPoint, RunPoint> through)
    {
        var file = new Argument<string>("scenario") { Description = "Scenario file (*.yaml)." };
        var command = new Verb("run", "Simulates a scenario and says what its VMs and the host do.", Example) { file };
        var common = new CommonOptions(command);
        var traced = new TraceOptions(command);
        var replications = new ReplicationOptions(command);
        command.SetAction((parsed, cancellation) => RunAsync(parsed.GetRequiredValue(file), common, traced, replications, through, parsed, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(
        string path, CommonOptions common, TraceOptions traced, ReplicationOptions replications, Func<RunPoint, RunPoint> through, ParseResult parsed,
        CancellationToken cancellation)
    {
        var directory = common.CheckedOutput(parsed);
        var (read, files) = ScenarioFiles.Read(path);
        var scenario = read.Value with { Measurement = replications.Applied(parsed, common.Seeded(parsed, read.Value.Measurement)) };
        var vms = VmPlans.Of(scenario.Vms);
        DemandFits(path, scenario, scenario.Hypervisor, vms);
        var trace = traced.Read(parsed, scenario, vms, replications.Replication(parsed));

        var plan = PlanOf(scenario, [scenario.Hypervisor.Kind], vms, $"hvsim run {ShellWord.Of(path)}", trace);
        plan = plan with { Points = [.. plan.Points.Select(through)] };
        var (outcome, precision) = await Screen.WithProgressAsync(
            "simulating",
            progress => replications.RunAsync(parsed, common.Runner(parsed), plan, scenario.Measurement, progress, cancellation)).ConfigureAwait(false);
        if (outcome.Done == 0) throw new OperationCanceledException();
        if (trace is not null) await TraceOptions.SayAsync(trace).ConfigureAwait(false);
        var metrics = Summary.Of(outcome.Points[0].Replications, scenario.Measurement.Confidence);
        var warmUps = WarmUpCheck.All(outcome.Points[0].Replications, scenario.Measurement.Confidence);
        var verdicts = scenario.Slo is { } slo ? SloVerdict.Of(slo, outcome.Points[0].Replications, metrics, scenario.Measurement.Confidence) : [];
        var controlled = ControlledRow.Of(outcome.Points[0].Replications, metrics, scenario.Measurement.Confidence);

        var document = new ResultDocument
        {
            Version = ToolVersion.Text,
            Verb = "run",
            Name = scenario.Name,
            Seed = scenario.Measurement.Seed,
            IsComplete = outcome.IsComplete,
            Fingerprint = outcome.Fingerprint(),
            Files = [.. files.Select(InputFile.Of)],
            Replication = replications.Replication(parsed),
            RestsOn = Grounds.Of(outcome.Done, outcome, scenario.Measurement, precision),
            Controlled = controlled.IsEmpty ? null : controlled,
            Answer = new
            {
                Slo = verdicts.Select(SloLines.Json),
                WarmUp = warmUps.Select(check => new { check.Name, check.WarmUpSeconds, check.SuggestedSeconds, check.IsEnough, Text = check.ToString() }),
            },
            Metrics = [.. ResultRow.Of(outcome.Points[0].Name, metrics.Values)],
            Assumed = AssumedOf(read.Defaults),
        };
        if (directory is not null)
        {
            RunReport.Write(directory, document, metrics, warmUps, FormattableString.Invariant($"hvsim run {ShellWord.Of(path)} --seed {scenario.Measurement.Seed}"));
            RunInputs.Write(directory, files);
        }

        Emission.Emit(document, directory, common.Format(parsed), () =>
        {
            Screen.Draw(HostTables.Requests($"{scenario.Name}: requests", metrics));
            Screen.Draw(HostTables.Host("Host", metrics));
            foreach (var line in document.RestsOn.Lines()) Screen.Say(line);
            if (!controlled.IsEmpty) Screen.Say(controlled[0].Heading());
            foreach (var row in controlled) Screen.Say(row.Sentence());
            foreach (var verdict in verdicts) Screen.Say(SloLines.Of(verdict));
            foreach (var check in warmUps) Screen.Say($"{check.Name}: {check}");
            Screen.Say(FormattableString.Invariant(
                $"fingerprint {document.Fingerprint}, {outcome.Done} replication{(outcome.Done == 1 ? "" : "s")}, {document.Assumed.Length} assumed parameters, listed in results.json"));
        });
        if (!outcome.IsComplete)
        {
            await Console.Error.WriteLineAsync(FormattableString.Invariant(
                $"Stopped: {outcome.Done} of {outcome.Points[0].Planned} replications had finished; the results above are of those alone (isComplete: false).")).ConfigureAwait(false);
            return ExitCodes.Stopped;
        }

        return verdicts.All(verdict => verdict.Holds) && precision is not { IsReached: false } ? ExitCodes.Good : ExitCodes.GateFailed;
    }

    /// <summary>The points of a scenario, one a hypervisor.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="kinds">The hypervisors.</param>
    /// <param name="vms">Its VMs.</param>
    /// <param name="command">Verb and files; seed, replication and threads are added for the command that repeats a fault.</param>
    /// <param name="trace">Which replication to trace, and where to; null for none.</param>
    public static RunPlan PlanOf(
        Scenario scenario, ImmutableArray<HypervisorKind> kinds, ImmutableArray<VmPlan> vms, string command, TraceFile? trace = null) => new()
    {
        Scenario = scenario.Name,
        Seed = (ulong)scenario.Measurement.Seed,
        Replications = scenario.Measurement.Replications,
        Points =
        [
            .. kinds.Select(kind => HostPoint.Of(
                $"hypervisor={FieldNames.ChoiceOf(kind.ToString())}", scenario.Host, scenario.Hypervisor with { Kind = kind }, vms,
                scenario.Measurement, RepeatOf(command, scenario.Measurement), trace)),
        ],
    };

    /// <summary>The command that repeats a replication of a verb.</summary>
    public static Func<int, string> RepeatOf(string command, MeasurementSpec measurement) => replication =>
        FormattableString.Invariant($"{command} --seed {measurement.Seed} --replication {replication} --threads 1");

    /// <summary>Refuses VMs that memory and swap cannot hold.</summary>
    public static void DemandFits(string path, Scenario scenario, HypervisorSpec hypervisor, ImmutableArray<VmPlan> vms)
    {
        var memory = HostScreen.Memory(scenario.Host, hypervisor, vms);
        if (memory.IsFeasible) return;
        throw new InputException(new Finding(
            path, "", "vms", FormattableString.Invariant($"touch {memory.Demand >> 30} GiB with overheads, and {memory.Missing >> 20} MiB find no room in memory and swap"),
            "fewer or smaller VMs, more host.memory.size or more host.memory.swap"));
    }

    /// <summary>The defaults that nobody has established.</summary>
    public static ImmutableArray<DefaultUsed> AssumedOf(ImmutableArray<DefaultUsed> defaults) =>
        [.. defaults.Where(used => used.Certainty == Certainty.Assumed)];
}
