using Sim.Core.Time;
using Sim.Models.Hardware.Cpu;
using Sim.Models.Parameters;

namespace Sim.Models.Hypervisor.Kvm;

/// <summary>Power management of a Linux host.</summary>
public sealed record KvmPowerParameters
{
    /// <summary>Who chooses the clock.</summary>
    [Parameter("cpufreq governor: performance or schedutil; without host.cpu.lowestClock there is nothing to choose.",
        Certainty = Certainty.Assumed, Source = "tuned virtual-host sets performance")]
    public KvmClockGovernor Governor { get; init; }

    /// <summary>Who chooses idle states.</summary>
    [Parameter("cpuidle governor: menu, or a ladder of states by idle time.",
        Certainty = Certainty.Assumed, Source = "own choice: the simpler rule; Linux defaults to menu")]
    public KvmIdleGovernor IdleGovernor { get; init; }

    /// <summary>Idle states that take longer to leave are not used; the shallowest always is.</summary>
    [Parameter("PM QoS (/dev/cpu_dma_latency): idle states that take longer to leave are not used.", Min = 0, Max = 10000, Unit = "us",
        Certainty = Certainty.Primary, Source = "Linux Documentation/power/pm_qos_interface.rst: no limit by default")]
    public SimDuration IdleLatencyLimit { get; init; } = SimDuration.FromMilliseconds(10);

    /// <summary>The governors of a host.</summary>
    /// <param name="cpu">Its processors.</param>
    /// <param name="tickRate">Scheduler ticks per second.</param>
    public PowerManagement Build(CpuParameters cpu, double tickRate)
    {
        var deepest = 0;
        for (var state = 1; state < cpu.IdleStates.Length; state++)
        {
            if (cpu.IdleStates[state].Exit <= IdleLatencyLimit) deepest = state;
        }

        var tick = SimDuration.FromSeconds(1 / tickRate);
        return new PowerManagement(
            IdleGovernor == KvmIdleGovernor.Menu ? new PredictedIdle([.. cpu.IdleStates.Select(state => state.Residency)], deepest, tick, cpu.Pcpus) : new LadderIdle(cpu.IdleStates, deepest),
            Governor == KvmClockGovernor.Schedutil ? new Schedutil(tick, cpu.Pcpus) : null);
    }
}
