using System.Collections.Immutable;

namespace Sim.Models.Attribution;

/// <summary>Where a request's time went.</summary>
public sealed record ExplainedRequest
{
    /// <summary>Which request, and its response time.</summary>
    public required RequestResponse Request { get; init; }

    /// <summary>Its stages in order.</summary>
    public required ImmutableArray<StageInterval> Stages { get; init; }

    /// <summary>All its time by cause and place, the largest first; adds up to the response time to the picosecond.</summary>
    public required ImmutableArray<RequestPart> Parts { get; init; }

    /// <summary>Its life in order, without gaps.</summary>
    public required ImmutableArray<RequestSegment> Segments { get; init; }

    /// <summary>The worlds of its VM, those it waited for, and the pCPUs concerned.</summary>
    public required ImmutableArray<TimelineRow> Rows { get; init; }

    /// <summary>Where <see cref="Segments"/> and <see cref="Rows"/> end early because there were too many, picoseconds since the issue; null when they are whole. The parts are always whole.</summary>
    public long? CutAt { get; init; }
}
