using System.Collections.Immutable;
using Sim.Core.Time;

namespace Sim.Models.Hardware.Cpu;

/// <summary>Idle states one after the other: a core is in the deepest state whose residency it has been idle for.</summary>
/// <remarks>
/// What promotion in hardware and a ticking ladder governor come to; nothing is predicted, so a long sleep always ends deep.
/// Source: Linux drivers/cpuidle/governors/ladder.c in outline (it counts sleeps rather than time). Page: docs/models/cpu.md.
/// </remarks>
/// <param name="states">The states, the shallowest first.</param>
/// <param name="deepest">The deepest that may be used.</param>
public sealed class LadderIdle(ImmutableArray<IdleState> states, int deepest) : IIdleGovernor
{
    /// <inheritdoc />
    public int Choose(int pcpu) => 0;

    /// <inheritdoc />
    public void OnIdleEnded(int pcpu, SimDuration idle)
    {
        // Nothing is learned.
    }

    /// <inheritdoc />
    public int Deeper(int state, out SimDuration after)
    {
        if (state >= deepest)
        {
            after = SimDuration.Zero;
            return -1;
        }

        after = states[state + 1].Residency;
        return state + 1;
    }
}
