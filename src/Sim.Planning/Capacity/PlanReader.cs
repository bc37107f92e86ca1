using System.Collections.Immutable;
using System.Globalization;
using Sim.Estate.Demand;
using Sim.Estate.RvTools;
using Sim.Estate.Series;
using Sim.Models.Scenarios;
using Sim.Planning.Cost;
using Sim.Planning.Density;
using Sim.Planning.Power;
using Sim.Planning.Prices;
using Sim.Scenarios;
using Sim.Scenarios.Binding;
using Sim.Scenarios.Input;

namespace Sim.Planning.Capacity;

/// <summary>Reads a plan file and every file it names, and checks that they fit together before anything is simulated.</summary>
public static class PlanReader
{
    /// <summary>Reads a plan.</summary>
    /// <param name="path">The YAML file.</param>
    /// <param name="calibrated">Replaces parameters of host and hypervisor by those of the host's calibration profile, whose path it is given.</param>
    /// <exception cref="InputException">Anything is wrong in any of the files.</exception>
    public static PlanInputs Read(string path, Func<(HostSpec Host, HypervisorSpec Hypervisor), string, (HostSpec Host, HypervisorSpec Hypervisor)> calibrated)
    {
        PlanInputs? inputs = null;
        var read = RecordBinder.Read<PlanSpec>(path, (plan, report) => inputs = Resolve(plan, report, path, calibrated));
        return inputs! with
        {
            Files = [.. read.Files, .. inputs!.Files],
            Defaults = GuestCheck.Note(
                KernelCheck.Note(read.Defaults, read.Value.Hypervisor.Kvm, read.Value.Host.Cpu.Pcpus, "hypervisor.kvm"), read.Value.Hypervisor, read.Value.Host.Cpu.Generation, "hypervisor"),
        };
    }

    private static PlanInputs? Resolve(PlanSpec plan, FindingReporter report, string path, Func<(HostSpec Host, HypervisorSpec Hypervisor), string, (HostSpec Host, HypervisorSpec Hypervisor)> calibrated)
    {
        Check(plan, report);
        var estateFile = report.Beside("estate.file", plan.Estate.File);
        var archetypeFile = report.Beside("estate.archetypes", plan.Estate.Archetypes);
        var seriesFile = plan.Estate.Series is { } series ? report.Beside("estate.series", series) : null;
        var priceFile = report.Beside("priceBook", plan.PriceBook);
        var powerFile = report.Beside("powerFile", plan.PowerFile);
        var profileFile = plan.Host.Profile.Length > 0 ? report.Beside("host.profile", plan.Host.Profile) : null;

        var import = RvToolsReader.Read(estateFile);
        if (import.Estate.RunningVms.IsEmpty)
        {
            throw new InputException(new Finding(
                estateFile, "sheet vInfo", "Powerstate", "no VM is powered on, so there is nothing to plan for", "at least one powered-on VM that is no template"));
        }

        CheckSizes(plan, import, estateFile);
        var archetypes = ArchetypeCatalogue.Read(archetypeFile);
        var demand = seriesFile is null
            ? DemandModel.FromInventory(import.Estate, archetypes, (ulong)plan.Measurement.Seed)
            : DemandModel.FromSeries(import.Estate, archetypes, (ulong)plan.Measurement.Seed, Assign(plan, import, seriesFile));
        var prices = PriceBookReader.Read(priceFile).Value;
        var power = PowerFile.Read(powerFile);
        var (host, hypervisor) = profileFile is null ? (plan.Host, plan.Hypervisor) : calibrated((plan.Host, plan.Hypervisor), profileFile);
        plan = plan with { Hypervisor = hypervisor };
        // The money is checked before minutes of simulation, with a density of one VM a host standing in.
        PlanCheck.Check(PlanCosting.CaseOf(plan, host, import.Estate, prices, power, ImmutableSortedDictionary<HypervisorKind, DensityCurve>.Empty), report.Renamed(InPlan));
        string?[] files = [estateFile, archetypeFile, File.Exists(seriesFile) ? seriesFile : null, profileFile, priceFile, powerFile];
        return new PlanInputs(plan, host, import, demand, prices, power, [], [.. files.OfType<string>()]);
    }

    /// <summary>Costing knows a host and a product for every alternative; a plan names the host once and the product by another key.</summary>
    private static string InPlan(string field)
    {
        if (!field.StartsWith("alternatives.", StringComparison.Ordinal)) return field;
        var host = field.IndexOf(".host.", StringComparison.Ordinal);
        if (host >= 0) return "purchase." + field[(host + ".host.".Length)..];
        return field.EndsWith(".hypervisor", StringComparison.Ordinal) ? field[..^"hypervisor".Length] + "product" : field;
    }

    private static SeriesAssignment Assign(PlanSpec spec, EstateImport import, string seriesFile)
    {
        var set = UtilisationReader.Read(seriesFile);
        return spec.Estate.SeriesMatch == SeriesMatch.ByName
            ? SeriesAssignment.ByName(import.Estate, set)
            : SeriesAssignment.InOrder(import.Estate, set);
    }

    private static void Check(PlanSpec plan, FindingReporter report)
    {
        ScenarioReader.CheckHost(plan.Host, "host", report);
        KernelCheck.Run(plan.Hypervisor.Kvm, "hypervisor.kvm", report);
        ScenarioReader.CheckFixed(plan.Measurement, report);
        if (plan.Horizon % 12 != 0) report.Add("horizon", "is not a whole number of years", "e.g. 5 years");
        if (plan.Alternatives.Count != 2)
            report.Add("alternatives", string.Create(CultureInfo.InvariantCulture, $"names {plan.Alternatives.Count}"), "exactly two, to compare");
        if (plan.Purchase.DayShape.IsEmpty) report.Add("purchase.dayShape", "is empty", "one share of the busy hour or more");
        for (var i = 0; i < plan.Budgets.Length; i++)
        {
            var name = plan.Budgets[i].Alternative;
            if (plan.Alternatives.ContainsKey(name)) continue;
            report.Add(string.Create(CultureInfo.InvariantCulture, $"budgets[{i}].alternative"), $"'{name}' is not an alternative",
                string.Join(", ", plan.Alternatives.Keys), NearestName.Of(name, plan.Alternatives.Keys));
        }
    }

    private static void CheckSizes(PlanSpec spec, EstateImport import, string estateFile)
    {
        var threads = spec.Host.Cpu.Pcpus;
        var memory = (spec.Host.Memory.Size - spec.Hypervisor.Kvm.Memory.HostReserve) >> 20;
        var findings = new List<Finding>();
        foreach (var vm in import.Estate.RunningVms)
        {
            if (vm.Vcpus > threads)
            {
                findings.Add(new Finding(estateFile, "sheet vInfo", $"CPUs of VM '{vm.Name}'",
                    string.Create(CultureInfo.InvariantCulture, $"{vm.Vcpus} vCPUs are more than the {threads} hardware threads of every host"),
                    string.Create(CultureInfo.InvariantCulture, $"1 to {threads}, or a larger host in the plan")));
            }

            if (vm.MemoryMiB > memory)
            {
                findings.Add(new Finding(estateFile, "sheet vInfo", $"Memory of VM '{vm.Name}'",
                    string.Create(CultureInfo.InvariantCulture, $"{vm.MemoryMiB} MiB are more than the {memory} MiB that every host has for VMs"),
                    string.Create(CultureInfo.InvariantCulture, $"up to {memory} MiB, or a larger host in the plan")));
            }
        }

        if (findings.Count > 0) throw new InputException([.. findings]);
    }
}
