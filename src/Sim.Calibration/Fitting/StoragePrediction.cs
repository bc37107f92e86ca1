namespace Sim.Calibration.Fitting;

/// <summary>What the closed form says of a load.</summary>
/// <param name="Iops">Reads and writes per second.</param>
/// <param name="LatencyMeanNs">Mean over reads and writes, nanoseconds.</param>
/// <param name="ReadLatencyNs">Mean of reads, nanoseconds; 0 without reads.</param>
/// <param name="WriteLatencyNs">Mean of writes, nanoseconds; 0 without writes.</param>
/// <param name="Extrapolated">Why the load lies outside what was measured; empty inside.</param>
public sealed record StoragePrediction(double Iops, double LatencyMeanNs, double ReadLatencyNs, double WriteLatencyNs, string Extrapolated);
