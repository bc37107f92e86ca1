namespace Sim.Calibration.Traces.Fio;

/// <summary>A percentile that fio printed.</summary>
/// <param name="Percent">Share of I/Os at or below, 0 to 100.</param>
/// <param name="Nanoseconds">The latency.</param>
public readonly record struct LatencyPercentile(double Percent, double Nanoseconds);
