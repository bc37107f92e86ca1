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
    /// <summary>Mean CPU seconds of one request at 3 GHz on bare metal, outside the kernel's I/O paths.</summary>
    public double CpuSeconds => Stages.Where(stage => stage.Kind == StageKind.Cpu).Sum(stage => stage.Demand.Seconds);

    /// <summary>Mean disk requests of one request.</summary>
    public double DiskRequests => Stages.Where(stage => stage.Kind is StageKind.Read or StageKind.Write).Sum(stage => stage.Count);
}
