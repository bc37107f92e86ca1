using System.Collections.Immutable;
using Sim.Core.Time;
using Sim.Models.Parameters;

namespace Sim.Models.Hardware.Cpu;

/// <summary>One idle state (C-state) of a core.</summary>
/// <remarks>Ready-made tables: <see cref="IdleStateTables"/>. Source: Linux drivers/idle/intel_idle.c, struct cpuidle_state.</remarks>
public sealed record IdleState
{
    /// <summary>Name, e.g. <c>C6</c>.</summary>
    [Parameter("Name, e.g. C6.")]
    public required string Name { get; init; }

    /// <summary>Time from a wake-up to the first instruction.</summary>
    [Parameter("Time from a wake-up to the first instruction.", Min = 0, Max = 10000, Unit = "us")]
    public required SimDuration Exit { get; init; }

    /// <summary>Idle time from which the state pays: a ladder enters it then, a predicting governor chooses it for idle times of at least this.</summary>
    [Parameter("Idle time from which the state pays.", Min = 0, Max = 1000000, Unit = "us")]
    public required SimDuration Residency { get; init; }

    /// <summary>Power of a core in this state, as a share of its active power at the sustained clock.</summary>
    [Parameter("Power of a core in this state as a share of its active power.", Dimension = Dimension.Fraction, Min = 0, Max = 100, Unit = "%",
        Certainty = Certainty.Assumed, Source = "own choice: clocks stopped 30 %, power gated 2 %; measure with turbostat")]
    public double Power { get; init; } = 0.02;

    /// <summary>The state as reports show it.</summary>
    public override string ToString() =>
        Residency == SimDuration.Zero ? $"{Name} at once, exit {Exit}" : $"{Name} from {Residency} on, exit {Exit}";

    /// <summary>C1 at once, and a deep state from some idle time on.</summary>
    /// <param name="shallow">Exit latency of C1.</param>
    /// <param name="after">Idle time from which the core is in the deep state.</param>
    /// <param name="deep">Exit latency of the deep state.</param>
    public static ImmutableArray<IdleState> TwoSteps(SimDuration shallow, SimDuration after, SimDuration deep) =>
    [
        new() { Name = "C1", Exit = shallow, Residency = SimDuration.Zero, Power = IdleStateTables.ClockGated },
        new() { Name = "C6", Exit = deep, Residency = after },
    ];
}
