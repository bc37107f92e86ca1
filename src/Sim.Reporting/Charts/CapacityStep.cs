namespace Sim.Reporting.Charts;

/// <summary>Capacity from a date on, until the next step: a purchase or a retirement.</summary>
/// <param name="From">First day of the step.</param>
/// <param name="Total">All hosts together, in the resource's unit.</param>
/// <param name="FailoverReserve">Kept free for the loss of hosts.</param>
/// <param name="Buffer">Kept free as a margin.</param>
public readonly record struct CapacityStep(DateOnly From, double Total, double FailoverReserve, double Buffer)
{
    /// <summary>What demand may use: total less failover reserve less buffer.</summary>
    public double Usable => Total - FailoverReserve - Buffer;
}
