namespace Sim.Planning.Sizing;

/// <summary>Hosts to buy.</summary>
/// <param name="InServiceMonth">Month in which they must serve, months from today.</param>
/// <param name="OrderMonth">Month in which to order; below 0 means the order is already late.</param>
/// <param name="Hosts">How many.</param>
public readonly record struct HostPurchase(int InServiceMonth, int OrderMonth, int Hosts);
