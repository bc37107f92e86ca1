using System.Collections.Immutable;
using Sim.Core.Time;
using Sim.Models.Hardware.Cpu;

namespace Sim.Models.Hypervisor.Kvm;

/// <summary>Linux' menu governor: the deepest state that pays for the predicted idle time, and the deepest of all from the next tick on.</summary>
/// <remarks>
/// Models the detector of repeating idle times, and the tick that keeps running while a shallow state is chosen and makes the governor
/// choose again. Leaves out the next timer with its correction factors, and the phase of the tick: it comes one period after the pCPU went
/// idle. Source: Linux drivers/cpuidle/governors/menu.c, menu_select; cpu-and-memory reference 1.11. Page: docs/models/cpu.md.
/// </remarks>
/// <param name="states">The states, the shallowest first.</param>
/// <param name="deepest">The deepest that the latency limit allows.</param>
/// <param name="tick">Period of the scheduler's tick.</param>
/// <param name="pcpus">pCPUs of the host.</param>
public sealed class MenuIdle(ImmutableArray<IdleState> states, int deepest, SimDuration tick, int pcpus) : IIdleGovernor
{
    private readonly TypicalIdle _typical = new(pcpus);

    /// <inheritdoc />
    public int Choose(int pcpu)
    {
        var predicted = _typical.Predict(pcpu);
        var state = deepest;
        while (state > 0 && states[state].Residency > predicted) state--;
        return state;
    }

    /// <inheritdoc />
    public void OnIdleEnded(int pcpu, SimDuration idle) => _typical.Note(pcpu, idle);

    /// <inheritdoc />
    public int Deeper(int state, out SimDuration after)
    {
        after = tick;
        return state < deepest ? deepest : -1;
    }
}
