using System.Collections.Immutable;
using System.Globalization;
using Sim.Calibration.Services;
using Sim.Calibration.Traces;
using Sim.Models.Parameters;
using Sim.Scenarios.Binding;
using Sim.Scenarios.Input;
using Sim.Scenarios.Units;

namespace Sim.Calibration.Cpu;

/// <summary>Reads directories of scheduler measurements: a <c>cases.yaml</c> that names a scheduler, and the CSV of each of its cases beside it.</summary>
public static class CpuCaseReader
{
    internal const string CasesFile = "cases.yaml";

    /// <summary>The first Linux whose fair scheduler is EEVDF.</summary>
    private static readonly Version FirstEevdf = new(6, 6);

    /// <summary>Whether a file lists scheduler cases; the lists of other measurements name no scheduler.</summary>
    /// <param name="file">Any file.</param>
    public static bool IsSchedule(TraceFile file) =>
        file.Name == CasesFile && !ServiceCaseReader.IsSchedule(file) && file.Text.Contains("scheduler:", StringComparison.Ordinal);

    /// <summary>Reads every directory among the files that holds scheduler measurements.</summary>
    /// <param name="files">Files as they were found.</param>
    /// <exception cref="InputException">A list or a CSV of it is missing or broken; carries all findings.</exception>
    public static ImmutableArray<CpuDirectory> Read(ImmutableArray<TraceFile> files)
    {
        var findings = new List<Finding>();
        var found = ImmutableArray.CreateBuilder<CpuDirectory>();
        foreach (var file in files.Where(IsSchedule))
        {
            try
            {
                var beside = files.Where(other => other.Folder == file.Folder && other.Name != file.Name).ToLookup(other => other.Name, StringComparer.Ordinal);
                var schedule = RecordBinder.Parse<CpuSchedule>(file.Text, file.Path, (list, report) => Check(list, beside, report)).Value;
                var before = findings.Count;
                var measured = schedule.Cases.Select(one => CpuRowReader.Read(beside[one.Measured].First(), one, findings)).ToImmutableArray();
                if (findings.Count == before)
                    found.Add(new CpuDirectory(file, schedule, measured, [file, .. schedule.Cases.Select(one => beside[one.Measured].First()).Distinct()]));
            }
            catch (InputException broken)
            {
                findings.AddRange(broken.Findings);
            }
        }

        if (findings.Count > 0) throw new InputException([.. findings]);
        return found.ToImmutable();
    }

    private static void Check(CpuSchedule schedule, ILookup<string, TraceFile> beside, FindingReporter report)
    {
        Check(schedule.Host, report);
        if (schedule.Cases.IsEmpty) report.Add("cases", "is empty", "one case or more");
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < schedule.Cases.Length; i++)
        {
            var one = schedule.Cases[i];
            var path = string.Create(CultureInfo.InvariantCulture, $"cases[{i}]");
            if (!names.Add(one.Name)) report.Add($"{path}.name", $"'{one.Name}' stands twice");
            if (one.Seeds.Length != one.Runs) report.Add($"{path}.seeds", FormattableString.Invariant($"{one.Seeds.Length} seeds for {one.Runs} runs"), "one seed a run");
            if (!beside.Contains(one.Measured))
                report.Add($"{path}.measured", $"'{one.Measured}' is not beside this file", "a CSV in the same folder", NearestName.Of(one.Measured, beside.Select(other => other.Key)));
            if (one.Groups.IsEmpty) report.Add($"{path}.groups", "is empty", "one group or more");
            if (one.Cpus.IsEmpty || one.Cpus.Distinct().Count() != one.Cpus.Length || one.Cpus.Any(cpu => cpu >= schedule.Host.Cpus))
                report.Add($"{path}.cpus", FormattableString.Invariant($"[{string.Join(", ", one.Cpus)}] does not name CPUs of a machine with {schedule.Host.Cpus}"),
                    FormattableString.Invariant($"different numbers, 0 to {schedule.Host.Cpus - 1}"));
            for (var g = 0; g < one.Groups.Length; g++) Check(one.Groups[g], string.Create(CultureInfo.InvariantCulture, $"{path}.groups[{g}]"), report);
        }
    }

    /// <summary>Checks a list's account of its machine.</summary>
    internal static void Check(CpuScheduleHost host, FindingReporter report)
    {
        Choice(report, "host.scheduler", host.Scheduler, "eevdf");
        if (!Version.TryParse(host.Kernel, out var kernel)) report.Add("host.kernel", $"'{host.Kernel}' is not a kernel version", "a version such as 6.18");
        else if (kernel < FirstEevdf) report.Add("host.kernel", $"'{host.Kernel}' schedules with CFS, and host.scheduler is eevdf", $"{FirstEevdf} or later");
    }

    private static void Check(CpuThreadGroup group, string path, FindingReporter report)
    {
        Choice(report, $"{path}.cgroup", group.Cgroup, CpuThreadGroup.OneEach, CpuThreadGroup.OneForAll);
        if (group.Quota != CpuThreadGroup.NoQuota && !(Quantity.TryRead(group.Quota, Quantity.UnitsOfTime, out var quota, out _) && quota >= Sim.Core.Time.SimDuration.PerMillisecond))
            report.Add($"{path}.quota", $"'{group.Quota}' is not a quota", "none, or a time of 1 ms or more such as 50000 us");
        if (group.Load.Length > 0)
        {
            Choice(report, $"{path}.load", group.Load, CpuThreadGroup.AlwaysBusy);
            if (group.Arrivals.Length > 0) report.Add($"{path}.arrivals", "stands beside load: always-busy", "one of the two");
            return;
        }

        Choice(report, $"{path}.arrivals", group.Arrivals, "poisson");
        Choice(report, $"{path}.demand", group.Demand, "constant", "exponential");
        if (group.Rate <= 0) report.Add($"{path}.rate", "is missing or not positive", "requests per second, e.g. 200/s");
        if (group.Mean.Picoseconds <= 0) report.Add($"{path}.mean", "is missing or not positive", "a time such as 500 us");
    }

    private static void Choice(FindingReporter report, string field, string value, params string[] allowed)
    {
        if (!allowed.Contains(value)) report.Add(field, value.Length == 0 ? "is missing" : $"'{value}' is not a choice", string.Join(", ", allowed), NearestName.Of(value, allowed));
    }
}
