using System.Collections.Immutable;
using Sim.Models.Parameters;
using Sim.Models.Scenarios;
using Sim.Planning.Cost;
using Sim.Planning.Density;
using Sim.Planning.Sizing;

namespace Sim.Planning.Capacity;

/// <summary>A capacity plan: an estate, a candidate host, an SLO and the money. What <c>hvsim plan</c> reads.</summary>
public sealed record PlanSpec
{
    [Parameter("Name of the plan.")]
    public required string Name { get; init; }

    [Parameter("What the plan is about.")]
    public string Description { get; init; } = "";

    [Parameter("The VMs.")]
    public required EstateSource Estate { get; init; }

    [Parameter("The candidate host that is simulated and bought.")]
    public required HostSpec Host { get; init; }

    [Parameter("Knobs of both hypervisors; 'kind' is ignored, every alternative says what it simulates.")]
    public HypervisorSpec Hypervisor { get; init; } = new();

    [Parameter("How long and how often to simulate.")]
    public MeasurementSpec Measurement { get; init; } = new();

    [Parameter("What must hold on every host.")]
    public required SloSpec Slo { get; init; }

    [Parameter("How finely to search for the density.")]
    public DensitySpec Search { get; init; } = new();

    [Parameter("How the estate grows.")]
    public required GrowthSpec Growth { get; init; }

    [Parameter("What is kept free.")]
    public HeadroomPolicy Policy { get; init; } = new();

    [Parameter("Years counted, whole.", Dimension = Dimension.Months, Min = 1, Max = 15, Unit = "years")]
    public required int Horizon { get; init; }

    [Parameter("Discount rate a year; no value is neutral, so there is no default.", Dimension = Dimension.Fraction, Min = 0, Max = 50, Unit = "%")]
    public required double DiscountRate { get; init; }

    [Parameter("Price book, relative to this file.")]
    public required string PriceBook { get; init; }

    [Parameter("Power curves, relative to this file.")]
    public required string PowerFile { get; init; }

    [Parameter("What one candidate host costs.")]
    public required PurchaseSpec Purchase { get; init; }

    [Parameter("Guest licences; the share of Windows VMs is counted in the estate.")]
    public GuestSpec Guests { get; init; } = new();

    [Parameter("What running hosts costs.")]
    public required OperationsSpec Operations { get; init; }

    [Parameter("The two alternatives by name.")]
    public required ImmutableSortedDictionary<string, ChoiceSpec> Alternatives { get; init; }

    [Parameter("Limits on cost.")]
    public ImmutableArray<BudgetSpec> Budgets { get; init; } = [];
}
