using Sim.Reporting.Charts.Drawing;

namespace Sim.Reporting.Charts;

/// <summary>Months until demand meets usable capacity; null means not within the forecast.</summary>
/// <param name="Median">By the median forecast.</param>
/// <param name="Earliest">By the upper end of the widest band: the cautious answer.</param>
/// <param name="Latest">By the lower end of the widest band.</param>
/// <param name="Horizon">Length of the forecast in months.</param>
public sealed record TimeRemaining(double? Median, double? Earliest, double? Latest, double Horizon)
{
    /// <summary>"14 months (9-22)", "more than 36 months", "14 months (9 to more than 36)".</summary>
    public string Text()
    {
        var beyond = "more than " + Whole(Horizon);
        var median = Median is { } m ? Whole(m) : beyond;
        if (Earliest is null && Median is null)
            return beyond + " months";

        var earliest = Earliest is { } e ? Whole(e) : beyond;
        return Latest is { } l && Median is not null
            ? $"{median} months ({earliest}-{Whole(l)})"
            : $"{median} months ({earliest} to {beyond})";
    }

    /// <summary>Where the forecast, drawn as straight lines between its points, first reaches usable capacity.</summary>
    /// <param name="now">Day from which months are counted.</param>
    /// <param name="forecast">At least one point, dates increasing.</param>
    /// <param name="capacity">At least one step, dates increasing; the first holds for all time before it, too.</param>
    public static TimeRemaining Of(DateOnly now, ImmutableArray<ForecastPoint> forecast, ImmutableArray<CapacityStep> capacity) => new(
        Crossing(now, forecast, capacity, p => p.Median),
        Crossing(now, forecast, capacity, p => p.Widest.High),
        Crossing(now, forecast, capacity, p => p.Widest.Low),
        MonthScale.ToX(forecast[^1].Date) - MonthScale.ToX(now));

    // Whole months that are surely left: 8.9 months are 8 full ones. A tiny excess forgives the rounding of day fractions.
    private static string Whole(double months) => NumberText.Fixed(Math.Floor(months + 1e-6), 0);

    private static double? Crossing(
        DateOnly now, ImmutableArray<ForecastPoint> forecast, ImmutableArray<CapacityStep> capacity, Func<ForecastPoint, double> demand)
    {
        var origin = MonthScale.ToX(now);
        var steps = capacity.Select(c => MonthScale.ToX(c.From)).ToImmutableArray();
        for (var i = 0; i < forecast.Length; i++)
        {
            var (left, leftDemand) = (MonthScale.ToX(forecast[i].Date), demand(forecast[i]));
            var (right, rightDemand) = i + 1 < forecast.Length ? (MonthScale.ToX(forecast[i + 1].Date), demand(forecast[i + 1])) : (left, leftDemand);
            double At(double x) => right > left ? leftDemand + (rightDemand - leftDemand) * (x - left) / (right - left) : leftDemand;

            double[] cuts = [left, .. steps.Where(s => s > left && s < right), right];
            for (var c = 0; c + 1 < cuts.Length; c++)
            {
                var usable = UsableAt(cuts[c], steps, capacity);
                var (from, to) = (At(cuts[c]), At(cuts[c + 1]));
                if (from >= usable)
                    return Math.Max(0, cuts[c] - origin);
                if (to >= usable)
                    return Math.Max(0, cuts[c] + (usable - from) / (to - from) * (cuts[c + 1] - cuts[c]) - origin);
            }
        }

        return null;
    }

    private static double UsableAt(double x, ImmutableArray<double> steps, ImmutableArray<CapacityStep> capacity)
    {
        var current = 0;
        while (current + 1 < steps.Length && steps[current + 1] <= x)
            current++;
        return capacity[current].Usable;
    }
}
