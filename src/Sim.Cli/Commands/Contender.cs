using System.Collections.Immutable;
using Sim.Experiments.Running;
using Sim.Models.Scenarios;
using Sim.Planning.Density;
using Sim.Scenarios.Binding;
using Sim.Scenarios.Input;

namespace Sim.Cli.Commands;

/// <summary>One of the alternatives that are compared: a scenario under one hypervisor.</summary>
/// <param name="Label">What tables call it.</param>
/// <param name="Scenario">The scenario, with its hypervisor.</param>
/// <param name="Point">How it is simulated.</param>
internal sealed record Contender(string Label, Scenario Scenario, RunPoint Point)
{
    /// <summary>One file: its VMs under both hypervisors. More: each scenario under the hypervisor it names.</summary>
    /// <param name="files">Paths and what they hold.</param>
    /// <param name="command">Verb and files, for the command that repeats a fault.</param>
    /// <exception cref="InputException">The scenarios cannot be compared.</exception>
    public static ImmutableArray<Contender> Of(ImmutableArray<(string Path, Scenario Scenario)> files, string command)
    {
        if (files is [var (path, only)])
        {
            return [.. DensitySearch.Kinds.Select(kind => Of(
                path, only with { Hypervisor = only.Hypervisor with { Kind = kind } }, Reports.DensityReport.NameOf(kind),
                $"hypervisor={FieldNames.ChoiceOf(kind.ToString())}", command))];
        }

        DemandComparable(files);
        return [.. files.Select(file => Of(file.Path, file.Scenario, file.Scenario.Name, $"scenario={file.Scenario.Name}", command))];
    }

    private static Contender Of(string path, Scenario scenario, string label, string point, string command)
    {
        var vms = VmPlans.Of(scenario.Vms);
        RunCommand.DemandFits(path, scenario, scenario.Hypervisor, vms);
        var run = RunCommand.PlanOf(scenario, [scenario.Hypervisor.Kind], vms, command).Points[0];
        return new Contender(label, scenario, run with { Name = point });
    }

    // Paired means: the same chance, over the same time, as often.
    private static void DemandComparable(ImmutableArray<(string Path, Scenario Scenario)> files)
    {
        var findings = new List<Finding>();
        var (first, names) = (files[0], new HashSet<string>(StringComparer.Ordinal));
        foreach (var (path, scenario) in files)
        {
            if (!names.Add(scenario.Name)) findings.Add(new Finding(path, "", "name", $"'{scenario.Name}' is the name of another of these scenarios", "names that tell them apart"));
            if (Comparable(scenario.Measurement) != Comparable(first.Scenario.Measurement))
                findings.Add(new Finding(path, "", "measurement", $"differs from that of {first.Path}", "equal measurements: only then does the chance of both cancel"));
        }

        if (findings.Count > 0) throw new InputException([.. findings]);
    }

    // Lists compare by reference; their text does not.
    private static string Comparable(MeasurementSpec measurement) => (measurement with { PrecisionOf = [] }) + string.Join(',', measurement.PrecisionOf);
}
