using System.Collections.Immutable;
using Sim.Models.Parameters;
using Sim.Planning.Sizing;

namespace Sim.Planning.Cost;

/// <summary>What a planner asks: these VMs, these alternatives, this many years.</summary>
public sealed record CostPlan
{
    [Parameter("Name of the plan.")]
    public required string Name { get; init; }

    [Parameter("Price book, relative to this file.")]
    public required string PriceBook { get; init; }

    [Parameter("Power curves, relative to this file.")]
    public required string PowerFile { get; init; }

    [Parameter("Years counted, whole.", Dimension = Dimension.Months, Min = 1, Max = 15, Unit = "years")]
    public required int Horizon { get; init; }

    [Parameter("Discount rate a year; no value is neutral, so there is no default.", Dimension = Dimension.Fraction, Min = 0, Max = 50, Unit = "%")]
    public required double DiscountRate { get; init; }

    [Parameter("The VMs.")]
    public required VmDemand Demand { get; init; }

    [Parameter("What is kept free.")]
    public HeadroomPolicy Policy { get; init; } = new();

    [Parameter("Operating systems inside the VMs.")]
    public GuestSpec Guests { get; init; } = new();

    [Parameter("What running hosts costs.")]
    public required OperationsSpec Operations { get; init; }

    [Parameter("Alternatives by name.")]
    public required ImmutableSortedDictionary<string, AlternativeSpec> Alternatives { get; init; }

    /// <summary>Years counted.</summary>
    public int Years => Horizon / 12;
}
