using System.Collections.Immutable;
using Sim.Core.Time;

namespace Sim.Models.Hardware.Cpu;

/// <summary>Idle states of real processors, as their Linux driver lists them.</summary>
/// <remarks>
/// Latencies are the driver's worst cases and residencies its break-even times; powers are not published and assumed. AMD processors take
/// their tables from the firmware (ACPI _CST), so there is none to cite. Source: Linux drivers/idle/intel_idle.c, skx_cstates, icx_cstates
/// (C6 re-measured for 5.13: 170 us, 600 us).
/// </remarks>
public static class IdleStateTables
{
    /// <summary>Power of a core whose clocks are stopped, share of its active power; assumed.</summary>
    internal const double ClockGated = 0.3;

    /// <summary>Clock-gated at the lowest voltage; assumed.</summary>
    private const double LowVoltage = 0.2;

    /// <summary>Xeon Scalable, first and second generation (Skylake-SP, Cascade Lake).</summary>
    public static ImmutableArray<IdleState> SkylakeServer { get; } = [State("C1", 2, 2, ClockGated), State("C1E", 10, 20, LowVoltage), State("C6", 133, 600, 0.02)];

    /// <summary>Xeon Scalable, third generation (Ice Lake-SP).</summary>
    public static ImmutableArray<IdleState> IceLakeServer { get; } = [State("C1", 1, 1, ClockGated), State("C1E", 4, 4, LowVoltage), State("C6", 170, 600, 0.02)];

    private static IdleState State(string name, double exit, double residency, double power) =>
        new() { Name = name, Exit = SimDuration.FromMicroseconds(exit), Residency = SimDuration.FromMicroseconds(residency), Power = power };
}
