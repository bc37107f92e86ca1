using Sim.Core.Diagnostics;
using Sim.Core.Time;

namespace Sim.Core.Statistics;

/// <summary>Observations over time in bins of equal width: count and sum of each. When the bins run out, neighbours are joined and the width doubles.</summary>
/// <remarks>Memory is fixed however long the run; nothing is allocated after construction. Counts over the width are a rate, sums over counts a mean.</remarks>
public sealed class BoundedSeries
{
    private readonly long[] _counts;
    private readonly double[] _sums;

    /// <summary>An empty series from time zero.</summary>
    /// <param name="capacity">Bins at most, even, 2 or more.</param>
    /// <param name="width">Width of a bin at the start, above 0.</param>
    /// <exception cref="SimulationFault">A capacity that cannot be halved, or no width.</exception>
    public BoundedSeries(int capacity, SimDuration width)
    {
        Check.That(capacity >= 2 && capacity % 2 == 0, "a bounded series needs an even capacity of 2 bins or more");
        Check.That(width > SimDuration.Zero, "a bounded series needs bins of some width");
        _counts = new long[capacity];
        _sums = new double[capacity];
        Width = width;
    }

    /// <summary>Width of a bin now: the first width times a power of two.</summary>
    public SimDuration Width { get; private set; }

    /// <summary>Bins up to the last that was added to.</summary>
    public int Length { get; private set; }

    /// <summary>Adds an observation.</summary>
    /// <param name="time">When, 0 or later; need not be in order.</param>
    /// <param name="value">What was seen.</param>
    public void Add(SimTime time, double value)
    {
        Check.That(time >= SimTime.Zero, "a series begins at time zero");
        var bin = time.Picoseconds / Width.Picoseconds;
        while (bin >= _counts.Length)
        {
            Halve();
            bin = time.Picoseconds / Width.Picoseconds;
        }

        _counts[bin]++;
        _sums[bin] += value;
        if (bin >= Length) Length = (int)bin + 1;
    }

    /// <summary>Observations in a bin.</summary>
    public long CountOf(int bin) => _counts[bin];

    /// <summary>Sum of the observations in a bin.</summary>
    public double SumOf(int bin) => _sums[bin];

    /// <summary>Mean of the observations in a bin; not a number when there is none.</summary>
    public double MeanOf(int bin) => _counts[bin] > 0 ? _sums[bin] / _counts[bin] : double.NaN;

    private void Halve()
    {
        var half = _counts.Length / 2;
        for (var i = 0; i < half; i++)
        {
            _counts[i] = _counts[2 * i] + _counts[(2 * i) + 1];
            _sums[i] = _sums[2 * i] + _sums[(2 * i) + 1];
        }

        Array.Clear(_counts, half, half);
        Array.Clear(_sums, half, half);
        Width = new SimDuration(Width.Picoseconds * 2);
        Length = (Length + 1) / 2;
    }
}
