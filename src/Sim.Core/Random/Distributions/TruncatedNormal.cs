namespace Sim.Core.Random.Distributions;

/// <summary>A normal law given that it is not negative.</summary>
/// <remarks>
/// Sampled by rejection: from the normal law itself while half of it or more is kept, else from an exponential beyond 0. Source: C. P. Robert, "Simulation of truncated normal
/// variables", Statistics and Computing 5, 1995. With a = -location/deviation and h the hazard of the standard normal at a, the mean is location + deviation h and
/// the variance deviation² (1 + a h - h²).
/// </remarks>
public sealed class TruncatedNormal : Distribution
{
    private readonly double _location;
    private readonly double _deviation;
    private readonly double _cut;
    private readonly double _slope;

    /// <summary>The law by the parameters of the normal law before it is cut.</summary>
    /// <param name="location">Mean of the uncut law, at least -30 standard deviations.</param>
    /// <param name="deviation">Standard deviation of the uncut law, above 0.</param>
    public TruncatedNormal(double location, double deviation)
    {
        _location = LawParameter.Finite(location, "truncated normal", "the location");
        _deviation = LawParameter.Positive(deviation, "truncated normal", "the standard deviation");
        _cut = -location / deviation;
        // Beyond this the difference 1 + a h - h² has lost its digits, and the law is an exponential in all but name.
        if (_cut > 30) throw LawParameter.Wrong("truncated normal", "the location", location, "at least -30 standard deviations");
        _slope = (_cut + Math.Sqrt((_cut * _cut) + 4)) / 2;
        var hazard = SpecialFunctions.NormalHazard(_cut);
        Mean = location + (deviation * hazard);
        Variance = deviation * deviation * (1 + (_cut * hazard) - (hazard * hazard));
    }

    /// <inheritdoc />
    public override double Mean { get; }

    /// <inheritdoc />
    public override double Variance { get; }

    /// <inheritdoc />
    public override bool IsMonotone => false;

    /// <inheritdoc />
    public override double Sample(RngStream stream)
    {
        if (_cut <= 0)
        {
            double kept;
            do kept = _location + (_deviation * stream.NextNormal());
            while (kept < 0);
            return kept;
        }

        while (true)
        {
            var beyond = stream.NextExponential() / _slope;
            var miss = _cut + beyond - _slope;
            if (stream.NextUniform() <= Math.Exp(-miss * miss / 2)) return _deviation * beyond;
        }
    }
}
