using System.Globalization;
using Sim.Core.Time;
using Sim.Models.Hardware.Storage;
using Sim.Models.Scenarios;
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
        var oltp = workload.Template == RequestTemplates.Oltp;
        if (!oltp && workload.Oltp is not null) report.Add(field + ".oltp", $"is given, but '{workload.Template}' is no database", "oltp only with template: oltp");
        if (oltp && workload.Oltp is null) report.Add(field + ".oltp", "is missing for oltp", "oltp: {preset: innodb} or {preset: postgresql}");
        if (!jobs && !trace && !oltp) return false;
        if (workload.Oltp is { } database) CheckDatabase(database, field + ".oltp", report);
        CheckJobs(workload, field, report);
        CheckUnused(workload, field, report);
        if (workload.Addresses is not null) report.Add(field + ".addresses", $"is not used by {workload.Template}", jobs ? "addresses of each job" : trace ? "replay.addresses: true" : "oltp.data");
        if (trace && workload is { Trace: { } places, Replay.Addresses: true } && places.Requests.Any(request => request.Offset < 0 && request.Operation != IoOperation.Flush))
            report.Add(field + ".replay.addresses", "is true, but the trace does not say where requests fall", "false");
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

    /// <summary>Checks that requests fit into the regions they fall into.</summary>
    /// <param name="workload">The workload.</param>
    /// <param name="field">Where it stands in the file.</param>
    /// <param name="report">Takes the findings.</param>
    public static void CheckRegions(WorkloadSpec workload, string field, FindingReporter report)
    {
        for (var i = 0; i < workload.Stages.Length; i++)
        {
            var stage = workload.Stages[i];
            var at = string.Create(CultureInfo.InvariantCulture, $"{field}.stages[{i}].addresses");
            var isDisk = stage.Kind is StageKind.Read or StageKind.Write;
            if (stage.Addresses is not null && !isDisk) report.Add(at, "is given, but the stage does not go to the disk", "addresses only with kind read or write");
            else if (isDisk) CheckRegion(stage.Addresses ?? workload.Addresses, stage.Size, 1, at, report);
        }

        for (var i = 0; i < workload.Jobs.Length; i++)
        {
            var job = workload.Jobs[i];
            var largest = Math.Max(job.Reads > 0 ? job.ReadSize : 0, job.Reads < 1 ? job.WriteSize : 0);
            CheckRegion(job.Addresses, largest, job.Threads, string.Create(CultureInfo.InvariantCulture, $"{field}.jobs[{i}].addresses"), report);
        }

        if (workload.Addresses is { } all && RequestTemplates.All.FirstOrDefault(kind => kind.Name == workload.Template) is { } named)
        {
            var sizes = named.Stages.Where(stage => stage.Kind is StageKind.Read or StageKind.Write).Select(stage => stage.Size).ToList();
            if (sizes.Count == 0) report.Add(field + ".addresses", $"is given, but '{workload.Template}' does not go to the disk", "addresses only for kinds that read or write");
            else CheckRegion(all, sizes.Max(), 1, field + ".addresses", report);
        }
    }

    /// <summary>Checks that the drives hold the disks of all VMs.</summary>
    /// <param name="scenario">The scenario, whose kinds of requests are known.</param>
    /// <param name="report">Takes the finding.</param>
    public static void CheckRoom(Scenario scenario, FindingReporter report)
    {
        if (!scenario.Vms.All(vm => RequestTemplates.Names.Contains(vm.Workload.Template))) return;
        var (asked, room) = (scenario.Vms.Sum(vm => (double)vm.Count * DiskRegions.Of(vm.Workload)), DiskRegions.RoomOf(scenario.Host.Storage));
        if (asked <= room) return;
        report.Add("host.storage", string.Create(CultureInfo.InvariantCulture, $"stores {room / 1e9:0.#} GB, but the addresses of all VMs take {asked / 1e9:0.#} GB"),
            "smaller regions, fewer VMs, larger or more drives");
    }

    private static void CheckDatabase(OltpSpec oltp, string field, FindingReporter report)
    {
        if (oltp.Pages == 0) report.Add(field + ".data", string.Create(CultureInfo.InvariantCulture, $"{oltp.Data} bytes are less than a page"), string.Create(CultureInfo.InvariantCulture, $"{oltp.PageSize} B or more"));
        if (oltp.LogBlock % 512 != 0) report.Add(field + ".logBlock", string.Create(CultureInfo.InvariantCulture, $"{oltp.LogBlock} bytes are no whole sectors"), "a multiple of 512 B");
        // Every client may commit at once, each with as many whole pages as it changes, and the last block is written again.
        var most = (double)oltp.Clients * (oltp.LogBytes + (oltp.FullPageWrites ? Math.Ceiling(oltp.PageWrites) * oltp.PageSize : 0)) + (2.0 * oltp.LogBlock);
        if (most > oltp.LogSize) report.Add(field + ".logSize", string.Create(CultureInfo.InvariantCulture, $"{oltp.LogSize >> 20} MiB are less than all clients can commit at once"), string.Create(CultureInfo.InvariantCulture, $"{most / 1048576:0.#} MiB or more"));
        if (most > int.MaxValue) report.Add(field + ".clients", string.Create(CultureInfo.InvariantCulture, $"{oltp.Clients} clients can commit {most / 1e9:0.#} GB at once"), "up to 2 GB in one log write");
    }

    private static void CheckRegion(AddressSpec? spec, int bytes, int threads, string field, FindingReporter report)
    {
        if (spec is null) return;
        var part = spec.Order == AddressOrder.Sequential ? spec.Region / threads : spec.Region;
        if (part < bytes)
            report.Add(field + ".region", string.Create(CultureInfo.InvariantCulture, $"leaves {part} bytes a stream, less than a request of {bytes}"), "a larger region, or smaller requests");
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
            if (isGiven) report.Add($"{field}.{key}", $"is not used by {workload.Template}", Instead(workload.Template, key));
        }
    }

    /// <summary>What says it instead.</summary>
    private static string Instead(string template, string key) => (template, key) switch
    {
        (RequestTemplates.Oltp, "users") => "oltp.clients",
        (RequestTemplates.Oltp, "thinkTime") => "oltp.thinkTime",
        (RequestTemplates.Oltp, "demandScale") => "oltp.demand",
        (RequestTemplates.Oltp, _) => "what oltp says",
        (RequestTemplates.DiskTrace, _) => "what the trace says",
        _ => "what the jobs say",
    };
}
