namespace Sim.Planning.Cost;

/// <summary>Discounts yearly sums to today.</summary>
public static class PresentValue
{
    /// <summary>Worth today of one payment a year.</summary>
    /// <param name="perYear">Payments of year 1, 2, ...; any currency.</param>
    /// <param name="rate">Discount rate a year, above -1 (0.08 for 8 %).</param>
    /// <param name="timing">Whether each falls at the start of its year (year 1 is undiscounted) or at the end.</param>
    /// <returns>Same currency as the payments.</returns>
    public static double Of(ReadOnlySpan<double> perYear, double rate, PaymentTiming timing)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(rate, -1);
        var sum = 0.0;
        for (var i = perYear.Length - 1; i >= 0; i--) sum = (sum / (1 + rate)) + perYear[i];
        return timing == PaymentTiming.StartOfYear ? sum : sum / (1 + rate);
    }
}
