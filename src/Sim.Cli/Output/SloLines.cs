using Sim.Planning.Density;

namespace Sim.Cli.Output;

/// <summary>Promises of an SLO, on the screen and in results.json.</summary>
internal static class SloLines
{
    /// <summary>One promise and whether it is kept.</summary>
    public static string Of(SloVerdict verdict)
    {
        var (scale, unit) = verdict.Metric.EndsWith("_p99", StringComparison.Ordinal) ? (1e-6, "ms") : (100.0, "%");
        var limit = FormattableString.Invariant($"limit {verdict.Limit * scale:0.###} {unit}");
        if (verdict.NotEstablished is { } why) return $"SLO not established  {verdict.Name}: {why}, {limit}";
        var word = verdict switch { { Holds: false } => "broken", { HoldsSurely: false } => "kept, not surely", _ => "kept  " };
        var interval = verdict.Low < verdict.High ? FormattableString.Invariant($" ({verdict.Low * scale:0.###}-{verdict.High * scale:0.###})") : "";
        return FormattableString.Invariant($"SLO {word}  {verdict.Name}: {verdict.Estimate * scale:0.###} {unit}{interval}, {limit}");
    }

    /// <summary>The same in results.json.</summary>
    public static object Json(SloVerdict verdict) => new
    {
        verdict.Name, verdict.Metric, verdict.Limit, verdict.Estimate, verdict.Low, verdict.High, verdict.Holds, verdict.HoldsSurely, verdict.NotEstablished,
    };
}
