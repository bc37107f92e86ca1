using System.Collections.Immutable;
using Sim.Core.Time;
using Sim.Models.Hardware.Cpu;

namespace Sim.Models.Hypervisor;

/// <summary>The deepest idle state that pays for the predicted idle time, and the deepest of all when the governor chooses again.</summary>
/// <remarks>
/// Linux' menu governor asks for a state's residency and chooses again at the tick, which keeps running while a shallow state is chosen; its next timer with the correction factors is
/// left out, and the tick comes one period after the pCPU went idle. ESXi asks for the exit latency times a coefficient and chooses again at every power sample; how it predicts is
/// not published and taken to be as Linux does. Source: Linux drivers/cpuidle/governors/menu.c, menu_select; Power.CStateResidencyCoef of ESXi 6.x; cpu-and-memory
/// 1.11, 2.8. Page: docs/models/cpu.md.
/// </remarks>
/// <param name="least">Idle time from which each state pays, the shallowest first.</param>
/// <param name="deepest">The deepest state that the latency limit allows.</param>
/// <param name="again">Time after which the governor chooses again.</param>
/// <param name="pcpus">pCPUs of the host.</param>
public sealed class PredictedIdle(ImmutableArray<SimDuration> least, int deepest, SimDuration again, int pcpus) : IIdleGovernor
{
    private readonly TypicalIdle _typical = new(pcpus);

    /// <inheritdoc />
    public int Choose(int pcpu)
    {
        var predicted = _typical.Predict(pcpu);
        var state = deepest;
        while (state > 0 && least[state] > predicted) state--;
        return state;
    }

    /// <inheritdoc />
    public void OnIdleEnded(int pcpu, SimDuration idle) => _typical.Note(pcpu, idle);

    /// <inheritdoc />
    public int Deeper(int state, out SimDuration after)
    {
        after = again;
        return state < deepest ? deepest : -1;
    }
}
