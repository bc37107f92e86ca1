using Sim.Core.Time;
using Sim.Models.Parameters;

namespace Sim.Calibration.Cpu;

/// <summary>The machine that scheduler measurements come from.</summary>
public sealed record CpuScheduleHost
{
    [Parameter("CPUs of the machine; the base slice grows with them.", Min = 1, Max = 4096)]
    public required int Cpus { get; init; }

    [Parameter("What it is, for reports.")]
    public string Kind { get; init; } = "";

    [Parameter("Version of its Linux kernel, e.g. 6.18.")]
    public required string Kernel { get; init; }

    [Parameter("The scheduling policy: eevdf.")]
    public required string Scheduler { get; init; }

    [Parameter("Scheduler ticks per second (CONFIG_HZ).", Min = 100, Max = 1000)]
    public required int Hz { get; init; }

    [Parameter("Version of the cgroup controller: v1 or v2.")]
    public string Cgroup { get; init; } = "";

    [Parameter("Period of CPU quotas.", Key = "cfs_period", Min = 1, Max = 1000, Unit = "ms")]
    public SimDuration CfsPeriod { get; init; } = SimDuration.FromMilliseconds(100);
}
