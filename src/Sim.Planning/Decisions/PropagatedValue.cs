using System.Collections.Immutable;
using Sim.Planning.Cost;

namespace Sim.Planning.Decisions;

/// <summary>A result with the interval that the uncertain inputs give it.</summary>
/// <remarks>
/// Each uncertain input is set to its low and to its high end alone; the deviations below and above the base are combined in quadrature, side by side.
/// That treats inputs as independent and the result as monotone in each and roughly additive. Price ends are plausible bounds, not quantiles,
/// so the interval is a range to plan with and carries no confidence level. Page: docs/models/tco.md.
/// </remarks>
/// <param name="Value">The result with every input at its base.</param>
/// <param name="Low">Low end.</param>
/// <param name="High">High end.</param>
/// <param name="Effects">One a uncertain input, largest span first.</param>
public sealed record PropagatedValue(double Value, double Low, double High, ImmutableArray<InputEffect> Effects)
{
    /// <summary>Whether zero lies outside the interval.</summary>
    public bool ExcludesZero => Low > 0 || High < 0;

    /// <summary>Propagates the stated uncertainties of the inputs through a result.</summary>
    /// <param name="planning">The case.</param>
    /// <param name="inputs">Inputs; those without uncertainty are passed over.</param>
    /// <param name="result">The result of a case.</param>
    public static PropagatedValue Of(PlanningCase planning, ImmutableArray<PlanInput> inputs, Func<PlanningCase, double> result)
    {
        var value = result(planning);
        double below = 0, above = 0;
        var effects = new List<InputEffect>();
        foreach (var input in inputs)
        {
            if (!input.IsUncertain) continue;
            var low = result(input.With(planning, input.Low));
            var high = result(input.With(planning, input.High));
            effects.Add(new InputEffect(input, low, high));
            var down = Math.Min(0, Math.Min(low, high) - value);
            var up = Math.Max(0, Math.Max(low, high) - value);
            below += down * down;
            above += up * up;
        }

        return new PropagatedValue(
            value, value - Math.Sqrt(below), value + Math.Sqrt(above),
            [.. effects.OrderByDescending(effect => effect.Span).ThenBy(effect => effect.Input.Name, StringComparer.Ordinal)]);
    }
}
