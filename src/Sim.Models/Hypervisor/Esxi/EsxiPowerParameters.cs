using Sim.Core.Time;
using Sim.Models.Hardware.Cpu;
using Sim.Models.Parameters;

namespace Sim.Models.Hypervisor.Esxi;

/// <summary>Host power management of ESXi.</summary>
public sealed record EsxiPowerParameters
{
    /// <summary>The policy.</summary>
    [Parameter("Host power policy: balanced, high-performance or low-power; lower clocks need host.cpu.lowestClock.",
        Certainty = Certainty.Secondary, Source = "cpu-and-memory 2.8: balanced is the default")]
    public EsxiPowerPolicy Policy { get; init; }

    /// <summary>How idle states are chosen.</summary>
    [Parameter("How idle states are chosen: a ladder by idle time, or by the predicted residency.",
        Certainty = Certainty.Assumed, Source = "own choice: the simpler rule; ESXi's custom policy goes by residency")]
    public EsxiIdleChoice Idle { get; init; }

    /// <summary>Load up to which the balanced policy uses lower clocks.</summary>
    [Parameter("Power.MaxCpuLoad: load of a pCPU up to which the balanced policy uses lower clocks.", Dimension = Dimension.Fraction, Min = 1, Max = 99, Unit = "%",
        Certainty = Certainty.Primary, Source = "settings of ESXi 6.x")]
    public double MaxCpuLoad { get; init; } = 0.6;

    /// <summary>The same of the low-power policy.</summary>
    [Parameter("The same of the low-power policy.", Dimension = Dimension.Fraction, Min = 1, Max = 99, Unit = "%",
        Certainty = Certainty.Assumed, Source = "not published; own choice")]
    public double LowPowerLoad { get; init; } = 0.9;

    /// <summary>Power samples per second.</summary>
    [Parameter("Power.TimerHz: power samples per second.", Dimension = Dimension.Rate, Min = 10, Max = 1000, Unit = "/s",
        Certainty = Certainty.Primary, Source = "settings of ESXi 6.x")]
    public double TimerRate { get; init; } = 100;

    /// <summary>Idle states that take longer to leave are not used.</summary>
    [Parameter("Power.CStateMaxLatency: idle states that take longer to leave are not used.", Min = 0, Max = 10000, Unit = "us",
        Certainty = Certainty.Primary, Source = "settings of ESXi 6.x")]
    public SimDuration CStateMaxLatency { get; init; } = SimDuration.FromMicroseconds(500);

    /// <summary>An idle state is avoided when its exit latency times this exceeds the predicted idle time.</summary>
    [Parameter("Power.CStateResidencyCoef: times exit latency, the idle time that an idle state must be predicted to last.", Min = 1, Max = 1000,
        Certainty = Certainty.Primary, Source = "settings of ESXi 6.x")]
    public int CStateResidencyCoef { get; init; } = 5;

    /// <summary>The governors of a host.</summary>
    /// <param name="cpu">Its processors.</param>
    public PowerManagement Build(CpuParameters cpu)
    {
        if (Policy == EsxiPowerPolicy.HighPerformance) return new PowerManagement(new LadderIdle(cpu.IdleStates, deepest: 0), Clock: null);
        var deepest = 0;
        for (var state = 1; state < cpu.IdleStates.Length; state++)
        {
            if (cpu.IdleStates[state].Exit <= CStateMaxLatency) deepest = state;
        }

        var sample = SimDuration.FromSeconds(1 / TimerRate);
        return new PowerManagement(
            Idle == EsxiIdleChoice.Residency ? new PredictedIdle([.. cpu.IdleStates.Select(state => state.Exit * CStateResidencyCoef)], deepest, sample, cpu.Pcpus) : new LadderIdle(cpu.IdleStates, deepest),
            cpu.LowestClock is null ? null : new LoadClock(sample, Policy == EsxiPowerPolicy.LowPower ? LowPowerLoad : MaxCpuLoad));
    }
}
