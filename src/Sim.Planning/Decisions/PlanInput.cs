using Sim.Planning.Cost;

namespace Sim.Planning.Decisions;

/// <summary>One number of a planning case that can be varied.</summary>
/// <param name="Name">Where it stands: <c>lines.vvf</c>, <c>factors.pue</c>, <c>kvm.density</c>, <c>growth</c>, <c>discountRate</c>.</param>
/// <param name="Unit">Its unit in words.</param>
/// <param name="Base">The value of the case.</param>
/// <param name="Low">Low end of its own uncertainty; the base when it has none.</param>
/// <param name="High">High end of its own uncertainty; the base when it has none.</param>
/// <param name="PlausibleLow">Low end of the range searched for a flip.</param>
/// <param name="PlausibleHigh">High end of the range searched for a flip.</param>
/// <param name="With">The case with the value replaced.</param>
public sealed record PlanInput(
    string Name, string Unit, double Base, double Low, double High, double PlausibleLow, double PlausibleHigh, Func<PlanningCase, double, PlanningCase> With)
{
    /// <summary>Whether the case states an uncertainty for it.</summary>
    public bool IsUncertain => Low < Base || High > Base;
}
