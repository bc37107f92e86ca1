namespace Sim.Calibration.Disks;

/// <summary>What a replay brought.</summary>
/// <param name="Read">Reads; null without any.</param>
/// <param name="Write">Writes; null without any.</param>
/// <param name="Iops">Reads and writes per second.</param>
/// <param name="MeanLatencyNs">Mean over both, nanoseconds.</param>
/// <param name="LatencySum">Sum over the measured stretch of what each I/O spent in it, picoseconds.</param>
/// <param name="InFlightTime">Time integral of the number of I/Os in flight over the same stretch: equal to <paramref name="LatencySum"/> by Little's law.</param>
public sealed record DiskReplayRun(DiskLatencies? Read, DiskLatencies? Write, double Iops, double MeanLatencyNs, Int128 LatencySum, Int128 InFlightTime);
