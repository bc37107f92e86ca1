using System.Collections.Immutable;
using Sim.Models.Parameters;

namespace Sim.Calibration.Profiles;

/// <summary>What calibration learned about one machine (<c>*.profile.yaml</c>): equal files in, equal bytes out.</summary>
public sealed record Profile
{
    /// <summary>The version this program writes.</summary>
    public const int CurrentSchemaVersion = 1;

    [Parameter("Version of this file's form.", Min = 1, Max = CurrentSchemaVersion)]
    public required int SchemaVersion { get; init; }

    [Parameter("Version of hvsim that wrote the file.")]
    public required string ToolVersion { get; init; }

    [Parameter("What was learned.")]
    public ImmutableArray<ProfileParameter> Parameters { get; init; } = [];

    [Parameter("The loads covered.")]
    public ImmutableArray<ProfileRange> Ranges { get; init; } = [];

    [Parameter("Goodness of fit, case by case.")]
    public ImmutableArray<ProfileFit> Fit { get; init; } = [];

    [Parameter("Flags, parameters not established, files left out.")]
    public ImmutableArray<ProfileNote> Notes { get; init; } = [];

    [Parameter("The files read.")]
    public ImmutableArray<ProfileFile> Files { get; init; } = [];

    /// <summary>A parameter's estimate in the stored unit of its catalogue entry (nanoseconds for times), or null when the profile lacks it.</summary>
    /// <param name="name">A name of <see cref="ParameterCatalog"/>.</param>
    public double? ValueOf(string name) =>
        Parameters.FirstOrDefault(parameter => parameter.Name == name) is { } found && ParameterCatalog.Find(name) is { } entry
            ? entry.Number(found.Value)
            : null;
}
