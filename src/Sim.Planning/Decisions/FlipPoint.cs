using System.Globalization;
using Sim.Planning.Cost;

namespace Sim.Planning.Decisions;

/// <summary>Where one input, all others at their base, changes the winner.</summary>
/// <param name="Input">The input and the range searched.</param>
/// <param name="Value">The value nearest to the base at which the other alternative wins; absent when it does not flip within the range.</param>
public sealed record FlipPoint(PlanInput Input, double? Value)
{
    private const int Steps = 64;

    /// <summary>How far into the plausible range on its side the flip lies: 0 at the base, 1 at the end; absent when it does not flip.</summary>
    public double? Closeness => Value is { } value
        ? Math.Abs(value - Input.Base) / Math.Abs((value < Input.Base ? Input.PlausibleLow : Input.PlausibleHigh) - Input.Base)
        : null;

    /// <summary>Change of the input at the flip, share of its base (0.2 for 20 % more).</summary>
    public double? RelativeChange => Value is { } value && Input.Base != 0 ? (value / Input.Base) - 1 : null;

    /// <summary>Searches both sides of the base in steps, then halves the step that flips until it is a 1e-9th of the range.</summary>
    /// <remarks>Steps first, because hosts come in whole numbers and the difference may cross zero more than once; crossings closer than 1/64 of the range can be missed.</remarks>
    /// <param name="planning">The case.</param>
    /// <param name="input">The input.</param>
    /// <param name="difference">Cost of the first alternative less that of the second.</param>
    public static FlipPoint Of(PlanningCase planning, PlanInput input, Func<PlanningCase, double> difference)
    {
        var winner = Math.Sign(difference(planning));
        if (winner == 0) return new FlipPoint(input, null);
        // Both sides advance together, so that the closer flip is found first and the farther one is never searched.
        for (var step = 1; step <= Steps; step++)
        {
            var (below, above) = (Toward(input.PlausibleLow, step), Toward(input.PlausibleHigh, step));
            if ((below ?? above) is null) continue;
            var (down, up) = (new FlipPoint(input, below), new FlipPoint(input, above));
            return (down.Closeness ?? double.PositiveInfinity) <= (up.Closeness ?? double.PositiveInfinity) ? down : up;
        }

        return new FlipPoint(input, null);

        double? Toward(double end, int step)
        {
            if (end == input.Base) return null;
            var (near, far) = (At(step - 1), At(step));
            return Flipped(far) ? Bisect(near, far, Math.Abs(end - input.Base) * 1e-9) : null;
            double At(int count) => input.Base + ((end - input.Base) * count / Steps);
        }

        double Bisect(double same, double other, double width)
        {
            while (Math.Abs(other - same) > width)
            {
                var middle = (same + other) / 2;
                if (Flipped(middle)) other = middle;
                else same = middle;
            }

            return other;
        }

        bool Flipped(double value) => Math.Sign(difference(input.With(planning, value))) == -winner;
    }

    /// <inheritdoc />
    public override string ToString() => Value is { } value
        ? string.Create(CultureInfo.InvariantCulture, $"{Input.Name}: flips at {Short(value)} {Input.Unit} (now {Short(Input.Base)})")
        : string.Create(CultureInfo.InvariantCulture, $"{Input.Name}: does not flip within {Short(Input.PlausibleLow)}..{Short(Input.PlausibleHigh)} {Input.Unit} (now {Short(Input.Base)})");

    /// <summary>Four significant digits: more would claim a precision that no price has.</summary>
    private static string Short(double value) =>
        (value == 0 ? 0 : Math.Round(value, Math.Clamp(3 - (int)Math.Floor(Math.Log10(Math.Abs(value))), 0, 15))).ToString("0.########", CultureInfo.InvariantCulture);
}
