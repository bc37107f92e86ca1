using Sim.Models.Parameters;

namespace Sim.Calibration.Profiles;

/// <summary>A file that calibration read.</summary>
public sealed record ProfileFile
{
    [Parameter("The file as the user named it.")]
    public required string Name { get; init; }

    [Parameter("SHA-256 of the file, lower-case hex.")]
    public required string Sha256 { get; init; }
}
