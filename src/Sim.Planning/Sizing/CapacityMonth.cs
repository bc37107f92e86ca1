namespace Sim.Planning.Sizing;

/// <summary>Demand and capacity of one resource in one month, in the resource's unit.</summary>
/// <param name="Month">Months from today.</param>
/// <param name="Demand">Demand with its bands.</param>
/// <param name="Total">All hosts in service.</param>
/// <param name="FailoverReserve">Kept for the loss of hosts.</param>
/// <param name="Buffer">Kept free by policy.</param>
public readonly record struct CapacityMonth(int Month, DemandMonth Demand, double Total, double FailoverReserve, double Buffer)
{
    /// <summary>Total less failover reserve less buffer.</summary>
    public double Usable => Total - FailoverReserve - Buffer;
}
