using System.Collections.Immutable;
using Sim.Estate.Demand;
using Sim.Estate.RvTools;
using Sim.Models.Scenarios;
using Sim.Planning.Prices;
using Sim.Planning.Power;
using Sim.Scenarios.Binding;

namespace Sim.Planning.Capacity;

/// <summary>A plan with everything it names read and checked.</summary>
/// <param name="Spec">The plan.</param>
/// <param name="Host">The candidate host, with what a calibration profile measured.</param>
/// <param name="Import">The estate and the quality of its data.</param>
/// <param name="Demand">What every running VM asks for.</param>
/// <param name="Prices">The price book.</param>
/// <param name="Power">The power curves.</param>
/// <param name="Defaults">What the plan left to defaults.</param>
/// <param name="Files">Every file that determined the plan, in the order read.</param>
public sealed record PlanInputs(
    PlanSpec Spec, HostSpec Host, EstateImport Import, EstateDemand Demand, PriceBook Prices, PowerFile Power,
    ImmutableArray<DefaultUsed> Defaults, ImmutableArray<string> Files);
