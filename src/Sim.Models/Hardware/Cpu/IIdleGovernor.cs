using Sim.Core.Time;

namespace Sim.Models.Hardware.Cpu;

/// <summary>Policy only: decides how deep an idle pCPU sleeps. States are numbered from 0, the shallowest.</summary>
/// <remarks>Source: the callbacks of Linux cpuidle governors (select, reflect), Documentation/driver-api/pm/cpuidle.rst.</remarks>
public interface IIdleGovernor
{
    /// <summary>The state that a pCPU asks for as it goes idle.</summary>
    int Choose(int pcpu);

    /// <summary>A pCPU's idle time is over.</summary>
    /// <param name="pcpu">The pCPU.</param>
    /// <param name="idle">How long it was idle.</param>
    void OnIdleEnded(int pcpu, SimDuration idle);

    /// <summary>Where a core that is still idle goes from a state; always the same.</summary>
    /// <param name="state">The state it is in.</param>
    /// <param name="after">The idle time, from its beginning, at which it goes there.</param>
    /// <returns>The next state, or -1 when it stays.</returns>
    int Deeper(int state, out SimDuration after);
}
