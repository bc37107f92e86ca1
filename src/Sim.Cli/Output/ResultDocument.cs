using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Sim.Experiments.Manifests;
using Sim.Scenarios.Binding;

namespace Sim.Cli.Output;

/// <summary>What a verb found, in one document: the same bytes for the same input, seed and version, on any number of threads.</summary>
internal sealed record ResultDocument : IDocument
{
    public static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NewLine = "\n",
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    public int SchemaVersion { get; init; } = 1;

    public string Tool { get; init; } = "hvsim";

    public required string Version { get; init; }

    public required string Verb { get; init; }

    public required string Name { get; init; }

    public required long Seed { get; init; }

    public required bool IsComplete { get; init; }

    public required string Fingerprint { get; init; }

    public required ImmutableArray<InputFile> Files { get; init; }

    /// <summary>The replication, where it was simulated alone.</summary>
    public int? Replication { get; init; }

    /// <summary>What the results rest on.</summary>
    public Grounds? RestsOn { get; init; }

    /// <summary>Means with the chance of the drawn load taken out; nothing where its expectation is not known or replications are few.</summary>
    public ImmutableArray<ControlledRow>? Controlled { get; init; }

    /// <summary>The answer of the verb, beyond single metrics; its shape depends on the verb.</summary>
    public object? Answer { get; init; }

    public required ImmutableArray<ResultRow> Metrics { get; init; }

    /// <summary>Parameters taken from defaults that nobody has established.</summary>
    public ImmutableArray<DefaultUsed> Assumed { get; init; } = [];

    public string ToJson() => JsonSerializer.Serialize(this, Options) + "\n";

    public string ToCsv()
    {
        var text = new StringBuilder("point,metric,unit,estimate,low,high,replications,truth\n");
        foreach (var row in Metrics)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"\"{row.Point}\",{row.Metric},{row.Unit},{row.Estimate:R},{row.Low:R},{row.High:R},{row.Replications},{row.Truth}\n");
        }

        return text.ToString();
    }
}
