namespace Sim.Reporting.Charts;

/// <summary>One cost line of an alternative, in whole currency units over the horizon; negative for a credit.</summary>
public sealed record CostLine(string Name, double Amount);
