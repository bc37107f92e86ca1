using System.Collections.Immutable;
using Sim.Models.Parameters;

namespace Sim.Calibration.Profiles;

/// <summary>One thing calibration learned about a machine.</summary>
public sealed record ProfileParameter
{
    [Parameter("Name from the catalogue, e.g. storage.read.service.")]
    public required string Name { get; init; }

    [Parameter("The estimate with its unit, e.g. 61.2 us.")]
    public required string Value { get; init; }

    [Parameter("Lower end of the 90 % interval, with its unit.")]
    public required string Low { get; init; }

    [Parameter("Upper end of the 90 % interval, with its unit.")]
    public required string High { get; init; }

    [Parameter("How sure the value is: measured, or what stands in for a measurement.")]
    public Certainty Certainty { get; init; } = Certainty.Measured;

    [Parameter("How the value was computed.")]
    public required string Estimator { get; init; }

    [Parameter("The parameter refitted to cases disturbed by chance, with its unit; the same place is the same refit in all parameters. Empty where none were made.")]
    public ImmutableArray<string> Replicates { get; init; } = [];

    [Parameter("Observations behind the value: cells of a sweep, runs or I/Os, as the estimator says.", Min = 0)]
    public required long Samples { get; init; }

    [Parameter("The files behind the value, by their names in the list of files.")]
    public ImmutableArray<string> From { get; init; } = [];
}
