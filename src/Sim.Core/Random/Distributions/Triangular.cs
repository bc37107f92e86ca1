namespace Sim.Core.Random.Distributions;

/// <summary>What is known when only the ends and the most likely value are; by inversion.</summary>
public sealed class Triangular : Distribution
{
    private readonly double _low;
    private readonly double _mode;
    private readonly double _high;
    private readonly double _left;

    /// <summary>The law by its three corners.</summary>
    /// <param name="low">Lower end.</param>
    /// <param name="mode">Most likely value, from <paramref name="low"/> to <paramref name="high"/>.</param>
    /// <param name="high">Upper end, above <paramref name="low"/>.</param>
    public Triangular(double low, double mode, double high)
    {
        _low = LawParameter.Finite(low, "triangular", "the lower end");
        _high = LawParameter.Above(high, low, "triangular", "the upper end", "the lower end");
        _mode = mode >= low && mode <= high ? mode : throw LawParameter.Wrong("triangular", "the mode", mode, "between the ends");
        _left = (mode - low) / (high - low);
    }

    /// <inheritdoc />
    public override double Mean => (_low + _mode + _high) / 3;

    /// <inheritdoc />
    public override double Variance =>
        (((_high - _low) * (_high - _low)) - ((_mode - _low) * (_high - _mode))) / 18;

    /// <inheritdoc />
    public override double Sample(RngStream stream)
    {
        var u = stream.NextUniform();
        return u < _left
            ? _low + Math.Sqrt(u * (_high - _low) * (_mode - _low))
            : _high - Math.Sqrt((1 - u) * (_high - _low) * (_high - _mode));
    }
}
