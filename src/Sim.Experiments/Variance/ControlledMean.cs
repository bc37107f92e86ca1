using System.Collections.Immutable;
using Sim.Experiments.Analysis;

namespace Sim.Experiments.Variance;

/// <summary>A mean with the chance of its controls taken out.</summary>
/// <param name="Interval">The controlled estimate with its interval.</param>
/// <param name="Plain">The interval without controls.</param>
/// <param name="Coefficients">What one unit of each control adds to the metric.</param>
public sealed record ControlledMean(Interval Interval, Interval Plain, ImmutableArray<double> Coefficients);
