using System.Globalization;
using Sim.Models.Scenarios;
using Sim.Planning.Density;
using Sim.Scenarios;
using Sim.Scenarios.Binding;

namespace Sim.Planning.Sweeps;

/// <summary>Reads and checks studies of paths to storage.</summary>
public static class PathStudyReader
{
    /// <summary>As many as a chart tells apart.</summary>
    private const int MostPaths = 7;

    /// <summary>Whether a file, with what it extends, is such a study rather than one of overcommit.</summary>
    /// <param name="path">The YAML file.</param>
    /// <exception cref="Sim.Scenarios.Input.InputException">The file is no YAML.</exception>
    public static bool IsOne(string path) => YamlTree.Load(path).Has("paths");

    /// <summary>Reads a study, following <c>extends:</c>.</summary>
    /// <param name="path">The YAML file.</param>
    /// <param name="calibrated">Replaces parameters of host and hypervisor by those of the host's calibration profile, whose path it is given.</param>
    /// <exception cref="Sim.Scenarios.Input.InputException">Anything is wrong; carries every finding.</exception>
    public static StudyInputs<PathStudySpec> Read(string path, Func<(HostSpec Host, HypervisorSpec Hypervisor), string, (HostSpec Host, HypervisorSpec Hypervisor)> calibrated) =>
        StudyInputs<PathStudySpec>.Read(path, Check, study => study.Host, (study, profile) => study with
        {
            Host = calibrated((study.Host, study.Paths[0].Hypervisor), profile).Host,
            Paths = [.. study.Paths.Select(one => one with { Hypervisor = calibrated((study.Host, one.Hypervisor), profile).Hypervisor })],
        });

    private static void Check(PathStudySpec study, FindingReporter report)
    {
        if (study.Counts.IsEmpty) report.Add("counts", "is an empty list", "one number of VMs or more");
        for (var i = 1; i < study.Counts.Length; i++)
        {
            if (study.Counts[i] <= study.Counts[i - 1])
                report.Add(Invariant($"counts[{i}]"), Invariant($"{study.Counts[i]} comes after {study.Counts[i - 1]}"), "rising numbers, each once");
        }

        if (study.Paths.Length is 0 or > MostPaths) report.Add("paths", Invariant($"has {study.Paths.Length} entries"), Invariant($"1 to {MostPaths} paths"));
        if (study.Vm.Count != 1) report.Add("vm.count", Invariant($"is {study.Vm.Count}, but how many VMs there are is said by counts"), "no count");
        ScenarioReader.CheckFixed(study.Measurement, report);
        if (study.Counts.IsEmpty) return;
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < study.Paths.Length; i++)
        {
            var (path, field) = (study.Paths[i], Invariant($"paths[{i}]"));
            if (!names.Add(path.Name)) report.Add(field + ".name", $"'{path.Name}' is there twice", "each name once");
            CheckPath(study, path, field, report);
        }
    }

    private static void CheckPath(PathStudySpec study, NamedPath path, string field, FindingReporter report)
    {
        var most = study.Counts.Max();
        var scenario = new Scenario
        {
            Name = study.Name, Host = study.Host, Hypervisor = path.Hypervisor, Vms = [study.Vm with { Count = most }], Measurement = study.Measurement,
        };
        ScenarioReader.Check(scenario, underBoth: false, report.Renamed(at =>
            at.StartsWith("vms[0]", StringComparison.Ordinal) ? "vm" + at["vms[0]".Length..]
            : at.StartsWith("hypervisor", StringComparison.Ordinal) ? $"{field}.{at}" : at));
        if (HostScreen.Memory(study.Host, path.Hypervisor, VmPlans.Mix([study.Vm], most)) is not { Swapped: 0, IsFeasible: true })
            report.Add("vm.memory", Invariant($"{most} VMs would swap on path '{path.Name}', and the study would be one of memory"), "smaller VMs, fewer of them or more host.memory.size");
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
