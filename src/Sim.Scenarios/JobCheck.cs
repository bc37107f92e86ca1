using System.Globalization;
using Sim.Core.Time;
using Sim.Models.Workload;
using Sim.Scenarios.Binding;

namespace Sim.Scenarios;

/// <summary>Checks the disk jobs of a workload.</summary>
internal static class JobCheck
{
    /// <summary>Checks them, and that nothing is given that they would ignore.</summary>
    /// <param name="workload">The workload.</param>
    /// <param name="field">Where it stands in the file.</param>
    /// <param name="report">Takes the findings.</param>
    /// <returns>Whether the workload is of disk jobs.</returns>
    public static bool Run(WorkloadSpec workload, string field, FindingReporter report)
    {
        if (workload.Template != RequestTemplates.DiskJobs)
        {
            if (!workload.Jobs.IsEmpty) report.Add(field + ".jobs", $"are given, but '{workload.Template}' does none", "jobs only with template: disk-jobs");
            return false;
        }

        if (workload.Jobs.IsEmpty) report.Add(field + ".jobs", "is missing for disk-jobs", "one job or more");
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

        var plain = new WorkloadSpec { Template = workload.Template, Jobs = workload.Jobs, Timeout = workload.Timeout };
        (string Key, bool IsGiven)[] others =
        [
            ("rate", workload.Rate > 0), ("users", workload.Users > 0), ("thinkTime", workload.ThinkTime > SimDuration.Zero),
            ("demandScale", workload.DemandScale != plain.DemandScale), ("diskScale", workload.DiskScale != plain.DiskScale),
            ("answerScale", workload.AnswerScale != plain.AnswerScale),
        ];
        foreach (var (key, isGiven) in others)
        {
            if (isGiven) report.Add($"{field}.{key}", "is not used by disk-jobs", "what the jobs say: depth, threads, rate, thinkTime and sizes of each");
        }

        return true;
    }
}
