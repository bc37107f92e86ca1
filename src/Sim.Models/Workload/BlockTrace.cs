using System.Collections.Immutable;
using Sim.Core.Time;

namespace Sim.Models.Workload;

/// <summary>Disk requests as they were recorded, for replay.</summary>
/// <param name="Requests">In the order of their times; the first is at time zero.</param>
public sealed record BlockTrace(ImmutableArray<BlockRequest> Requests)
{
    /// <summary>Time from the first request to the last.</summary>
    public SimDuration Length => Requests.IsEmpty ? SimDuration.Zero : Requests[^1].At;

    /// <summary>First byte behind the last place that a request names; 0 when none names any.</summary>
    public long End => Requests.IsEmpty ? 0 : Requests.Max(request => request.Offset < 0 ? 0 : request.Offset + request.Bytes);
}
