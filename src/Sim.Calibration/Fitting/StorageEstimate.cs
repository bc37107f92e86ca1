namespace Sim.Calibration.Fitting;

/// <summary>What a sweep told about a device; a null direction was not measured.</summary>
/// <param name="Software">The submitting side.</param>
/// <param name="Read">The device for reads.</param>
/// <param name="Write">The device for writes.</param>
public sealed record StorageEstimate(SoftwareEstimate Software, DirectionEstimate? Read, DirectionEstimate? Write)
{
    /// <summary>The closed form with the point estimates.</summary>
    public StorageModel Model => new(Software.Path, Read?.Model, Write?.Model);
}
