using System.Collections.Immutable;
using Sim.Core.Time;
using Sim.Models.Attribution;

namespace Sim.Experiments.Explaining;

/// <summary>Where the time of some requests of a VM went, in one replication.</summary>
public sealed record Explanation
{
    /// <summary>Every measured request of the VM, the slowest first, then by number.</summary>
    public required ImmutableArray<RequestResponse> Measured { get; init; }

    /// <summary>Requests of the VM that had no answer when the run ended.</summary>
    public required int Unanswered { get; init; }

    /// <summary>The requests asked for, in the order asked for.</summary>
    public required ImmutableArray<ExplainedRequest> Requests { get; init; }

    /// <summary>The median request, for contrast.</summary>
    public required ExplainedRequest Typical { get; init; }

    /// <summary>Time thrown away before measuring began.</summary>
    public required SimDuration WarmUp { get; init; }

    /// <summary>Of the replication, as a run of it has.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>Place among the measured requests by response time; the slowest has 1.</summary>
    public int RankOf(RequestResponse request) => Measured.IndexOf(request) + 1;
}
