namespace Sim.Experiments.Analysis;

/// <summary>Mean, sample variance and skewness of values, and the correlation of neighbours.</summary>
internal readonly record struct SampleShape(int Count, double Mean, double Variance, double Skewness, double LagOneCorrelation)
{
    /// <summary>Every <paramref name="step"/>-th value from <paramref name="first"/> on.</summary>
    public static SampleShape Of(ReadOnlySpan<double> values, int first = 0, int step = 1)
    {
        var (count, mean) = (0, 0.0);
        for (var i = first; i < values.Length; i += step) mean += (values[i] - mean) / ++count;
        var (second, third, lagged, previous) = (0.0, 0.0, 0.0, 0.0);
        for (var i = first; i < values.Length; i += step)
        {
            var deviation = values[i] - mean;
            second += deviation * deviation;
            third += deviation * deviation * deviation;
            lagged += deviation * previous;
            previous = deviation;
        }

        if (count < 3 || second == 0) return new SampleShape(count, mean, second / Math.Max(1, count - 1), 0, 0);
        // The unbiased-for-normal form n²/((n-1)(n-2)) m3 / s³.
        var variance = second / (count - 1);
        var skewness = third / count * count * count / ((count - 1.0) * (count - 2.0)) / (variance * Math.Sqrt(variance));
        return new SampleShape(count, mean, variance, skewness, lagged / second);
    }
}
