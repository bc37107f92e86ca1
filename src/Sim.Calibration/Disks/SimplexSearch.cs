using System.Collections.Immutable;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.Optimization;

namespace Sim.Calibration.Disks;

/// <summary>Nelder and Mead's search that keeps the best point it has seen, also when it runs out of trials.</summary>
internal static class SimplexSearch
{
    /// <summary>The best point and its value.</summary>
    /// <param name="start">Where to start.</param>
    /// <param name="step">First step in every direction.</param>
    /// <param name="trials">Evaluations at most, about.</param>
    /// <param name="objective">What to minimise; finite everywhere.</param>
    public static (ImmutableArray<double> Point, double Value) Minimum(ImmutableArray<double> start, double step, int trials, Func<IReadOnlyList<double>, double> objective)
    {
        ImmutableArray<double> best = start;
        var least = double.PositiveInfinity;
        var target = ObjectiveFunction.Value(vector =>
        {
            var point = vector.ToArray();
            var value = objective(point);
            if (value < least) (best, least) = ([.. point], value);
            return value;
        });
        try
        {
            NelderMeadSimplex.Minimum(target, Vector<double>.Build.DenseOfEnumerable(start), Vector<double>.Build.Dense(start.Length, step), 1e-4, trials);
        }
        catch (MaximumIterationsException)
        {
            // The trials are a budget: simulated objectives have no bottom that a tolerance could find.
        }

        return (best, least);
    }
}
