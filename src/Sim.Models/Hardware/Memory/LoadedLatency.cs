namespace Sim.Models.Hardware.Memory;

/// <summary>How memory latency rises with bandwidth: lat(u) = l0 (1.04 + 0.32 u² / (1.15 - u)).</summary>
/// <remarks>Own fit to a published loaded-latency curve of a 2-socket Skylake (largest error 8 %), within 14 % on a second machine.
/// Source: cpu-and-memory reference 6.2.</remarks>
public static class LoadedLatency
{
    /// <summary>Latency over idle latency.</summary>
    /// <param name="utilisation">Bandwidth over peak, 0 to 1.</param>
    public static double Factor(double utilisation) =>
        1.04 + (0.32 * utilisation * utilisation / (1.15 - Math.Min(1, utilisation)));
}
