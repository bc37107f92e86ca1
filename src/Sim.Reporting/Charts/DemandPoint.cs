namespace Sim.Reporting.Charts;

/// <summary>Demand seen in the past, in the resource's unit.</summary>
public readonly record struct DemandPoint(DateOnly Date, double Demand);
