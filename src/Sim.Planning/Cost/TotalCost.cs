using System.Collections.Immutable;
using Sim.Planning.Power;
using Sim.Planning.Sizing;

namespace Sim.Planning.Cost;

/// <summary>What one alternative costs over the plan's horizon.</summary>
/// <remarks>Models subscriptions, hardware with replacement, maintenance, energy, space, labour and migration. Leaves out taxes, financing,
/// client access licences, network and shared storage, late-renewal penalties and risk premiums. Page: docs/models/tco.md.</remarks>
public sealed record TotalCost
{
    /// <summary>Name of the alternative.</summary>
    public required string Alternative { get; init; }

    /// <summary>What is paid and when.</summary>
    public required CashView Cash { get; init; }

    /// <summary>The same as expenses with depreciation; never added to <see cref="Cash"/>.</summary>
    public required ExpenseView Expenses { get; init; }

    /// <summary>The cluster behind the cost.</summary>
    public required ClusterPlan Cluster { get; init; }

    /// <summary>Worth today of all payments at the plan's discount rate, in the book's currency.</summary>
    public required double NetPresentValue { get; init; }

    /// <summary>VM-months served over the horizon.</summary>
    public required double VmMonths { get; init; }

    /// <summary>Energy at the facility's meter in each year, kilowatt-hours.</summary>
    public required ImmutableArray<double> KilowattHoursPerYear { get; init; }

    /// <summary>How the power curve was drawn.</summary>
    public required PowerForm PowerForm { get; init; }

    /// <summary>Choices a reader must know to judge the total.</summary>
    public required ImmutableArray<string> Notes { get; init; }

    /// <summary>Undiscounted payments over VM-months, in the book's currency.</summary>
    public double CashPerVmMonth => Cash.Total.Value / VmMonths;

    /// <summary>Net present value over VM-months, in the book's currency: today's money for each month a VM is served.</summary>
    public double PerVmMonth => NetPresentValue / VmMonths;

    /// <summary>Every price-book entry that the total depends on, sorted.</summary>
    public ImmutableArray<string> PricesUsed => [.. Cash.Lines.SelectMany(line => line.Prices).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>Computes the total cost of one alternative.</summary>
    /// <param name="planning">The plan and its prices.</param>
    /// <param name="alternative">Name under <c>alternatives</c>.</param>
    /// <exception cref="Sim.Scenarios.Input.InputException">No such alternative, no density, or a price is missing.</exception>
    public static TotalCost Of(PlanningCase planning, string alternative) => new CostSheet(planning, alternative).Total();
}
