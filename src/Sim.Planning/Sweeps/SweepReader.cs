using System.Collections.Immutable;
using System.Globalization;
using Sim.Models.Scenarios;
using Sim.Planning.Density;
using Sim.Scenarios;
using Sim.Scenarios.Binding;

namespace Sim.Planning.Sweeps;

/// <summary>Reads and checks overcommit studies.</summary>
public static class SweepReader
{
    /// <summary>0.1 x 160 threads are 16 vCPUs, whatever the last bit of the product says.</summary>
    private const double RoundingSlack = 1e-9;

    /// <summary>Reads a study, following <c>extends:</c>.</summary>
    /// <param name="path">The YAML file.</param>
    /// <param name="calibrated">Replaces parameters of host and hypervisor by those of the host's calibration profile, whose path it is given.</param>
    /// <exception cref="Sim.Scenarios.Input.InputException">Anything is wrong; carries every finding.</exception>
    public static StudyInputs<SweepSpec> Read(string path, Func<(HostSpec Host, HypervisorSpec Hypervisor), string, (HostSpec Host, HypervisorSpec Hypervisor)> calibrated) =>
        StudyInputs<SweepSpec>.Read(path, Check, study => study.Host, (study, profile) =>
        {
            var (host, hypervisor) = calibrated((study.Host, study.Hypervisor), profile);
            return study with { Host = host, Hypervisor = hypervisor };
        });

    /// <summary>How many VMs of a class give a ratio; nothing when no whole number does.</summary>
    /// <param name="vm">The class.</param>
    /// <param name="ratio">vCPUs for each hardware thread.</param>
    /// <param name="threads">Hardware threads of the host.</param>
    public static int? VmsOf(VmSpec vm, double ratio, int threads)
    {
        var vms = ratio * threads / vm.Vcpus;
        var whole = Math.Round(vms);
        return whole >= 1 && Math.Abs(vms - whole) <= RoundingSlack * vms ? (int)whole : null;
    }

    private static void Check(SweepSpec study, FindingReporter report)
    {
        if (study.Ratios.IsEmpty) report.Add("ratios", "is an empty list", "one ratio or more");
        for (var i = 1; i < study.Ratios.Length; i++)
        {
            if (study.Ratios[i] > study.Ratios[i - 1]) continue;
            report.Add(Invariant($"ratios[{i}]"), Invariant($"{study.Ratios[i]} comes after {study.Ratios[i - 1]}"), "rising ratios, each once");
        }

        if (study.Hypervisors.IsEmpty) report.Add("hypervisors", "is an empty list", "kvm, esxi, or both");
        for (var i = 0; i < study.Hypervisors.Length; i++)
        {
            if (study.Hypervisors.IndexOf(study.Hypervisors[i]) < i)
                report.Add(Invariant($"hypervisors[{i}]"), $"'{FieldNames.ChoiceOf(study.Hypervisors[i].ToString())}' is there twice", "each once");
        }

        ScenarioReader.CheckFixed(study.Measurement, report);
        if (study.Hypervisors.IsEmpty) return;
        var scenario = new Scenario
        {
            Name = study.Name,
            Host = study.Host,
            Hypervisor = study.Hypervisor with { Kind = study.Hypervisors[0] },
            Vms = study.Classes,
            Measurement = study.Measurement,
        };
        ScenarioReader.Check(
            scenario, underBoth: study.Hypervisors.Contains(HypervisorKind.Esxi),
            report.Renamed(field => field.StartsWith("vms", StringComparison.Ordinal) ? "classes" + field["vms".Length..] : field));
        for (var i = 0; i < study.Classes.Length; i++) CheckClass(study, i, report);
    }

    private static void CheckClass(SweepSpec study, int index, FindingReporter report)
    {
        var (vm, field) = (study.Classes[index], Invariant($"classes[{index}]"));
        if (vm.Count != 1) report.Add(field + ".count", Invariant($"is {vm.Count}, but how many VMs there are is said by the ratio"), "no count");
        // What users ask for falls with what they get, so that achieved over offered would say nothing.
        if (vm.Workload.Users > 0) report.Add(field + ".workload.users", "makes the load offered depend on the load carried", "a rate (open arrivals)");
        var threads = study.Host.Cpu.Pcpus;
        foreach (var ratio in study.Ratios)
        {
            if (VmsOf(vm, ratio, threads) is not { } count)
            {
                report.Add(field + ".vcpus", Invariant($"{ratio} x {threads} threads are {ratio * threads} vCPUs, which is no whole number of VMs with {vm.Vcpus}"),
                    Invariant($"ratios that are multiples of {(double)vm.Vcpus / threads}, or other vcpus"));
                continue;
            }

            var plans = VmPlans.Mix([vm], count);
            foreach (var kind in study.Hypervisors)
            {
                if (HostScreen.Memory(study.Host, study.Hypervisor with { Kind = kind }, plans) is { Swapped: 0, IsFeasible: true }) continue;
                report.Add(field + ".memory", Invariant($"{count} VMs at {ratio}:1 would swap under {FieldNames.ChoiceOf(kind.ToString())}, and the study would be one of memory"),
                    "smaller VMs, lower ratios or more host.memory.size");
            }
        }
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
