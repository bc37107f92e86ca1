namespace Sim.Estate.Demand;

/// <summary>Which hour counts as a VM's busy hour.</summary>
public enum BusyHourBasis
{
    /// <summary>The hour in which the whole estate uses the most vCPUs: what hosts must carry together.</summary>
    Estate,

    /// <summary>Each VM's own peak hour: safe, but it adds up peaks that do not happen at once.</summary>
    Own,
}
