using System.Collections.Immutable;
using System.Globalization;

namespace Sim.Planning.Power;

/// <summary>Electrical power of one host against CPU utilisation: eleven points at 0, 10, ... 100 %, straight between neighbours.</summary>
/// <remarks>Models the steady power at the plug. Leaves out C-state and frequency policy (idle points are with deep C-states on), ambient
/// temperature and the difference between SPEC's load and a VM load. Source: SPECpower_ssj2008 form. Page: docs/models/power.md.</remarks>
public sealed record PowerCurve
{
    /// <summary>Points of a curve.</summary>
    public const int Points = 11;

    private PowerCurve(string name, PowerForm form, ImmutableArray<double> watts) => (Name, Form, Watts) = (name, form, watts);

    /// <summary>The server.</summary>
    public string Name { get; }

    /// <summary>How the curve was drawn.</summary>
    public PowerForm Form { get; }

    /// <summary>Watts at 0, 10, ... 100 % utilisation; eleven values, above 0, never falling.</summary>
    public ImmutableArray<double> Watts { get; }

    /// <summary>Power at active idle, watts.</summary>
    public double Idle => Watts[0];

    /// <summary>Power at full load, watts.</summary>
    public double Maximum => Watts[^1];

    /// <summary>A curve through eleven points.</summary>
    /// <param name="name">The server.</param>
    /// <param name="watts">Watts at 0, 10, ... 100 %; above 0 and never falling.</param>
    /// <param name="form">How the points were found.</param>
    /// <exception cref="ArgumentException">Not eleven points, or one falls.</exception>
    public static PowerCurve Through(string name, ImmutableArray<double> watts, PowerForm form = PowerForm.PiecewiseLinear)
    {
        if (Problem(watts) is { } problem) throw new ArgumentException(problem, nameof(watts));
        return new PowerCurve(name, form, watts);
    }

    /// <summary>The fallback: a straight line from idle to maximum, labelled <see cref="PowerForm.Line"/>.</summary>
    /// <param name="name">The server.</param>
    /// <param name="idle">Watts at idle, above 0.</param>
    /// <param name="maximum">Watts at full load, at least <paramref name="idle"/>.</param>
    public static PowerCurve Line(string name, double idle, double maximum) =>
        Through(name, [.. Enumerable.Range(0, Points).Select(i => idle + ((maximum - idle) * i / (Points - 1)))], PowerForm.Line);

    /// <summary>Power at a utilisation.</summary>
    /// <param name="utilisation">0 to 1.</param>
    /// <returns>Watts.</returns>
    public double At(double utilisation)
    {
        CheckUtilisation(utilisation);
        var position = utilisation * (Points - 1);
        var left = Math.Min((int)position, Points - 2);
        return Watts[left] + ((Watts[left + 1] - Watts[left]) * (position - left));
    }

    /// <summary>Mean power over time: the mean of P(u(t)), which differs from P(mean u) wherever the curve bends.</summary>
    /// <param name="utilisation">Where the host spends its time.</param>
    /// <returns>Watts.</returns>
    public double Mean(UtilisationDistribution utilisation)
    {
        var sum = 0.0;
        foreach (var (value, weight) in utilisation.Parts) sum += At(value) * weight;
        return sum;
    }

    /// <summary>The same shape between a measured idle and a measured maximum.</summary>
    /// <param name="idle">Watts at idle, above 0.</param>
    /// <param name="maximum">Watts at full load, above <paramref name="idle"/>.</param>
    public PowerCurve ScaledTo(double idle, double maximum)
    {
        if (Maximum <= Idle) throw new InvalidOperationException($"the curve of {Name} is flat and has no shape to scale");
        var scale = (maximum - idle) / (Maximum - Idle);
        return Through(Name, [.. Watts.Select(watts => idle + ((watts - Idle) * scale))], Form);
    }

    /// <inheritdoc />
    public bool Equals(PowerCurve? other) =>
        other is not null && Name == other.Name && Form == other.Form && Watts.SequenceEqual(other.Watts);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Name, Form, Idle, Maximum);

    internal static void CheckUtilisation(double utilisation)
    {
        if (!(utilisation is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(utilisation), utilisation, "utilisation is a share from 0 to 1");
    }

    internal static string? Problem(ImmutableArray<double> watts)
    {
        if (watts.Length != Points) return string.Create(CultureInfo.InvariantCulture, $"has {watts.Length} points, not {Points} (0, 10, ... 100 %)");
        if (!(watts[0] > 0)) return string.Create(CultureInfo.InvariantCulture, $"idles at {watts[0]} W, not above 0 W");
        for (var i = 1; i < Points; i++)
        {
            if (!(watts[i] >= watts[i - 1]))
                return string.Create(CultureInfo.InvariantCulture, $"falls from {watts[i - 1]} W at {(i - 1) * 10} % to {watts[i]} W at {i * 10} %");
        }

        return null;
    }
}
