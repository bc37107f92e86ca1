using Sim.Models.Parameters;

namespace Sim.Planning.Capacity;

/// <summary>Where the VMs of a plan come from.</summary>
public sealed record EstateSource
{
    [Parameter("RVTools export (xlsx), relative to this file.")]
    public required string File { get; init; }

    [Parameter("Catalogue of archetypes, relative to this file.")]
    public required string Archetypes { get; init; }

    [Parameter("Utilisation series (a file or directory in Bitbrains, PlanetLab or plain CSV form), relative to this file; absent means archetypes alone.")]
    public string? Series { get; init; }

    [Parameter("How series find their VM.")]
    public SeriesMatch SeriesMatch { get; init; }
}
