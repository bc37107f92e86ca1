using System.Collections.Immutable;
using System.Globalization;
using Sim.Cli.Output;
using Sim.Experiments.Analysis;
using Sim.Experiments.Running;
using Sim.Reporting;
using Sim.Reporting.Charts;
using Sim.Reporting.Html;

namespace Sim.Cli.Reports;

/// <summary>The page of <c>hvsim run</c>: what the VMs and the host did, and whether the warm-up was over.</summary>
internal static class RunReport
{
    /// <summary>Writes report.html and charts.</summary>
    public static void Write(
        string directory, ResultDocument document, ImmutableSortedDictionary<string, MetricSummary> metrics, ImmutableArray<WarmUpCheck> warmUps, string command)
    {
        var replications = metrics.Values.Select(metric => metric.Replications + metric.Missing).FirstOrDefault();
        ReportWriter.Write(directory, new HtmlReport
        {
            Title = document.Name,
            Sections =
            [
                new ReportSection("requests", "Requests", [ReportBlock.Table(HostTables.Requests("Requests", metrics))]),
                new ReportSection("host", "Host", [ReportBlock.Table(HostTables.Host("Host", metrics))]),
                new ReportSection(
                    "warm-up", "Warm-up",
                    [.. warmUps.SelectMany(check => Blocks(check, document, replications))]),
            ],
            Footer = new ReportFooter
            {
                Version = document.Version, Seed = document.Seed, Fingerprint = document.Fingerprint, CommandLine = command,
            },
        });
    }

    private static IEnumerable<ReportBlock> Blocks(WarmUpCheck check, ResultDocument document, int replications)
    {
        var text = $"{check.Name}: {check}";
        yield return check.IsEnough == false ? ReportBlock.Warning(text) : ReportBlock.Paragraph(text);
        if (check.Averages is { } averages) yield return ReportBlock.Chart(ChartOf(check, averages, document, replications).Render());
    }

    private static WarmUpChart ChartOf(WarmUpCheck check, TimeAverages averages, ResultDocument document, int replications) => new()
    {
        Name = "warm-up-" + check.Name["request.".Length..],
        Finding = check.IsEnough switch
        {
            true when check.Change is null => $"{check.Name}: the warm-up was over when measuring began",
            true => $"{check.Name}: no sign that a longer warm-up would change the mean",
            false => $"{check.Name}: the warm-up was NOT over when measuring began",
            null => $"{check.Name}: whether the warm-up was over is not established",
        },
        Subtitle = check.ToString(),
        Source = new ChartSource
        {
            Scenario = document.Name,
            Truth = [TruthLabel.Simulated],
            Details = [string.Create(CultureInfo.InvariantCulture, $"{replications} replications, seed {document.Seed}")],
        },
        Observation = new ChartAxis("Mean response time", "ms"),
        BinSeconds = averages.BinSeconds,
        Bins = [.. averages.Means.Select(mean => mean / 1e6)],
        WarmUpSeconds = check.WarmUpSeconds,
        SuggestedSeconds = check.SuggestedSeconds,
    };
}
