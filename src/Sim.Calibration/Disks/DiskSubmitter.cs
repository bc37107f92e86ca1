namespace Sim.Calibration.Disks;

/// <summary>CPU time of a thread that submits I/Os and reaps them, nanoseconds; one thread does one thing at a time, so these bound its throughput.</summary>
/// <param name="SubmitNs">The submitting call.</param>
/// <param name="SubmitPerKibNs">What every KiB adds to it (pinning pages).</param>
/// <param name="KickNs">What telling a sleeping disk adds to it: in a guest an exit.</param>
/// <param name="ReapNs">Taking one completion and preparing the next I/O.</param>
/// <param name="WakeNs">Waking up after having slept for completions.</param>
public sealed record DiskSubmitter(double SubmitNs, double SubmitPerKibNs, double KickNs, double ReapNs, double WakeNs);
