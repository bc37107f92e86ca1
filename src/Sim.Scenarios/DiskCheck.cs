using System.Globalization;
using Sim.Core.Time;
using Sim.Models.Workload;
using Sim.Scenarios.Binding;

namespace Sim.Scenarios;

/// <summary>Checks the disk jobs or the replayed trace of a workload.</summary>
internal static class DiskCheck
{
    /// <summary>Checks them, and that nothing is given that they would ignore.</summary>
    /// <param name="workload">The workload.</param>
    /// <param name="field">Where it stands in the file.</param>
    /// <param name="report">Takes the findings.</param>
    /// <returns>Whether the workload is of disk requests alone.</returns>
    public static bool Run(WorkloadSpec workload, string field, FindingReporter report)
    {
        var (jobs, trace) = (workload.Template == RequestTemplates.DiskJobs, workload.Template == RequestTemplates.DiskTrace);
        if (!jobs && !workload.Jobs.IsEmpty) report.Add(field + ".jobs", $"are given, but '{workload.Template}' does none", "jobs only with template: disk-jobs");
        if (!trace && workload.Replay is not null) report.Add(field + ".replay", $"is given, but '{workload.Template}' replays nothing", "replay only with template: disk-trace");
        if (jobs && workload.Jobs.IsEmpty) report.Add(field + ".jobs", "is missing for disk-jobs", "one job or more");
        if (trace && workload.Replay is null) report.Add(field + ".replay", "is missing for disk-trace", "replay: {file: ...}");
        if (workload is { Trace: { } recorded, Replay.Repeat: true } && recorded.Length == SimDuration.Zero)
            report.Add(field + ".replay.repeat", "begins again and again at one instant: the trace lasts no time", "false, or a trace of more than one instant");
        if (!jobs && !trace) return false;
        CheckJobs(workload, field, report);
        CheckUnused(workload, field, report);
        return true;
    }

    /// <summary>Checks that a replay does not end before the measurement does.</summary>
    /// <param name="workload">The workload.</param>
    /// <param name="simulated">Warm-up and measured time.</param>
    /// <param name="field">Where the workload stands in the file.</param>
    /// <param name="report">Takes the finding.</param>
    public static void CheckLength(WorkloadSpec workload, SimDuration simulated, string field, FindingReporter report)
    {
        if (workload is not { Trace: { } trace, Replay: { Repeat: false } replay }) return;
        var lasts = SimDuration.FromSeconds(trace.Length.Seconds / replay.Speed);
        if (lasts < simulated) report.Add(field + ".replay", $"lasts {lasts}, and {simulated} are simulated", "repeat: true, a lower speed, or a shorter measurement");
    }

    private static void CheckJobs(WorkloadSpec workload, string field, FindingReporter report)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < workload.Jobs.Length; i++)
        {
            var job = workload.Jobs[i];
            var at = string.Create(CultureInfo.InvariantCulture, $"{field}.jobs[{i}]");
            if (!names.Add(job.Name)) report.Add(at + ".name", $"'{job.Name}' is there twice", "each name once");
            if (job.FlushEvery > 0 && job.Reads >= 1) report.Add(at + ".flushEvery", "counts writes, of which the job has none", "0, or reads below 100 %");
            if (job.ThinkTime > SimDuration.Zero && job.Depth > 1)
                report.Add(at + ".depth", string.Create(CultureInfo.InvariantCulture, $"{job.Depth} in flight, but thinkTime waits until nothing is"), "1 with thinkTime");
        }
    }

    private static void CheckUnused(WorkloadSpec workload, string field, FindingReporter report)
    {
        var plain = new WorkloadSpec { Template = workload.Template };
        (string Key, bool IsGiven)[] others =
        [
            ("rate", workload.Rate > 0), ("users", workload.Users > 0), ("thinkTime", workload.ThinkTime > SimDuration.Zero),
            ("demandScale", workload.DemandScale != plain.DemandScale), ("diskScale", workload.DiskScale != plain.DiskScale),
            ("answerScale", workload.AnswerScale != plain.AnswerScale),
        ];
        foreach (var (key, isGiven) in others)
        {
            if (isGiven) report.Add($"{field}.{key}", $"is not used by {workload.Template}", "what the jobs or the trace say");
        }
    }
}
