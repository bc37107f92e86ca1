using Sim.Models.Parameters;
using Sim.Planning.Decisions;
using Sim.Scenarios.Units;

namespace Sim.Planning.Capacity;

/// <summary>A limit on what an alternative may cost; a plan that breaks it exits with 1.</summary>
public sealed record BudgetSpec
{
    [Parameter("Alternative that must keep the limit.")]
    public required string Alternative { get; init; }

    [Parameter("What is limited.")]
    public required BudgetMeasure Measure { get; init; }

    [Parameter("The limit.", Min = 0, Max = 1e12)]
    public required Money Limit { get; init; }
}
