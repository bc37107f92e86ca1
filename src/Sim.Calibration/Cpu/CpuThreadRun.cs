namespace Sim.Calibration.Cpu;

/// <summary>What one thread did in one run, measured or replayed; times in nanoseconds.</summary>
/// <param name="Run">Run, from 0.</param>
/// <param name="Group">Index of its group.</param>
/// <param name="Thread">Index over all groups.</param>
/// <param name="Requests">Requests or busy pieces completed.</param>
/// <param name="Mean">Mean response time.</param>
/// <param name="P50">Median.</param>
/// <param name="P90">90th percentile.</param>
/// <param name="P99">99th percentile.</param>
/// <param name="CpuSeconds">CPU time of the thread.</param>
/// <param name="TakenSeconds">CPU time of the case's CPUs that others used or the machine's own host took during the run; the same for all of its threads, 0 where it was not recorded.</param>
public sealed record CpuThreadRun(
    int Run, int Group, int Thread, long Requests, double Mean, double P50, double P90, double P99, double CpuSeconds, double TakenSeconds = 0);
