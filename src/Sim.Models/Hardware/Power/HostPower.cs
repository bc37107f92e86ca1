using Sim.Models.Hardware.Cpu;
using Sim.Models.Parameters;

namespace Sim.Models.Hardware.Power;

/// <summary>Electrical power of a host by what its cores do: a constant part, one for each socket awake, one for each core by clock and idle state.</summary>
/// <remarks>
/// Models the processors; drives, memory and network are in the constant part at the load they have when the two ends of the curve are
/// measured. Leaves out the second thread's power, voltage steps, temperature and fans that follow it. The defaults are solved from three
/// points of one published curve, so take them as an order of magnitude and replace them with two readings of your own server.
/// Source: equations in docs/models/power.md; SPECpower_ssj2008 20170829-00780. Page: docs/models/power.md.
/// </remarks>
public sealed record HostPower
{
    /// <summary>Everything but the processors, and the processors asleep, watts.</summary>
    [Parameter("Host with every core in its deepest idle state, without what the cores still draw there.", Dimension = Dimension.Power, Min = 0, Max = 10000, Unit = "W",
        Certainty = Certainty.Assumed, Source = "solved from SPECpower 20170829-00780 (52.3 W idle), read as 2 x 28 cores")]
    public double Static { get; init; } = 45;

    /// <summary>One socket with a core active: caches, mesh and memory controllers awake, watts.</summary>
    [Parameter("One socket that is awake: one core active or more.", Dimension = Dimension.Power, Min = 0, Max = 2000, Unit = "W",
        Certainty = Certainty.Assumed, Source = "solved from SPECpower 20170829-00780 (129 W at 10 %), read as 2 x 28 cores")]
    public double Socket { get; init; } = 20;

    /// <summary>One core active at the sustained clock, watts.</summary>
    [Parameter("One core active at the sustained clock.", Dimension = Dimension.Power, Min = 0, Max = 200, Unit = "W",
        Certainty = Certainty.Assumed, Source = "solved from SPECpower 20170829-00780 (457 W at 100 %), read as 2 x 28 cores")]
    public double Core { get; init; } = 6.6;

    /// <summary>Exponent of a core's active power in its clock.</summary>
    [Parameter("Exponent of a core's active power in its clock: 1 at fixed voltage, 3 where voltage rises with the clock.", Min = 1, Max = 3,
        Certainty = Certainty.Assumed, Source = "P = C V^2 f with V in part rising with f; own choice between the two ends")]
    public double ClockExponent { get; init; } = 2.5;

    /// <summary>Power of one core at a clock, watts.</summary>
    /// <param name="ratio">The clock over the sustained clock.</param>
    public double Active(double ratio) => Core * Math.Pow(ratio, ClockExponent);

    /// <summary>Mean power over the time that the accounts cover, watts.</summary>
    /// <param name="cores">The accounts, brought up to date.</param>
    /// <param name="topology">The host.</param>
    public double Mean(CoreStates cores, CoreTopology topology)
    {
        var picojoule = 0.0;
        for (var socket = 0; socket < topology.Sockets; socket++) picojoule += Socket * cores.AwakeTime(socket);
        for (var step = 0; step < cores.Clocks.Clocks.Length; step++)
        {
            var watts = Active((double)cores.Clocks.SpeedOf(step) / ClockTable.Unit);
            for (var core = 0; core < topology.Cores; core++) picojoule += watts * cores.ActiveTime(core, step);
        }

        for (var state = 0; state < cores.States; state++)
        {
            var watts = Core * cores.PowerOf(state);
            for (var core = 0; core < topology.Cores; core++) picojoule += watts * cores.IdleTime(core, state);
        }

        return Static + (picojoule / cores.Accounted.Picoseconds);
    }
}
