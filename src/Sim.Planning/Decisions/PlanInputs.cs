using System.Collections.Immutable;
using Sim.Planning.Cost;
using Sim.Planning.Sizing;

namespace Sim.Planning.Decisions;

/// <summary>Lists the numbers that the totals of some alternatives depend on.</summary>
public static class PlanInputs
{
    /// <summary>Densities, growth, number of VMs, discount rate, dual running and every price, factor and exchange rate used.</summary>
    /// <param name="planning">The case.</param>
    /// <param name="alternatives">Names of the alternatives.</param>
    /// <param name="range">How far a flip is searched.</param>
    public static ImmutableArray<PlanInput> Of(PlanningCase planning, ImmutableArray<string> alternatives, PlausibleRange range)
    {
        var inputs = ImmutableArray.CreateBuilder<PlanInput>();
        foreach (var name in alternatives)
        {
            var density = planning.Alternative(name).Density!;
            inputs.Add(Scaled(
                name + ".density", "VMs per host", density.VmsPerHost, density.Low, density.High, range.DensityFactor, 1,
                (at, value) => at.With(name, alternative => alternative with { Density = alternative.Density! with { VmsPerHost = value } })));
            if (planning.Alternative(name).Migration is { DualRunning: var months })
            {
                inputs.Add(new PlanInput(
                    name + ".dualRunning", "months", months, months, months, 0, Math.Max(months, Math.Min(range.DualRunningHigh, planning.Plan.Horizon)),
                    (at, value) => at.With(name, alternative => alternative with { Migration = alternative.Migration! with { DualRunning = value } })));
            }
        }

        inputs.Add(Growth(planning.Plan.Demand, range));
        inputs.Add(Scaled(
            "vms", "VMs today", planning.Plan.Demand.Vms, null, null, range.PriceFactor, 1,
            (at, value) => at with { Plan = at.Plan with { Demand = at.Plan.Demand with { Vms = value } } }));
        var rate = planning.Plan.DiscountRate;
        inputs.Add(new PlanInput(
            "discountRate", "share a year", rate, rate, rate, 0, Math.Max(rate, range.DiscountRateHigh),
            (at, value) => at with { Plan = at.Plan with { DiscountRate = value } }));
        foreach (var entry in alternatives.SelectMany(name => TotalCost.Of(planning, name).PricesUsed).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
            inputs.Add(Entry(planning, entry, range));
        return inputs.ToImmutable();
    }

    private static PlanInput Entry(PlanningCase planning, string entry, PlausibleRange range)
    {
        var prices = planning.Prices;
        var dot = entry.IndexOf('.', StringComparison.Ordinal);
        var id = entry[(dot + 1)..];
        switch (entry[..dot])
        {
            case "lines":
                var line = prices.Line(id);
                var unit = $"{line.Price.Currency} per {Sim.Scenarios.Binding.FieldNames.ChoiceOf(line.Per.ToString())}";
                return Scaled(entry, unit, line.Price.Amount, line.Low?.Amount, line.High?.Amount, range.PriceFactor, 0,
                    (at, value) => at with { Prices = at.Prices.WithPrice(id, value) });
            case "exchange":
                var rate = prices.Exchange[id];
                return Scaled(entry, rate.Unit, rate.Value, rate.Low, rate.High, range.PriceFactor, 0,
                    (at, value) => at with { Prices = at.Prices.WithExchange(id, value) });
            default:
                var factor = prices.Factor(id);
                // A PUE is at least 1 by definition, and so is the number of VMs of an administrator.
                var floor = factor.Value >= 1 ? 1 : 0;
                return Scaled(entry, factor.Unit, factor.Value, factor.Low, factor.High, range.PriceFactor, floor,
                    (at, value) => at with { Prices = at.Prices.WithFactor(id, value) });
        }
    }

    private static PlanInput Growth(VmDemand demand, PlausibleRange range)
    {
        var growth = demand.GrowthPerYear;
        // A shift keeps the width of the band, so that a policy that buys for the upper end keeps its margin.
        PlanningCase With(PlanningCase at, double value)
        {
            var shift = value - at.Plan.Demand.GrowthPerYear;
            return at with
            {
                Plan = at.Plan with
                {
                    Demand = at.Plan.Demand with
                    {
                        GrowthPerYear = value, GrowthLow = at.Plan.Demand.GrowthLow + shift, GrowthHigh = at.Plan.Demand.GrowthHigh + shift,
                    },
                },
            };
        }

        var spread = growth - (demand.GrowthLow ?? growth);
        return new PlanInput(
            "growth", "share a year", growth, demand.GrowthLow ?? growth, demand.GrowthHigh ?? growth,
            // ln(1 + low) must stay defined for the shifted low end.
            Math.Max(-0.9 + spread, Math.Min(growth - range.GrowthSpan, demand.GrowthLow ?? growth)), Math.Max(growth + range.GrowthSpan, demand.GrowthHigh ?? growth), With);
    }

    private static PlanInput Scaled(
        string name, string unit, double value, double? low, double? high, double factor, double floor, Func<PlanningCase, double, PlanningCase> with) =>
        new(name, unit, value, low ?? value, high ?? value,
            Math.Max(floor, Math.Min(value / factor, low ?? value)), Math.Max(value * factor, high ?? value), with);
}
