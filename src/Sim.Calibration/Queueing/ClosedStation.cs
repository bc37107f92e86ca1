using System.Collections.Immutable;

namespace Sim.Calibration.Queueing;

/// <summary>One station of a closed network: where requests spend time, and how its speed depends on how many are there.</summary>
/// <remarks>
/// Times are in any one unit, the same for all stations. <see cref="Variability"/> corrects first-come-first-served queues for service that is
/// steadier or wilder than exponential by the mean residual service an arrival meets (Reiser 1979); with 1 the solution is exact.
/// </remarks>
public sealed record ClosedStation
{
    private ClosedStation()
    {
    }

    /// <summary>Name for reports.</summary>
    public required string Name { get; init; }

    /// <summary>Mean service a request needs here, all visits together, ≥ 0.</summary>
    public required double Service { get; init; }

    /// <summary>Separate queues that requests choose among at random, ≥ 1, may be fractional; infinity for a delay without queueing.</summary>
    public double Queues { get; init; } = 1;

    /// <summary>Squared coefficient of variation of service, ≥ 0.</summary>
    public double Variability { get; init; } = 1;

    /// <summary>Speed with n present, as a multiple of the speed with one, n = 1, 2, ...; the last holds for all larger n. Empty unless load-dependent.</summary>
    public ImmutableArray<double> Speeds { get; init; } = [];

    /// <summary>A time without queueing: think time, wires, interrupt delivery.</summary>
    public static ClosedStation Delay(string name, double time) => new() { Name = name, Service = time, Queues = double.PositiveInfinity };

    /// <summary>One server with one queue.</summary>
    public static ClosedStation Queue(string name, double service, double variability = 1) =>
        new() { Name = name, Service = service, Variability = variability };

    /// <summary>Slots with a queue each, every request bound to one of them at random: flash dies, one thread a job.</summary>
    public static ClosedStation Slots(string name, double service, double slots, double variability = 1) =>
        new() { Name = name, Service = service, Queues = slots, Variability = variability };

    /// <summary>Servers that share one queue (M/M/c): whoever is free takes the oldest request.</summary>
    public static ClosedStation Servers(string name, double service, int servers) =>
        new() { Name = name, Service = service, Speeds = [.. Enumerable.Range(1, servers).Select(n => (double)n)] };

    /// <summary>A station whose speed with n present is given, exponential service.</summary>
    /// <param name="name">Name for reports.</param>
    /// <param name="service">Mean service time with one request present.</param>
    /// <param name="speeds">Speed with 1, 2, ... present relative to one; all positive; the last holds beyond.</param>
    public static ClosedStation LoadDependent(string name, double service, ImmutableArray<double> speeds) =>
        new() { Name = name, Service = service, Speeds = speeds };

    /// <summary>Shortest mean time between completions, all queues busy.</summary>
    public double Bottleneck => Speeds.IsEmpty ? Service / Queues : Service / Speeds.Max();
}
