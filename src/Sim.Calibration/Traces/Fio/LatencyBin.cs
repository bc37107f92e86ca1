namespace Sim.Calibration.Traces.Fio;

/// <summary>One bin of fio's log-linear latency histogram (json+).</summary>
/// <param name="Nanoseconds">The middle of the bin; bins are at most 1/64 wide, so it is right within 0.8 %.</param>
/// <param name="Count">I/Os whose completion latency fell into the bin.</param>
public readonly record struct LatencyBin(double Nanoseconds, long Count);
