using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Sim.Calibration.Validation;
using Sim.Experiments.Manifests;

namespace Sim.Cli.Output;

/// <summary>What <c>hvsim validate</c> prints and keeps: every case beside its prediction, and how far the predictions were off.</summary>
internal sealed record ValidationDocument : IDocument
{
    public int SchemaVersion { get; init; } = 1;

    public string Tool { get; init; } = "hvsim";

    public required string Version { get; init; }

    public string Verb { get; init; } = "validate";

    public required ImmutableArray<InputFile> Files { get; init; }

    public required ImmutableArray<ValidationRow> Cases { get; init; }

    public required ImmutableArray<ValidationSummary> Summary { get; init; }

    /// <summary>Cases without a prediction, with the reason.</summary>
    public required ImmutableArray<ValidationGap> NotSimulated { get; init; }

    /// <summary>Parameters the profile lacks and the defaults that stood in.</summary>
    public required ImmutableArray<string> Assumed { get; init; }

    /// <summary>Cases whose runs others disturbed: their errors are not the model's alone.</summary>
    public required ImmutableArray<ValidationGap> Disturbed { get; init; }

    /// <summary>Scheduler cases that the profile learned from: their errors tell of the fit.</summary>
    public required ImmutableArray<string> Learned { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this, ResultDocument.Options) + "\n";

    public string ToCsv()
    {
        var text = new StringBuilder("case,group,kind,metric,unit,measured,measuredLow,measuredHigh,predicted,predictedLow,predictedHigh,relativeError,service,fitted,corrected,correctedError\n");
        foreach (var row in Cases)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"\"{row.Case}\",{row.Group},{row.Kind},{row.Metric},{row.Unit},{row.Measured:R},{row.MeasuredLow:R},{row.MeasuredHigh:R},{row.Predicted:R},{row.PredictedLow:R},{row.PredictedHigh:R},{row.RelativeError:R},{row.Service ?? row.Direction},{(row.IsFitted ? "true" : "false")},{row.Corrected:R},{row.CorrectedError:R}\n");
        }

        return text.ToString();
    }
}
