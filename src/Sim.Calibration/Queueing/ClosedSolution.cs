using System.Collections.Immutable;

namespace Sim.Calibration.Queueing;

/// <summary>Steady state of a closed network.</summary>
/// <param name="Throughput">Requests completed in one unit of time.</param>
/// <param name="ResponseTime">Mean time of a request through all stations; population divided by throughput (Little).</param>
/// <param name="Residence">Mean time at each station, in their order.</param>
public sealed record ClosedSolution(double Throughput, double ResponseTime, ImmutableArray<double> Residence);
