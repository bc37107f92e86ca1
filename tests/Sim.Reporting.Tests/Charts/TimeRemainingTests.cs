using System.Collections.Immutable;
using Sim.Reporting.Charts;

namespace Sim.Reporting.Tests.Charts;

public sealed class TimeRemainingTests
{
    private static readonly DateOnly Now = new(2026, 11, 1);

    [Fact]
    public void Sample_chart_meets_capacity_where_the_lines_cross()
    {
        // Usable is 6656 - 1024 - 500 = 5132; the median is 4080 + 60 m, so m = 1052 / 60 = 17.53;
        // the upper 95 % end is 4080 + 100 m, so m = 10.52; the lower, 4080 + 20 m, needs 52.6 of 24 months.
        var remaining = SampleCharts.Headroom.Remaining();
        Assert.Equal(1052 / 60.0, remaining.Median!.Value, 6);
        Assert.Equal(10.52, remaining.Earliest!.Value, 6);
        Assert.Null(remaining.Latest);
        Assert.Equal("17 months (10 to more than 24)", remaining.Text());
    }

    [Theory]
    [InlineData(14.9, 9.0, 22.5, "14 months (9-22)")]
    [InlineData(0.0, 0.0, 3.0, "0 months (0-3)")]
    public void Text_counts_whole_months_left(double median, double earliest, double latest, string expected) =>
        Assert.Equal(expected, new TimeRemaining(median, earliest, latest, 36).Text());

    [Fact]
    public void Beyond_the_forecast_is_said_so()
    {
        Assert.Equal("more than 36 months", new TimeRemaining(null, null, null, 36).Text());
        Assert.Equal("more than 36 months (30 to more than 36)", new TimeRemaining(null, 30.2, null, 36).Text());
    }

    [Fact]
    public void A_purchase_before_the_crossing_postpones_it()
    {
        // Demand 100 + 10 m; 150 usable would end at m = 5; from m = 4 on 200 are usable: m = 10.
        ImmutableArray<ForecastPoint> forecast = [new(Now, 100), new(Now.AddMonths(12), 220)];
        ImmutableArray<CapacityStep> capacity = [new(Now, 170, 10, 10), new(Now.AddMonths(4), 220, 10, 10)];
        Assert.Equal(10, TimeRemaining.Of(Now, forecast, capacity).Median!.Value, 9);
    }

    [Fact]
    public void A_retirement_below_demand_ends_it_on_that_day()
    {
        ImmutableArray<ForecastPoint> forecast = [new(Now, 100), new(Now.AddMonths(12), 112)];
        ImmutableArray<CapacityStep> capacity = [new(Now, 200, 0, 0), new(Now.AddMonths(6), 90, 0, 0)];
        Assert.Equal(6, TimeRemaining.Of(Now, forecast, capacity).Median!.Value, 9);
    }

    [Fact]
    public void Demand_above_usable_capacity_leaves_nothing() =>
        Assert.Equal(0, TimeRemaining.Of(Now, [new(Now, 100), new(Now.AddMonths(1), 101)], [new(Now, 90, 0, 0)]).Median);

    [Fact]
    public void Csv_keeps_dates_and_native_units()
    {
        var rows = SampleCharts.Headroom.Render().Csv.Split('\n');
        Assert.StartsWith("kind,date,demand [GiB],low 80 % [GiB]", rows[0], StringComparison.Ordinal);
        Assert.Equal("history,2025-05-01,3000,,,,,,,,", rows[1]);
        Assert.Contains("capacity,2026-04-01,,,,,,6656,1024,500,5132", rows);
    }
}
