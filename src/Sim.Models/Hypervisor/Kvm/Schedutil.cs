using Sim.Core.Time;

namespace Sim.Models.Hypervisor.Kvm;

/// <summary>Linux' schedutil governor: a quarter more clock than the decaying average of utilisation asks for.</summary>
/// <remarks>
/// Models utilisation that is invariant to the clock (busy share times clock over the fastest), its average with a half-life of 32 ms, the
/// margin of 1.25, and a decision at every tick. A pCPU that turns busy so takes tens of milliseconds to the fastest clock. Leaves out
/// util_est, the boost after I/O, and decisions between ticks, which the rate limit allows every 500 us on intel_cpufreq.
/// Source: Linux kernel/sched/cpufreq_schedutil.c, get_next_freq; kernel/sched/pelt.c, y^32 = 1/2 a millisecond. Page: docs/models/cpu.md.
/// </remarks>
public sealed class Schedutil : IClockGovernor
{
    private const int Shift = 16;
    private const double HalfLifeMilliseconds = 32 * 1.024;

    private readonly long[] _utilisation;
    private readonly long _weight;

    /// <summary>All pCPUs unused.</summary>
    /// <param name="tick">Period of the scheduler's tick.</param>
    /// <param name="pcpus">pCPUs of the host.</param>
    public Schedutil(SimDuration tick, int pcpus)
    {
        Period = tick;
        _utilisation = new long[pcpus];
        _weight = (long)Math.Round((1 << Shift) * (1 - Math.Pow(0.5, tick.Milliseconds / HalfLifeMilliseconds)));
    }

    /// <inheritdoc />
    public SimDuration Period { get; }

    /// <inheritdoc />
    public long Wanted(int pcpu, long busy, long clock)
    {
        _utilisation[pcpu] += (((busy * clock) >> Shift) - _utilisation[pcpu]) * _weight >> Shift;
        return _utilisation[pcpu] * 5 / 4;
    }
}
