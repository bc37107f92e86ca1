namespace Sim.Core.Statistics;

/// <summary>Count, mean, spread and extremes of single observations (Welford's running sums).</summary>
public sealed class Tally
{
    private double _sumOfSquares;

    /// <summary>Observations so far.</summary>
    public long Count { get; private set; }

    /// <summary>Their mean; not a number before the first.</summary>
    public double Mean { get; private set; } = double.NaN;

    /// <summary>The smallest; not a number before the first.</summary>
    public double Minimum { get; private set; } = double.NaN;

    /// <summary>The largest; not a number before the first.</summary>
    public double Maximum { get; private set; } = double.NaN;

    /// <summary>Their sample variance; not a number before the second.</summary>
    public double Variance => Count > 1 ? _sumOfSquares / (Count - 1) : double.NaN;

    /// <summary>Their sample standard deviation; not a number before the second.</summary>
    public double StandardDeviation => Math.Sqrt(Variance);

    /// <summary>Adds an observation.</summary>
    public void Add(double value)
    {
        if (Count++ == 0)
        {
            (Mean, Minimum, Maximum) = (value, value, value);
            return;
        }

        var difference = value - Mean;
        Mean += difference / Count;
        _sumOfSquares += difference * (value - Mean);
        if (value < Minimum) Minimum = value;
        if (value > Maximum) Maximum = value;
    }

    /// <summary>Forgets everything: the end of the warm-up.</summary>
    public void Reset()
    {
        Count = 0;
        _sumOfSquares = 0;
        (Mean, Minimum, Maximum) = (double.NaN, double.NaN, double.NaN);
    }
}
