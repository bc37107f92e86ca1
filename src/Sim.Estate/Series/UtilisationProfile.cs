namespace Sim.Estate.Series;

/// <summary>A series in a few numbers. Fractions of the VM's vCPUs.</summary>
/// <param name="Mean">Over the whole series.</param>
/// <param name="P50">Median over the whole series.</param>
/// <param name="P90">90th percentile over the whole series.</param>
/// <param name="P95">95th percentile over the whole series.</param>
/// <param name="P99">99th percentile over the whole series.</param>
/// <param name="BusyHour">The hour of the day looked at, 0 to 23 UTC.</param>
/// <param name="BusyHourMean">Mean of the samples of that hour, over all days.</param>
/// <param name="BusyHourP10">10th percentile of the samples of that hour.</param>
/// <param name="BusyHourP95">95th percentile of the samples of that hour.</param>
public sealed record UtilisationProfile(
    double Mean, double P50, double P90, double P95, double P99, int BusyHour, double BusyHourMean, double BusyHourP10, double BusyHourP95)
{
    /// <summary>Sums a series up.</summary>
    /// <param name="series">At least one sample that is not a gap.</param>
    /// <param name="hour">The hour of the day; when the series has no sample in it, or null, its own peak hour.</param>
    public static UtilisationProfile Of(UtilisationSeries series, int? hour = null)
    {
        var all = series.Samples.Where(value => !double.IsNaN(value)).Order().ToArray();
        var busyHour = hour is { } wanted && !double.IsNaN(series.MeanByHour()[wanted]) ? wanted : series.PeakHour();
        var busy = series.Samples.Where((value, i) => !double.IsNaN(value) && series.HourOf(i) == busyHour).Order().ToArray();
        return new(all.Average(), SampleQuantile.Of(all, 0.5), SampleQuantile.Of(all, 0.9), SampleQuantile.Of(all, 0.95),
            SampleQuantile.Of(all, 0.99), busyHour, busy.Average(), SampleQuantile.Of(busy, 0.1), SampleQuantile.Of(busy, 0.95));
    }
}
