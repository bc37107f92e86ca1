namespace Sim.Models.Workload;

/// <summary>The order in which requests go through a part of a disk.</summary>
public enum AddressOrder
{
    /// <summary>Every place alike.</summary>
    Random,

    /// <summary>One after the other, from the beginning again at the end.</summary>
    Sequential,

    /// <summary>Some places more often than others: popularity falls with a power of the rank, popular places lie scattered.</summary>
    Zipf,
}
