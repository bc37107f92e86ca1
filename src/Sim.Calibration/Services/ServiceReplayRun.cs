namespace Sim.Calibration.Services;

/// <summary>What one replication says of one service; times in nanoseconds.</summary>
/// <param name="Requests">Requests completed.</param>
/// <param name="Throughput">Requests a second.</param>
/// <param name="Mean">Mean response time.</param>
/// <param name="P50">Median.</param>
/// <param name="P99">99th percentile.</param>
/// <param name="ServerCpu">CPU seconds of the server process.</param>
public sealed record ServiceReplayRun(long Requests, double Throughput, double Mean, double P50, double P99, double ServerCpu);
