using System.Collections.Immutable;

namespace Sim.Models.Workload;

/// <summary>What one request of a kind does, from its arrival to its answer.</summary>
/// <param name="Name">The kind.</param>
/// <param name="RequestBytes">Size of the message that starts it; 0 when the VM starts it itself.</param>
/// <param name="StallFraction">Share of its CPU time stalled on memory.</param>
/// <param name="PagesTouched">Different 4 KiB pages of the active set it touches.</param>
/// <param name="Stages">What it does, in order.</param>
public sealed record RequestTemplate(
    string Name, int RequestBytes, double StallFraction, int PagesTouched, ImmutableArray<StageSpec> Stages)
{
    /// <summary>Spinlocks that it takes.</summary>
    public ImmutableArray<LockSpec> Locks { get; init; } = [];

    /// <summary>TLB shootdowns per second of its CPU time.</summary>
    public double TlbShootdowns { get; init; }

    /// <summary>Whether its one disk request is chosen by where requests come from, and timed by operation.</summary>
    public bool IsChosenBySource { get; init; }

    /// <summary>Mean CPU seconds of one request at 3 GHz on bare metal, under locks and not, outside the kernel's I/O paths.</summary>
    public double CpuSeconds =>
        Stages.Where(stage => stage.Kind == StageKind.Cpu).Sum(stage => stage.Demand.Seconds)
        + Locks.Sum(held => held.PerRequest * held.Hold.Seconds);

    /// <summary>What the requests of a workload do: the named kind with the workload's own stages and scales.</summary>
    /// <param name="workload">The workload; its kind must exist.</param>
    public static RequestTemplate Of(WorkloadSpec workload)
    {
        if (workload.Template == RequestTemplates.Oltp) return RequestTemplates.DatabaseRequest;
        if (RequestTemplates.IsDisk(workload)) return RequestTemplates.DiskRequest;
        var template = workload.Template == RequestTemplates.Custom
            ? RequestTemplates.FromStages(workload.Stages)
            : RequestTemplates.Named(workload.Template);
        return template with
        {
            Stages = [.. template.Stages.Select(stage => Scaled(stage, workload))], Locks = workload.Locks, TlbShootdowns = workload.TlbShootdowns,
        };
    }

    /// <summary>Mean size of the answer, bytes.</summary>
    public double AnswerBytes => Stages.Where(stage => stage.Kind == StageKind.Send).Sum(stage => (double)stage.Size);

    /// <summary>Mean disk requests of one request.</summary>
    public double DiskRequests => Stages.Where(stage => stage.Kind is StageKind.Read or StageKind.Write).Sum(stage => stage.Count);

    /// <summary>Whether no request of the kind ends at the instant it began: it computes, or has a disk request for certain.</summary>
    public bool AlwaysDoesSomething =>
        CpuSeconds > 0 || Stages.Any(stage => stage.Kind is StageKind.Read or StageKind.Write && stage.Count >= 1);

    private static StageSpec Scaled(StageSpec stage, WorkloadSpec workload) => stage.Kind switch
    {
        StageKind.Cpu => stage with { Demand = stage.Demand * workload.DemandScale },
        StageKind.Send => stage with { Size = Math.Max(1, (int)Math.Min(int.MaxValue, stage.Size * workload.AnswerScale)) },
        _ => stage with { Count = stage.Count * workload.DiskScale, Addresses = stage.Addresses ?? workload.Addresses },
    };
}
