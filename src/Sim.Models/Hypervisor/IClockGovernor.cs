using Sim.Core.Time;

namespace Sim.Models.Hypervisor;

/// <summary>Policy only: which clock each pCPU should have. The dispatcher samples, the processor's turbo limit has the last word.</summary>
public interface IClockGovernor
{
    /// <summary>How often pCPUs are sampled.</summary>
    SimDuration Period { get; }

    /// <summary>The clock that a pCPU wants after a sample, as a share of the fastest clock in 1/65536; above 1 is the fastest.</summary>
    /// <param name="pcpu">The pCPU.</param>
    /// <param name="busy">Share of the period that it was not idle, in 1/65536.</param>
    /// <param name="clock">The clock it had, as a share of the fastest, in 1/65536.</param>
    long Wanted(int pcpu, long busy, long clock);
}
