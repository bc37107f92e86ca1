using System.Collections.Immutable;
using System.Text.Json;
using Sim.Estate.Inventory;
using Sim.Estate.Quality;
using Sim.Experiments.Manifests;

namespace Sim.Cli.Output;

/// <summary>What <c>hvsim import</c> prints and keeps: the estate, and what is to be said of its data.</summary>
internal sealed record ImportDocument : IDocument
{
    public int SchemaVersion { get; init; } = 1;

    public string Tool { get; init; } = "hvsim";

    public required string Version { get; init; }

    public string Verb { get; init; } = "import";

    public required ImmutableArray<InputFile> Files { get; init; }

    public required VmEstate Estate { get; init; }

    public required ImmutableArray<QualityRow> Quality { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this, ResultDocument.Options) + "\n";

    public string ToCsv() => Commands.ImportCommand.QualityTable(new DataQuality(Quality)).ToCsv();
}
