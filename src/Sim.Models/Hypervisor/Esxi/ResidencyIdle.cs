using System.Collections.Immutable;
using Sim.Core.Time;
using Sim.Models.Hardware.Cpu;

namespace Sim.Models.Hypervisor.Esxi;

/// <summary>The deepest idle state whose exit latency times a coefficient is within the predicted idle time; chosen again at every power sample.</summary>
/// <remarks>
/// The rule is VMware's; how the idle time is predicted is not published and taken from the last eight, as Linux does.
/// Source: Power.CStateMaxLatency and Power.CStateResidencyCoef of ESXi 6.x; cpu-and-memory reference 2.8. Page: docs/models/cpu.md.
/// </remarks>
/// <param name="states">The states, the shallowest first.</param>
/// <param name="deepest">The deepest that the latency limit allows.</param>
/// <param name="coefficient">The coefficient.</param>
/// <param name="sample">Period of the power samples.</param>
/// <param name="pcpus">pCPUs of the host.</param>
public sealed class ResidencyIdle(ImmutableArray<IdleState> states, int deepest, int coefficient, SimDuration sample, int pcpus) : IIdleGovernor
{
    private readonly TypicalIdle _typical = new(pcpus);

    /// <inheritdoc />
    public int Choose(int pcpu)
    {
        var predicted = _typical.Predict(pcpu);
        var state = deepest;
        while (state > 0 && states[state].Exit * (long)coefficient > predicted) state--;
        return state;
    }

    /// <inheritdoc />
    public void OnIdleEnded(int pcpu, SimDuration idle) => _typical.Note(pcpu, idle);

    /// <inheritdoc />
    public int Deeper(int state, out SimDuration after)
    {
        after = sample;
        return state < deepest ? deepest : -1;
    }
}
