using System.Collections.Immutable;
using Sim.Cli.Output;
using Sim.Experiments.Running;
using Sim.Experiments.Selection;
using Sim.Models.Measurement;

namespace Sim.Cli.Reports;

/// <summary>Which alternative is best by one metric, at what probability.</summary>
/// <param name="Metric">The metric.</param>
/// <param name="Unit">Its unit; distances are in it.</param>
/// <param name="Best">The best; nothing when none is established.</param>
/// <param name="Probability">That the one named best is it.</param>
/// <param name="Method">The procedure.</param>
/// <param name="Candidates">Those that may be the best.</param>
/// <param name="Indifference">The smallest difference that matters; nothing when none was given.</param>
/// <param name="Distances">How far each is behind the best of the others; nothing where replications are not paired throughout.</param>
/// <param name="Sentence">The answer in words.</param>
internal sealed record BestReport(
    string Metric, string Unit, string? Best, double Probability, string Method, ImmutableArray<string> Candidates, double? Indifference,
    ImmutableArray<Distance>? Distances, string Sentence)
{
    /// <summary>By replications that were fixed beforehand.</summary>
    public static BestReport Of(string metric, IReadOnlyList<string> labels, RunOutcome outcome, double confidence)
    {
        var compared = ComparisonWithBest.Of(
            [.. outcome.Points.Zip(labels).Select(pair => new Alternative(pair.Second, [.. pair.First.Replications.Select(run => run.Metrics[metric])]))],
            MetricCatalog.IsMoreBetter(metric), confidence);
        var unit = ShownUnit.Of(metric, compared.Leader.Mean);
        return new BestReport(
            metric, ResultRow.UnitOf(metric), compared.IsEstablished ? compared.Leader.Name : null, confidence,
            "multiple comparisons with the best, paired (Hsu; Nelson and Matejcik)",
            [.. compared.Candidates.Select(candidate => candidate.Name)], null, compared.Distances,
            $"{Short(metric)}: {compared.Sentence(value => Amount(value, unit))}");
    }

    /// <summary>By replications added until the choice was made.</summary>
    public static BestReport Of(SelectionOutcome selection, IReadOnlyList<string> labels, double indifference, double confidence)
    {
        var names = selection.Outcome.Points.Select(point => point.Name).ToList();
        var left = selection.Left.Select(name => labels[names.IndexOf(name)]).ToImmutableArray();
        var best = selection.Best is null ? null : left[0];
        var unit = ShownUnit.Of(selection.Metric, indifference);
        var amount = Amount(indifference, unit);
        var sentence = selection.Problem is { } problem ? $"best: not established; {problem}"
            : best is not null ? FormattableString.Invariant(
                $"best: {best}, with {confidence * 100:0.##} % probability or more within {amount} of the best; {selection.Replications} replications")
            : FormattableString.Invariant(
                $"best: not established after {selection.Replications} replications; {string.Join(" and ", left)} are left, too near each other to tell at {amount}");
        return new BestReport(
            selection.Metric, ResultRow.UnitOf(selection.Metric), best, confidence, "KN, fully sequential, paired (Kim and Nelson 2001)", left, indifference, null,
            $"{Short(selection.Metric)}: {sentence}");
    }

    /// <summary>A metric's name without what every request metric starts with.</summary>
    public static string Short(string metric) => metric.StartsWith("request.", StringComparison.Ordinal) ? metric["request.".Length..] : metric;

    private static string Amount(double value, ShownUnit unit) => Reporting.NumberText.Significant(value * unit.Scale, 2) + (unit.Text.Length > 0 ? " " + unit.Text : "");
}
