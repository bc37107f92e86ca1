using System.Collections.Immutable;
using System.Globalization;
using Sim.Calibration.Cpu;
using Sim.Calibration.Traces;
using Sim.Models.Parameters;
using Sim.Scenarios.Binding;
using Sim.Scenarios.Input;

namespace Sim.Calibration.Services;

/// <summary>Reads directories of service measurements: a <c>cases.yaml</c> whose cases hold services with their runs.</summary>
public static class ServiceCaseReader
{
    private static readonly ImmutableArray<string> Marks = ["services:", "neighbours:", "server_cpu_s:"];

    /// <summary>A run ends when its last answers have come, a little after its seconds.</summary>
    private const double MostBeyondSeconds = 1.05;

    /// <summary>Whether a file lists service cases; two of three words that no other list has make it one, so that a misspelled word is named and not overlooked.</summary>
    /// <param name="file">Any file.</param>
    public static bool IsSchedule(TraceFile file)
    {
        if (file.Name != CpuCaseReader.CasesFile) return false;
        var text = file.Text;
        return Marks.Count(mark => text.Contains(mark, StringComparison.Ordinal)) >= 2;
    }

    /// <summary>Reads every list of service cases among the files.</summary>
    /// <param name="files">Files as they were found.</param>
    /// <exception cref="InputException">A list is broken; carries all findings.</exception>
    public static ImmutableArray<ServiceDirectory> Read(ImmutableArray<TraceFile> files)
    {
        var findings = new List<Finding>();
        var found = ImmutableArray.CreateBuilder<ServiceDirectory>();
        foreach (var file in files.Where(IsSchedule))
        {
            try
            {
                var bound = RecordBinder.Parse<ServiceSchedule>(file.Text, file.Path, Check);
                found.Add(new ServiceDirectory(file, bound.Value, bound.Defaults.Any(used => used.Field.StartsWith("host.kernel", StringComparison.Ordinal))));
            }
            catch (InputException broken)
            {
                findings.AddRange(broken.Findings);
            }
        }

        if (findings.Count > 0) throw new InputException([.. findings]);
        return found.ToImmutable();
    }

    private static void Check(ServiceSchedule schedule, FindingReporter report)
    {
        CpuCaseReader.Check(schedule.Host, report);
        if (schedule.Cases.IsEmpty) report.Add("cases", "is empty", "one case or more");
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < schedule.Cases.Length; i++)
        {
            var one = schedule.Cases[i];
            var path = string.Create(CultureInfo.InvariantCulture, $"cases[{i}]");
            if (!names.Add(one.Name)) report.Add($"{path}.name", $"'{one.Name}' stands twice");
            for (var n = 0; n < one.Neighbours.Length; n++)
            {
                if (NeighbourReader.Read(one.Neighbours[n], out var problem, out var meant) is null)
                    report.Add(string.Create(CultureInfo.InvariantCulture, $"{path}.neighbours[{n}]"), problem, NeighbourReader.Allowed, meant);
            }

            if (one.Services.IsEmpty) report.Add($"{path}.services", "is empty", "one service or more");
            var services = new HashSet<string>(StringComparer.Ordinal);
            for (var s = 0; s < one.Services.Length; s++) Check(one.Services[s], string.Create(CultureInfo.InvariantCulture, $"{path}.services[{s}]"), services, schedule.Seconds * schedule.Host.Cpus, report);
        }
    }

    private static void Check(ServiceLoad load, string path, HashSet<string> services, double cpuSeconds, FindingReporter report)
    {
        var known = ServiceProgram.All.Select(program => program.Service).ToArray();
        if (!known.Contains(load.Service))
            report.Add($"{path}.service", load.Service.Length == 0 ? "is empty" : $"'{load.Service}' is not a known service", string.Join(", ", known), NearestName.Of(load.Service, known));
        if (!services.Add(load.Service)) report.Add($"{path}.service", $"'{load.Service}' stands twice in a case");
        if (load.Runs.IsEmpty) report.Add($"{path}.runs", "is empty", "one run or more");
        for (var r = 0; r < load.Runs.Length; r++)
        {
            var run = load.Runs[r];
            if (run.ServerCpuSeconds > cpuSeconds * MostBeyondSeconds)
                report.Add(FormattableString.Invariant($"{path}.runs[{r}].server_cpu_s"), FormattableString.Invariant($"{run.ServerCpuSeconds} s are more than the machine has"),
                    FormattableString.Invariant($"up to {cpuSeconds} s: seconds x host.cpus"));
            if (!(run.P50Microseconds <= run.P90Microseconds && run.P90Microseconds <= run.P95Microseconds && run.P95Microseconds <= run.P99Microseconds && run.P99Microseconds <= run.P999Microseconds))
                report.Add(FormattableString.Invariant($"{path}.runs[{r}].p50_us"), "the percentiles do not rise", "p50_us <= p90_us <= p95_us <= p99_us <= p999_us");
        }
    }
}
