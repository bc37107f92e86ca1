using System.Collections.Immutable;
using Sim.Core.Time;
using Sim.Models.Parameters;

namespace Sim.Models.Workload;

/// <summary>What a VM does: kinds of requests and how they arrive.</summary>
public sealed record WorkloadSpec
{
    /// <summary>Name of a request kind.</summary>
    [Parameter("Request kind: web-request, app-request, database-transaction, file-serving, batch-job, infrastructure, cpu-bound, custom, disk-jobs, disk-trace, or oltp.")]
    public required string Template { get; init; }

    /// <summary>Own stages, for the custom kind.</summary>
    [Parameter("Stages of a custom request.")]
    public ImmutableArray<StageSpec> Stages { get; init; } = [];

    /// <summary>What the threads of a <c>disk-jobs</c> VM do to its disk.</summary>
    [Parameter("Jobs of the disk-jobs kind: what threads of the VM do to its disk, as fio's jobs; a fio job file can stand where a scenario does.")]
    public ImmutableArray<IoJobSpec> Jobs { get; init; } = [];

    /// <summary>The trace that a <c>disk-trace</c> VM replays.</summary>
    [Parameter("Trace that the disk-trace kind replays.")]
    public ReplaySpec? Replay { get; init; }

    /// <summary>The database of an <c>oltp</c> VM.</summary>
    [Parameter("Database of the oltp kind: clients, transactions, log, and how changed pages are written; preset: innodb or postgresql.")]
    public OltpSpec? Oltp { get; init; }

    /// <summary>The requests of <see cref="Replay"/> once its file has been read.</summary>
    public BlockTrace? Trace { get; private init; }

    /// <summary>The workload with its trace.</summary>
    /// <param name="trace">What the file of <see cref="Replay"/> holds.</param>
    public WorkloadSpec With(BlockTrace trace) => this with { Trace = trace };

    /// <summary>Open arrivals per VM, requests per second; 0 when users are given.</summary>
    [Parameter("Open (Poisson) arrivals per VM.", Dimension = Dimension.Rate, Min = 0, Max = 10_000_000, Unit = "/s")]
    public double Rate { get; init; }

    /// <summary>Closed loop: users per VM, each waiting for its answer; 0 when a rate is given.</summary>
    [Parameter("Closed loop: users per VM.", Min = 0, Max = 100_000)]
    public int Users { get; init; }

    /// <summary>Mean think time of a user (exponential).</summary>
    [Parameter("Mean think time of a user between answer and next request.", Min = 0, Max = 3600, Unit = "s")]
    public SimDuration ThinkTime { get; init; }

    /// <summary>Scales the CPU time of every stage.</summary>
    [Parameter("Scales the CPU time of every cpu stage.", Min = 0.001, Max = 1000)]
    public double DemandScale { get; init; } = 1;

    /// <summary>Scales the number of disk requests of every stage.</summary>
    [Parameter("Scales the number of disk requests of every read and write stage.", Min = 0, Max = 10000)]
    public double DiskScale { get; init; } = 1;

    /// <summary>Where disk requests of stages fall that do not say it themselves; nothing: anywhere on the host's drives.</summary>
    [Parameter("Where disk requests of read and write stages fall that do not say it themselves: order, region, start, skew; each stage goes through the region on its own.")]
    public AddressSpec? Addresses { get; init; }

    /// <summary>Scales the size of answers.</summary>
    [Parameter("Scales the size of answers.", Min = 0.001, Max = 10000)]
    public double AnswerScale { get; init; } = 1;

    /// <summary>Spinlocks that requests take.</summary>
    [Parameter("Spinlocks of the guest that requests take in their CPU time; name, hold and perRequest.")]
    public ImmutableArray<LockSpec> Locks { get; init; } = [];

    /// <summary>TLB shootdowns per second of guest CPU time; none in a VM with one vCPU.</summary>
    [Parameter("TLB shootdowns per second of guest CPU time, each waits for the other vCPUs; none with one vCPU.", Dimension = Dimension.Rate, Min = 0, Max = 100_000, Unit = "/s")]
    public double TlbShootdowns { get; init; }

    /// <summary>Requests that take longer count as errors.</summary>
    [Parameter("Requests that take longer than this count as errors.", Min = 0.001, Max = 3600, Unit = "s",
        Certainty = Certainty.Assumed, Source = "own choice: a client's patience")]
    public SimDuration Timeout { get; init; } = SimDuration.FromSeconds(1);
}
