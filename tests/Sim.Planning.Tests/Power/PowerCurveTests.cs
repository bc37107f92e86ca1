using System.Collections.Immutable;
using CsCheck;
using Sim.Planning.Power;
using Sim.Scenarios.Input;
using Sim.Testing;

namespace Sim.Planning.Tests.Power;

public sealed class PowerCurveTests
{
    private static readonly PowerFile Shipped = PowerFile.Read(Repository.PathOf("scenarios/power/servers.power.yaml"));
    private static readonly PowerCurve R740 = Shipped.Curve("dell-r740");

    // Table of planning-and-tco 3.1.
    [Theory]
    [InlineData("dell-r740", 0, 52.3)]
    [InlineData("dell-r740", 0.5, 224)]
    [InlineData("dell-r740", 1, 457)]
    [InlineData("ibm-x3650-m2", 0.3, 139)]
    [InlineData("ibm-x3550-m3", 0.7, 170)]
    [InlineData("dell-r830", 1, 562)]
    [InlineData("dell-r640", 0.2, 151)]
    [InlineData("dell-r940", 0.9, 820)]
    [InlineData("hp-ml110-g5", 0.1, 97)]
    public void Shipped_curves_hold_the_table(string id, double utilisation, double watts) => Assert.Equal(watts, Shipped.Curve(id).At(utilisation), 9);

    // Between 10 % (129 W) and 20 % (147 W): 15 % is 138 W.
    [Fact]
    public void Points_are_joined_by_straight_lines()
    {
        Assert.Equal(138, R740.At(0.15), 9);
        Assert.Equal(PowerForm.PiecewiseLinear, R740.Form);
    }

    // R740 at a steady 50 %, PUE 1.54, 0.146 USD/kWh: 224 W x 8.76 x 1.54 x 0.146 = 441.19 USD a year.
    [Fact]
    public void A_year_at_half_load_costs_441_19() =>
        Assert.Equal(441.19, EnergyCost.PerYear(R740.Mean(UtilisationDistribution.Steady(0.5)), 1.54, 0.146), 0.005);

    // Line from 52.3 to 457 W: at 10 % 92.77 W against 129 W = 28.1 % low; at 70 % 335.59 W against 292 W = 14.9 % high.
    [Theory]
    [InlineData(0.1, -0.281)]
    [InlineData(0.7, 0.149)]
    public void The_line_misleads_as_the_reference_says(double utilisation, double error)
    {
        var line = PowerCurve.Line("R740", R740.Idle, R740.Maximum);
        Assert.Equal(PowerForm.Line, line.Form);
        Assert.Equal(error, (line.At(utilisation) / R740.At(utilisation)) - 1, 0.0005);
    }

    // Half the time idle (52.3 W), half at full load (457 W): mean 254.65 W, while the power at the mean load of 50 % is 224 W.
    [Fact]
    public void Mean_power_is_not_power_at_the_mean()
    {
        var utilisation = UtilisationDistribution.FromSamples([0, 1]);
        Assert.Equal(0.5, utilisation.Mean);
        Assert.Equal(254.65, R740.Mean(utilisation), 9);
    }

    // Idle 100 W and maximum 504.7 W stretch nothing (504.7 - 100 = 457 - 52.3) and lift every point by 47.7 W.
    [Fact]
    public void Scaling_keeps_the_shape()
    {
        Assert.Equal(224 + 47.7, R740.ScaledTo(100, 504.7).At(0.5), 9);
        Assert.Equal((100, 900), (R740.ScaledTo(100, 900).Idle, Math.Round(R740.ScaledTo(100, 900).Maximum, 9)));
    }

    // s(1) = (35 + 1.05 x 0.95 x (2 x 290 + 16 x 23.7 + 2 x 11.2 + 19)) / 0.95 = (35 + 0.9975 x 1000.6) / 0.95 = 1087.472 W;
    // fans on the slope (140 - 28.6) / (911 - 320) = 0.188494: 140 + 0.188494 x 176.472 = 173.264 W. Sum 1260.736 W.
    [Fact]
    public void Components_follow_the_formula()
    {
        var pieces = ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, new Dictionary<string, double>(StringComparer.Ordinal)
        {
            ["base-2u"] = 1, ["cpu-genoa-80"] = 2, ["ddr5-64gib"] = 16, ["nvme-2tb"] = 2, ["nic-100g"] = 1,
        });
        var curve = Shipped.Components!.Of("two sockets", pieces);
        Assert.Equal(PowerForm.Components, curve.Form);
        Assert.Equal(1260.736, curve.Maximum, 0.01);
        // s(0) = (35 + 1.05 x 0.085 x 1000.6) / 0.95 = 130.846 W, below the first fan point: fans 28.6 x 130.846 / 320 = 11.694 W.
        Assert.Equal(142.540, curve.Idle, 0.01);
    }

    [Fact]
    public void An_unknown_part_names_the_nearest()
    {
        var failure = Assert.Throws<InputException>(() => Shipped.Components!.Of("x", ImmutableSortedDictionary<string, double>.Empty.Add("nvme-3tb", 1)));
        Assert.Contains("did you mean 'nvme-2tb'?", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[10 W, 20 W]", "has 2 points, not 11")]
    [InlineData("[10 W, 20 W, 19 W, 30 W, 30 W, 30 W, 30 W, 30 W, 30 W, 30 W, 30 W]", "falls from 20 W at 10 % to 19 W at 20 %")]
    [InlineData("[10, 20 W]", "'10' has no unit")]
    public void A_bad_curve_is_a_finding(string points, string expected)
    {
        var text = $"name: x\ncurves:\n  a: {{meaning: m, power: {points}, source: s, confidence: primary}}\n";
        Assert.Contains(expected, Assert.Throws<InputException>(() => PowerFile.Parse(text, "p.yaml")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Utilisation_outside_zero_to_one_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => R740.At(1.01));
        Assert.Throws<ArgumentOutOfRangeException>(() => UtilisationDistribution.FromSamples([double.NaN]));
        Assert.Throws<ArgumentException>(() => UtilisationDistribution.FromSamples([]));
    }

    [Fact]
    public void Power_never_falls_with_load() =>
        Gen.Select(Gen.Int[0, Shipped.Curves.Count - 1].Select(i => Shipped.Curves.Keys.ElementAt(i)), Gen.Double[0, 1], Gen.Double[0, 1]).Sample((id, a, b) =>
            Shipped.Curve(id).At(Math.Min(a, b)) <= Shipped.Curve(id).At(Math.Max(a, b)));
}
