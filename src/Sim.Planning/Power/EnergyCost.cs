namespace Sim.Planning.Power;

/// <summary>From watts to money.</summary>
public static class EnergyCost
{
    /// <summary>Hours in a year of 365 days.</summary>
    public const double HoursPerYear = 8760;

    /// <summary>Energy at the facility's meter for one year.</summary>
    /// <param name="meanWatts">Mean IT power, watts.</param>
    /// <param name="pue">Facility power over IT power, 1 or more.</param>
    /// <returns>Kilowatt-hours a year.</returns>
    public static double KilowattHoursPerYear(double meanWatts, double pue)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(meanWatts);
        ArgumentOutOfRangeException.ThrowIfLessThan(pue, 1);
        return meanWatts / 1000 * HoursPerYear * pue;
    }

    /// <summary>Cost of one year.</summary>
    /// <param name="meanWatts">Mean IT power, watts.</param>
    /// <param name="pue">Facility power over IT power, 1 or more.</param>
    /// <param name="pricePerKilowattHour">Currency a kilowatt-hour.</param>
    /// <returns>Currency a year.</returns>
    public static double PerYear(double meanWatts, double pue, double pricePerKilowattHour) =>
        KilowattHoursPerYear(meanWatts, pue) * pricePerKilowattHour;
}
