namespace Sim.Reporting.Charts;

/// <summary>One metric of a <see cref="PredictionChart"/>.</summary>
/// <param name="Axis">What it is and its unit.</param>
/// <param name="Values">One value a case, all above zero where <paramref name="Scale"/> is logarithmic; the cases of all panels are the same, in one order.</param>
/// <param name="Scale">Linear or logarithmic.</param>
public sealed record PredictionPanel(ChartAxis Axis, ImmutableArray<PredictedValue> Values, AxisScale Scale = AxisScale.Linear);
