using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Sim.Calibration.Profiles;

namespace Sim.Cli.Output;

/// <summary>What <c>hvsim calibrate</c> prints: the profile it wrote.</summary>
internal sealed record CalibrationDocument : IDocument
{
    public int SchemaVersion { get; init; } = 1;

    public string Tool { get; init; } = "hvsim";

    public required string Version { get; init; }

    public string Verb { get; init; } = "calibrate";

    /// <summary>The file that was written.</summary>
    public required string Output { get; init; }

    public required Profile Profile { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this, ResultDocument.Options) + "\n";

    public string ToCsv()
    {
        var text = new StringBuilder("parameter,value,low,high,certainty,estimator,samples\n");
        foreach (var parameter in Profile.Parameters)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture,
                $"{parameter.Name},\"{parameter.Value}\",\"{parameter.Low}\",\"{parameter.High}\",{Scenarios.Binding.FieldNames.ChoiceOf(parameter.Certainty.ToString())},\"{parameter.Estimator.Replace("\"", "\"\"", StringComparison.Ordinal)}\",{parameter.Samples}\n");
        }

        return text.ToString();
    }
}
