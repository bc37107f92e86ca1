namespace Sim.Estate.Demand;

/// <summary>A demand figure with the range it may lie in.</summary>
/// <param name="Value">The figure used.</param>
/// <param name="Low">10th percentile: of the VM's busy hour when measured, else of the archetype's band.</param>
/// <param name="High">95th percentile, likewise.</param>
/// <param name="Evidence">What it rests on.</param>
public sealed record DemandEstimate(double Value, double Low, double High, DemandEvidence Evidence);
