using Sim.Core.Time;

namespace Sim.Models.Hypervisor.Esxi;

/// <summary>ESXi's use of lower clocks: the slowest that keeps a pCPU's load below a threshold.</summary>
/// <remarks>
/// The threshold and the sampling are VMware's (Power.MaxCpuLoad, Power.TimerHz); that the clock is lowered just so far is assumed. Leaves
/// out Cpu.NonTimerWakeupRate (no lower clock for a vCPU with more than 500 wake-ups a second).
/// Source: settings of ESXi 6.x; cpu-and-memory 2.8. Page: docs/models/cpu.md.
/// </remarks>
/// <param name="period">Period of the samples.</param>
/// <param name="maxLoad">The threshold, above 0 and at most 1.</param>
public sealed class LoadClock(SimDuration period, double maxLoad) : IClockGovernor
{
    private readonly long _threshold = (long)(65536 * maxLoad);

    /// <inheritdoc />
    public SimDuration Period => period;

    /// <inheritdoc />
    public long Wanted(int pcpu, long busy, long clock) => busy * clock / _threshold;
}
