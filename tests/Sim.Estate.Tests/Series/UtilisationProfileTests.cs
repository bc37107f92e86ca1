using Sim.Estate.Series;

namespace Sim.Estate.Tests.Series;

public sealed class UtilisationProfileTests
{
    [Theory]
    [InlineData(0, 10)]
    [InlineData(0.5, 25)]    // place 1.5 of 10, 20, 30, 40
    [InlineData(0.9, 37)]    // place 2.7
    [InlineData(1, 40)]
    public void Quantiles_interpolate_between_order_statistics(double share, double expected) =>
        Assert.Equal(expected, SampleQuantile.Of([10, 20, 30, 40], share), 12);

    [Fact]
    public void Busy_hour_is_over_all_days_and_gaps_do_not_count()
    {
        // Two days of hourly samples, 10 % all day; 14:00 has 50 % and 70 %, one 10 % sample is a gap.
        var samples = Enumerable.Range(0, 48).Select(i => i == 14 ? 0.5 : i == 38 ? 0.7 : i == 3 ? double.NaN : 0.1);
        var series = new UtilisationSeries { Name = "a", Start = new DateTime(2026, 11, 21, 0, 0, 0, DateTimeKind.Utc), Step = TimeSpan.FromHours(1), Samples = [.. samples] };
        var profile = UtilisationProfile.Of(series);
        Assert.Equal(14, profile.BusyHour);
        Assert.Equal(0.6, profile.BusyHourMean, 12);
        Assert.Equal(0.69, profile.BusyHourP95, 12);          // 0.5 + 0.95 x 0.2
        Assert.Equal(((45 * 0.1) + 1.2) / 47, profile.Mean, 12);
        Assert.Equal(0.1, UtilisationProfile.Of(series, hour: 5).BusyHourMean, 12);
    }

    [Fact]
    public void The_clock_of_the_trace_decides_the_hour()
    {
        // Starts at 22:30; samples of 15 minutes: the third (23:00) is the first of hour 23.
        var series = new UtilisationSeries
        {
            Name = "a", Start = new DateTime(2026, 1, 1, 22, 30, 0, DateTimeKind.Utc), Step = TimeSpan.FromMinutes(15), Samples = [0.1, 0.1, 0.9, 0.1, 0.1, 0.1, 0.2],
        };
        Assert.Equal(23, series.PeakHour());
        Assert.Equal(0.3, series.MeanByHour()[23], 12);
        Assert.Equal(0.2, series.MeanByHour()[0], 12);
    }
}
