namespace Sim.Core.Random.Distributions;

/// <summary>A Pareto law given that it is not above an upper end: heavy-tailed, but with all moments; by inversion.</summary>
/// <remarks>E[X^k] = shape low^shape / (1 - (low/high)^shape) times the integral of x^(k - shape - 1) from low to high.</remarks>
public sealed class BoundedPareto : Distribution
{
    private readonly double _inverseShape;
    private readonly double _low;
    private readonly double _high;
    private readonly double _kept;

    /// <summary>The law by tail index and both ends.</summary>
    /// <param name="shape">Tail index, above 0.</param>
    /// <param name="low">The smallest value, above 0.</param>
    /// <param name="high">The largest value, above <paramref name="low"/>.</param>
    public BoundedPareto(double shape, double low, double high)
    {
        _inverseShape = 1 / LawParameter.Positive(shape, "bounded Pareto", "the shape");
        _low = LawParameter.Positive(low, "bounded Pareto", "the lower end");
        _high = LawParameter.Above(high, low, "bounded Pareto", "the upper end", "the lower end");
        var power = -shape * Math.Log(high / low);
        _kept = -power * SpecialFunctions.GrowthOver(power);                 // 1 - (low/high)^shape
        Mean = RawMoment(shape, 1);
        Variance = RawMoment(shape, 2) - (Mean * Mean);
    }

    /// <inheritdoc />
    public override double Mean { get; }

    /// <inheritdoc />
    public override double Variance { get; }

    /// <inheritdoc />
    public override double Sample(RngStream stream) =>
        Math.Min(_high, _low * Math.Pow(1 - (stream.NextUniform() * _kept), -_inverseShape));    // rounding may pass the end by one bit

    private double RawMoment(double shape, int order)
    {
        var power = order - shape;
        var log = Math.Log(_high / _low);
        var growth = log * SpecialFunctions.GrowthOver(power * log);         // ((high/low)^(k - shape) - 1) / (k - shape)
        return shape / _kept * Math.Pow(_low, order) * growth;
    }
}
