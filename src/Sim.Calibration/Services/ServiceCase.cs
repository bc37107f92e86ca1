using System.Collections.Immutable;
using Sim.Models.Parameters;

namespace Sim.Calibration.Services;

/// <summary>One measured mix of services and neighbours.</summary>
public sealed record ServiceCase
{
    [Parameter("Its name.")]
    public required string Name { get; init; }

    [Parameter("Threads on the servers' CPU that belong to nobody measured, each in its own cgroup: always-busy, or poisson 50/s exponential 2 ms.")]
    public required ImmutableArray<string> Neighbours { get; init; }

    [Parameter("The services that were loaded at once.")]
    public required ImmutableArray<ServiceLoad> Services { get; init; }

    /// <summary>Whether demands may be fitted to it: one service with one client, and nobody beside it.</summary>
    public bool IsAlone => Neighbours.IsEmpty && Services is [{ Clients: 1 }];
}
