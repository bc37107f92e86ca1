using System.Collections.Immutable;
using System.Text.Json;

namespace Sim.Experiments.Manifests;

/// <summary>Everything that determines a result, and the result's fingerprint: equal manifests mean equal results.</summary>
/// <remarks>No times and no machine: those are in <see cref="MachineFacts"/>, a file of its own, so that this one can be compared byte by byte.</remarks>
public sealed record RunManifest
{
    /// <summary>Version of this file's layout.</summary>
    public int SchemaVersion { get; init; } = 1;

    /// <summary>The scenario's name.</summary>
    public required string Scenario { get; init; }

    /// <summary>Scenario, profile and price files, in the order they were read.</summary>
    public required ImmutableArray<InputFile> Files { get; init; }

    /// <summary>The seed.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Replications of each point that were asked for.</summary>
    public required int Replications { get; init; }

    /// <summary>The tool's version.</summary>
    public required string Version { get; init; }

    /// <summary>The command line without what does not change results (threads, output directory, format).</summary>
    public required string CommandLine { get; init; }

    /// <summary>Whether everything planned was run.</summary>
    public required bool IsComplete { get; init; }

    /// <summary>The fingerprint over all replications.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>The manifest as JSON, one field a line, ending with a line feed.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, ManifestJson.Options) + "\n";

    /// <summary>Reads a manifest.</summary>
    /// <exception cref="JsonException">The text is not a manifest.</exception>
    public static RunManifest FromJson(string json) =>
        JsonSerializer.Deserialize<RunManifest>(json, ManifestJson.Options) ?? throw new JsonException("the manifest is empty");

    /// <summary>Writes <c>manifest.json</c> into a run directory.</summary>
    public void Write(string directory) => File.WriteAllText(Path.Combine(directory, "manifest.json"), ToJson());
}
