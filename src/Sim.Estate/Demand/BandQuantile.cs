namespace Sim.Estate.Demand;

/// <summary>Draws from a band.</summary>
public static class BandQuantile
{
    /// <summary>The value at a share of the VMs: straight lines between the four percentiles, flat outside, because a band says nothing there.</summary>
    /// <param name="band">The band.</param>
    /// <param name="share">0 to 1.</param>
    public static double Of(IBand band, double share) => share switch
    {
        <= 0.1 => band.P10,
        <= 0.5 => Between(band.P10, band.P50, (share - 0.1) / 0.4),
        <= 0.9 => Between(band.P50, band.P90, (share - 0.5) / 0.4),
        <= 0.95 => Between(band.P90, band.P95, (share - 0.9) / 0.05),
        _ => band.P95,
    };

    private static double Between(double from, double to, double part) => from + ((to - from) * part);
}
