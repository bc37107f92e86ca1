using Sim.Planning.Cost;
using Sim.Planning.Decisions;
using Sim.Scenarios.Input;
using Sim.Scenarios.Units;
using Sim.Testing;

namespace Sim.Planning.Tests.Decisions;

public sealed class ComparisonTests
{
    // One year, no discount: the difference kvm - esxi is a straight line in every price.
    private static readonly PlanningCase OneYear = OneYearOf(PlanText.Read());

    [Fact]
    public void The_cheaper_alternative_wins_by_the_difference_of_present_values()
    {
        var comparison = Comparison.Of(PlanText.Read(), "kvm", "esxi");
        Assert.Equal(comparison.First.NetPresentValue - comparison.Second.NetPresentValue, comparison.Difference.Value, 1e-6);
        Assert.Equal(comparison.Difference.Value < 0 ? "kvm" : "esxi", comparison.Winner);
        Assert.Equal(comparison.Difference.Value / comparison.Second.NetPresentValue, comparison.RelativeDifference.Value, 1e-12);
        Assert.Equal(comparison.Difference.Value / comparison.First.VmMonths, comparison.DifferencePerVmMonth.Value, 1e-9);
    }

    [Fact]
    public void Swapping_the_sides_mirrors_the_interval()
    {
        var (there, back) = (Comparison.Of(PlanText.Read(), "kvm", "esxi"), Comparison.Of(PlanText.Read(), "esxi", "kvm"));
        Assert.Equal(there.Winner, back.Winner);
        Assert.Equal(there.Difference.Low, -back.Difference.High, 1e-6);
        Assert.Equal(there.Difference.High, -back.Difference.Low, 1e-6);
    }

    // Six against eight hosts, one year, no discount. Esxi: 60,000 + 192 c + 6-host power and space; kvm: 80,000 + 1,600 + 50,000 + half a year of
    // esxi's (192 c + power + space) + 8-host power and space. Equal at 96 c = 71,600 + P8 - P6 / 2 with
    // P6 = 1,445.40 + 4,320 = 5,765.40 and P8 = 8 hosts at 0.5 x 100/128 = 0.390625, 178.125 W: 1,872.45 + 8 x 0.3 x 12 x 200 = 5,760, together 7,632.45.
    // c = (71,600 + 7,632.45 - 2,882.70) / 96 = 795.3099; beyond the factor of 3 that is searched by default, within 10.
    [Fact]
    public void Licence_price_flips_where_the_algebra_says()
    {
        var wide = Comparison.Of(OneYear, "kvm", "esxi", new PlausibleRange { PriceFactor = 10 });
        Assert.Equal("esxi", wide.Winner);
        Assert.Equal((71_600 + 7_632.45 - 2_882.70) / 96, Flip(wide, "lines.core").Value!.Value, 1e-5);
        var narrow = Comparison.Of(OneYear, "kvm", "esxi");
        Assert.Null(Flip(narrow, "lines.core").Value);
        Assert.Contains("does not flip within 33.33..300 USD per core-year", Flip(narrow, "lines.core").ToString(), StringComparison.Ordinal);
    }

    // Every reported flip really changes the winner, and just before it the winner is still the same.
    [Fact]
    public void Flip_points_separate_the_winners()
    {
        var planning = PlanningCase.Read(Repository.PathOf("tests/Sim.Planning.Tests/Data/kvm-or-esxi.plan.yaml")).Value;
        var comparison = Comparison.Of(planning, "kvm", "esxi");
        Assert.Contains(comparison.FlipPoints, flip => flip.Value is not null);
        foreach (var flip in comparison.FlipPoints)
        {
            if (flip.Value is not { } value) continue;
            Assert.InRange(value, flip.Input.PlausibleLow, flip.Input.PlausibleHigh);
            Assert.Equal(-Math.Sign(comparison.Difference.Value), SignAt(value));
            // One 1e-6th of the way back towards the base: the bisection stops at 1e-9 of the range.
            Assert.Equal(Math.Sign(comparison.Difference.Value), SignAt(value + ((flip.Input.Base - value) * 1e-6)));
            int SignAt(double at)
            {
                var changed = flip.Input.With(planning, at);
                return Math.Sign(TotalCost.Of(changed, "kvm").NetPresentValue - TotalCost.Of(changed, "esxi").NetPresentValue);
            }
        }

        var closeness = comparison.FlipPoints.Select(flip => flip.Closeness ?? double.PositiveInfinity).ToArray();
        Assert.Equal(closeness.Order(), closeness);
    }

    // Both sides pay labour alike: the span of an administrator moves both totals by hundreds of thousands and the difference not at all.
    [Fact]
    public void Shared_inputs_cancel_in_the_difference()
    {
        var effect = Assert.Single(Comparison.Of(PlanText.Read(), "kvm", "esxi").Difference.Effects, effect => effect.Input.Name == "factors.vms-per-administrator");
        Assert.Equal(0, effect.Span, 1e-6);
        Assert.NotEqual(
            TotalCost.Of(effect.Input.With(PlanText.Read(), 25), "kvm").NetPresentValue, TotalCost.Of(PlanText.Read(), "kvm").NetPresentValue);
    }

    // The base difference is 71,600 + 7,632.45 - 2,882.70 - 9,600 (96 cores-years at 100) = 66,749.75.
    // With the other ends collapsed, two sources remain: moving 100 VMs at 500 (300..3,000): -20,000 / +250,000, and the box at 10,000 (8,000..13,000)
    // times the two extra hosts: -4,000 / +6,000. Quadrature: sqrt(20,000^2 + 4,000^2) = 20,396 below, sqrt(250,000^2 + 6,000^2) above.
    [Fact]
    public void Quadrature_worked_by_hand()
    {
        var comparison = Comparison.Of(TwoSources(OneYear), "kvm", "esxi");
        Assert.Equal(66_749.75, comparison.Difference.Value, 1e-6);
        Assert.Equal(66_749.75 - Math.Sqrt((20_000.0 * 20_000) + (4_000.0 * 4_000)), comparison.Difference.Low, 1e-6);
        Assert.Equal(66_749.75 + Math.Sqrt((250_000.0 * 250_000) + (6_000.0 * 6_000)), comparison.Difference.High, 1e-6);
        Assert.Equal("lines.move", comparison.Difference.Effects[0].Input.Name);
    }

    // At 100 a core-year esxi leads by 66,749.75, more than the 20,396 the lower side moves: established. At 700 it leads by
    // 66,749.75 - 96 x 600 = 9,149.75, less than that: not established.
    [Theory]
    [InlineData(100, true)]
    [InlineData(700, false)]
    public void Established_means_the_interval_excludes_zero(double price, bool established)
    {
        var planning = TwoSources(OneYear);
        var comparison = Comparison.Of(planning with { Prices = planning.Prices.WithPrice("core", price) }, "kvm", "esxi");
        Assert.Equal("esxi", comparison.Winner);
        Assert.Equal(established, comparison.IsEstablished);
        Assert.Equal(!established, comparison.Verdict.StartsWith("not established", StringComparison.Ordinal));
    }

    [Fact]
    public void An_alternative_against_its_copy_has_no_winner()
    {
        var planning = PlanText.Read();
        planning = planning with { Plan = planning.Plan with { Alternatives = planning.Plan.Alternatives.Add("twin", planning.Alternative("esxi")) } };
        var comparison = Comparison.Of(planning, "esxi", "twin");
        Assert.Null(comparison.Winner);
        Assert.False(comparison.IsEstablished);
        Assert.All(comparison.FlipPoints, flip => Assert.Null(flip.Value));
    }

    [Fact]
    public void Cumulative_cash_ends_at_the_difference_of_totals()
    {
        var comparison = Comparison.Of(PlanText.Read(), "kvm", "esxi");
        Assert.Equal(
            comparison.First.Cash.Total.Value - comparison.Second.Cash.Total.Value, comparison.CumulativeCashDifference[^1], 1e-6);
        Assert.Equal(5, comparison.CumulativeCashDifference.Length);
    }

    [Fact]
    public void Budget_gate_converts_and_decides()
    {
        var planning = PlanText.Read();
        var cash = TotalCost.Of(planning, "esxi").Cash.Total.Value;
        // 1.25 USD for a euro.
        Assert.True(BudgetGate.Of(planning, "esxi", BudgetMeasure.Cash, new Money((cash / 1.25) + 1, "EUR")).Passes);
        var gate = BudgetGate.Of(planning, "esxi", BudgetMeasure.Cash, new Money(cash - 1, "USD"));
        Assert.False(gate.Passes);
        Assert.False(gate.IsEstablished);
        // The dearest year of esxi is the first: 60,000 + 19,200 + 1,445.40 + 4,320 + 200,000.
        Assert.Equal(284_965.40, BudgetGate.Of(planning, "esxi", BudgetMeasure.DearestYear, new Money(1, "USD")).Actual.Value, 1e-6);
        Assert.Throws<InputException>(() => BudgetGate.Of(planning, "esxi", BudgetMeasure.Cash, new Money(1, "CHF")));
    }

    [Fact]
    public void A_wider_uncertainty_never_narrows_the_interval()
    {
        var planning = PlanText.Read();
        var narrow = Comparison.Of(planning, "kvm", "esxi").Difference;
        var wide = Comparison.Of(planning.With("kvm", kvm => kvm with { Density = kvm.Density! with { Low = 10, High = 24 } }), "kvm", "esxi").Difference;
        Assert.True(wide.Low < narrow.Low && wide.High > narrow.High);
    }

    private static FlipPoint Flip(Comparison comparison, string input) => Assert.Single(comparison.FlipPoints, flip => flip.Input.Name == input);

    private static PlanningCase TwoSources(PlanningCase planning)
    {
        foreach (var name in new[] { "kvm", "esxi" })
            planning = planning.With(name, alternative => alternative with { Density = alternative.Density! with { Low = null, High = null } });
        var prices = planning.Prices;
        return planning with
        {
            Prices = prices with
            {
                Lines = prices.Lines.SetItem("kwh", prices.Line("kwh") with { Low = null, High = null }),
                Exchange = prices.Exchange.SetItem("EUR", prices.Exchange["EUR"] with { Low = null, High = null }),
            },
        };
    }

    private static PlanningCase OneYearOf(PlanningCase planning) =>
        planning with { Plan = planning.Plan with { Horizon = 12, DiscountRate = 0 } };
}
