using System.Collections.Immutable;
using Sim.Core.Diagnostics;
using Sim.Core.Time;
using Sim.Models.Hardware.Storage;

namespace Sim.Models.Workload;

/// <summary>The named request kinds.</summary>
/// <remarks>Demands are assumed: no published set on a current CPU exists. Source: network-and-storage 8.2, 8.3 (own estimates there),
/// stall fractions cpu-and-memory 6.3. Page: docs/models/workload.md.</remarks>
public static class RequestTemplates
{
    /// <summary>The kind whose stages the scenario gives.</summary>
    public const string Custom = "custom";

    /// <summary>The kind whose disk requests the workload's jobs choose.</summary>
    public const string DiskJobs = "disk-jobs";

    /// <summary>The kind whose disk requests are replayed from a trace.</summary>
    public const string DiskTrace = "disk-trace";

    /// <summary>The kind that is a database server with its clients.</summary>
    public const string Oltp = "oltp";

    /// <summary>The kind under which the transactions of <see cref="Oltp"/> are timed.</summary>
    public const string Transaction = "transaction";

    /// <summary>The kind under which their commits are timed.</summary>
    public const string Commit = "commit";

    /// <summary>One disk request of <see cref="Oltp"/>, which stalls on memory as databases do.</summary>
    public static RequestTemplate DatabaseRequest { get; } = new(Oltp, 0, 0.4, 0, [Read(1, 0)]) { IsChosenBySource = true };

    /// <summary>One request of <see cref="DiskJobs"/> or <see cref="DiskTrace"/>; size and operation are the job's or the trace's.</summary>
    public static RequestTemplate DiskRequest { get; } = new("disk", 0, 0, 0, [Read(1, 0)]) { IsChosenBySource = true };

    /// <summary>The kinds under which requests to the disk alone are timed, in the order of <see cref="IoOperation"/>.</summary>
    public static ImmutableArray<string> DiskKinds { get; } = ["disk-read", "disk-write", "disk-flush"];

    /// <summary>All kinds.</summary>
    public static ImmutableArray<RequestTemplate> All { get; } =
    [
        // A dynamic page (5-50 ms: network-and-storage 8.2) served mostly from cache: 2 ms of CPU, 11 KB out, a log line now and then.
        new("web-request", 500, 0.15, 40, [Cpu(2), Write(0.02, 4096), Send(11_000)]),

        // Business logic in a runtime: two bursts around a look-up.
        new("app-request", 1500, 0.25, 80, [Cpu(3), Read(0.2, 8192), Cpu(3), Send(6_000)]),

        // sysbench read-write or TPC-C like: 0.8-1.2 ms of CPU, 10 (1 - hit) reads of 16 KiB at 95 % hits, one synchronous log write.
        new("database-transaction", 5_000, 0.4, 120, [Cpu(0.5), Read(0.5, 16384), Cpu(0.5), Write(1, 8192), Send(6_000)]),

        // Half the files are in the cache.
        new("file-serving", 400, 0.1, 60, [Cpu(0.3), Read(0.5, 65536), Cpu(0.3), Send(64_000)]),

        // Started by the VM itself: read a block, compute, write the result.
        new("batch-job", 0, 0.3, 200, [Read(2, 131072), Cpu(40), Write(1, 131072)]),

        // Directory, DNS, monitoring: short and small.
        new("infrastructure", 200, 0.1, 20, [Cpu(0.8), Write(0.05, 4096), Send(500)]),

        // One core's worth of integer work without any I/O: the article's CPU test.
        new("cpu-bound", 0, 0, 0, [Cpu(0.5, variation: 0)]),
    ];

    /// <summary>Names that a workload may give.</summary>
    public static ImmutableArray<string> Names { get; } = [.. All.Select(template => template.Name), Custom, DiskJobs, DiskTrace, Oltp];

    /// <summary>The kinds under which the requests of a workload are timed.</summary>
    /// <param name="workload">The workload; its kind must exist.</param>
    public static ImmutableArray<string> TimedAs(WorkloadSpec workload)
    {
        if (!IsDisk(workload)) return [workload.Template];
        if (workload.Template == Oltp)
        {
            var oltp = workload.Oltp ?? new OltpSpec();
            bool[] does = [true, oltp.Writes, oltp.PageReads * oltp.MissRatio > 0, oltp.Writes, oltp.Writes && (oltp.FlushAtCommit || oltp.PageWrites > 0)];
            return [.. ((string[])[Transaction, Commit, .. DiskKinds]).Where((_, kind) => does[kind])];
        }

        bool[] happens = workload.Trace is { } trace
            ? [.. Enum.GetValues<IoOperation>().Select(operation => trace.Requests.Any(request => request.Operation == operation))]
            : [workload.Jobs.Any(job => job.Reads > 0), workload.Jobs.Any(job => job.Reads < 1), workload.Jobs.Any(job => job.FlushEvery > 0)];
        return [.. DiskKinds.Where((_, operation) => happens[operation])];
    }

    /// <summary>Whether a workload's requests go to the disk alone, and what they do is not the kind's.</summary>
    /// <param name="workload">The workload.</param>
    public static bool IsDisk(WorkloadSpec workload) => workload.Template is DiskJobs or DiskTrace or Oltp;

    /// <summary>The kind of a name.</summary>
    /// <param name="name">One of <see cref="Names"/> but <see cref="Custom"/>.</param>
    /// <exception cref="SimulationFault">No such kind; readers check names first.</exception>
    public static RequestTemplate Named(string name)
    {
        foreach (var template in All)
        {
            if (template.Name == name) return template;
        }

        throw new SimulationFault("unknown request kind");
    }

    /// <summary>A kind of the user's own; it is asked for over the network when it sends an answer.</summary>
    /// <param name="stages">What it does.</param>
    public static RequestTemplate FromStages(ImmutableArray<StageSpec> stages) =>
        new(Custom, stages.Any(stage => stage.Kind == StageKind.Send) ? 500 : 0, 0.2, 50, stages);

    private static StageSpec Cpu(double milliseconds, double variation = 0.5) =>
        new() { Kind = StageKind.Cpu, Demand = SimDuration.FromMilliseconds(milliseconds), Variation = variation };

    private static StageSpec Read(double count, int bytes) => new() { Kind = StageKind.Read, Count = count, Size = bytes };

    private static StageSpec Write(double count, int bytes) => new() { Kind = StageKind.Write, Count = count, Size = bytes };

    private static StageSpec Send(int bytes) => new() { Kind = StageKind.Send, Size = bytes };
}
