using System.Globalization;
using Sim.Core.Diagnostics;

namespace Sim.Core.Random.Distributions;

/// <summary>Popularity by rank: rank k of 1 .. count is drawn with probability proportional to k^-exponent. Constant time and memory whatever the count.</summary>
/// <remarks>Source: Hörmann and Derflinger, "Rejection-inversion to generate variates from monotone discrete distributions", ACM TOMACS 6(3), 1996; exact.</remarks>
public sealed class Zipf : Distribution
{
    /// <summary>Largest count: ranks are doubles and must be told apart by halves.</summary>
    public const long MaxCount = 1L << 51;

    private readonly long _count;
    private readonly double _exponent;
    private readonly double _integralAtFirst;
    private readonly double _integralSpan;
    private readonly double _squeeze;

    /// <summary>The law by number of ranks and exponent.</summary>
    /// <param name="count">Ranks, 1 .. <see cref="MaxCount"/>.</param>
    /// <param name="exponent">Above 0; about 1 for web objects, 0.99 in the YCSB benchmark.</param>
    public Zipf(long count, double exponent)
    {
        if (count is < 1 or > MaxCount) throw new SimulationFault(string.Create(CultureInfo.InvariantCulture, $"Zipf: the number of ranks is {count}, it must be from 1 to 2^51"));
        _count = count;
        _exponent = LawParameter.Positive(exponent, "Zipf", "the exponent");
        _integralAtFirst = Integral(1.5) - 1;
        _integralSpan = Integral(count + 0.5) - _integralAtFirst;
        _squeeze = 2 - InverseIntegral(Integral(2.5) - Math.Pow(2, -exponent));
        var norm = SpecialFunctions.Harmonic(count, exponent);
        Mean = SpecialFunctions.Harmonic(count, exponent - 1) / norm;
        Variance = (SpecialFunctions.Harmonic(count, exponent - 2) / norm) - (Mean * Mean);
    }

    /// <inheritdoc />
    public override double Mean { get; }

    /// <inheritdoc />
    public override double Variance { get; }

    /// <inheritdoc />
    public override bool IsMonotone => false;

    /// <inheritdoc />
    public override double Sample(RngStream stream) => SampleRank(stream);

    /// <summary>Draws a rank.</summary>
    /// <param name="stream">The source of chance.</param>
    public long SampleRank(RngStream stream)
    {
        while (true)
        {
            var u = _integralAtFirst + (stream.NextUniform() * _integralSpan);
            var x = InverseIntegral(u);
            var rank = Math.Clamp((long)(x + 0.5), 1, _count);
            if (rank - x <= _squeeze || u >= Integral(rank + 0.5) - Math.Pow(rank, -_exponent)) return rank;
        }
    }

    // The integral of x^-s is (x^(1-s) - 1)/(1-s), which tends to ln x as s tends to 1: ln x times (e^y - 1)/y with y = (1-s) ln x.
    private double Integral(double x)
    {
        var log = Math.Log(x);
        return log * SpecialFunctions.GrowthOver((1 - _exponent) * log);
    }

    private double InverseIntegral(double y)
    {
        // Rounding may take the argument of the logarithm below 0 at the far end of a steep law.
        var t = Math.Max(-1, y * (1 - _exponent));
        return Math.Exp(y * SpecialFunctions.LogOver(t));
    }
}
