namespace Sim.Estate.Demand;

/// <summary>What a demand figure rests on, the best first.</summary>
public enum DemandEvidence
{
    /// <summary>A series of the VM itself.</summary>
    Measured,

    /// <summary>One reading at the moment of an export: low confidence.</summary>
    PointInTime,

    /// <summary>Nothing of the VM: a draw from the band of its archetype.</summary>
    Archetype,
}
