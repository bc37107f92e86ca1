using System.Collections.Immutable;
using Sim.Reporting.Charts;
using Sim.Reporting.Html;
using Sim.Reporting.Tables;

namespace Sim.Reporting.Tests;

/// <summary>A report with every kind of block and a VM name that tries to be markup.</summary>
internal static class SampleReport
{
    public const string HostileName = "<script>alert('vm')</script>&\"x\"";

    public static ImmutableArray<ChartArtifact> Charts { get; } = [.. SampleCharts.All.Select(c => c.Render())];

    public static ReportTable Table { get; } = new(
        "VMs per host at the SLO",
        [
            new ReportColumn("Group"), new ReportColumn("VMs per host") { Format = NumberFormat.Whole }, new ReportColumn("p99 latency", "ms"),
            new ReportColumn("Cost per VM", "USD/month") { Format = NumberFormat.Fixed(2) },
        ],
        [
            [ReportCell.Of(HostileName), ReportCell.Of(32, TruthLabel.Simulated), ReportCell.Of(16.72, TruthLabel.Simulated, 14.2, 20.9), ReportCell.Of(59.5, TruthLabel.Input)],
            [ReportCell.Of("db, \"main\""), ReportCell.Of(36, TruthLabel.Simulated), ReportCell.Of(19.4, TruthLabel.Measured), ReportCell.NotEstablished],
            [ReportCell.Of("=cmd()"), ReportCell.Of(40, TruthLabel.Simulated), ReportCell.Of(50.1, TruthLabel.Screened, isExtrapolated: true), ReportCell.Of(47.25, TruthLabel.Assumed)],
        ])
    {
        Note = "Ranges are 95 % intervals over replications.",
    };

    public static HtmlReport Build(params ReadOnlySpan<ChartArtifact> charts) => new()
    {
        Title = "Capacity plan prod-a",
        Subtitle = "KVM and ESXi on 2 x 32 cores, inventory of 2026-11-20",
        Decision = new DecisionBox(
            Verdict.Pass,
            "Move to KVM: 10 hosts hold the load and save 0.9 million USD over 5 years",
            ["Binding resource: memory, full in 17 months (10 to more than 24)", "p99 stays below 20 ms up to 32 VMs per host", "Largest uncertainty: subscription price"]),
        Sections =
        [
            new ReportSection("summary", "Summary", [
                ReportBlock.Paragraph("The cluster runs " + HostileName + " and 310 other VMs."),
                ReportBlock.Verdicts([
                    new VerdictItem(Verdict.Pass, "p99 below 20 ms at 28 VMs per host", "16.7 ms (14.2-20.9)", TruthLabel.Simulated),
                    new VerdictItem(Verdict.Warn, "CPU ready below 5 % at 28 VMs per host", "4.3 % (3.8-5.0)", TruthLabel.Simulated),
                    new VerdictItem(Verdict.Fail, "Survives the loss of two hosts", "memory lacks 210 GiB", TruthLabel.Screened),
                    new VerdictItem(Verdict.NotEstablished, "Live migration below 1 s downtime", "no calibration on this network"),
                ]),
                ReportBlock.Warning("Prices of guest licences are assumed, not quoted."),
            ]),
            new ReportSection("density", "Density", [ReportBlock.Table(Table), .. charts.ToArray().Select(ReportBlock.Chart)]),
            new ReportSection("assumptions", "Assumptions", [ReportBlock.List(["Growth 60 GiB a month", "N+1 failover"]), ReportBlock.Note("Change them with hvsim whatif.")]),
        ],
        Footer = new ReportFooter
        {
            Version = "0.1.0",
            Seed = 42,
            Fingerprint = "9f2c51d0aa17",
            PriceBook = "us-2026",
            PriceBookDate = new DateOnly(2026, 10, 1),
            CommandLine = "hvsim plan prod-a.xlsx --seed 42 -o out",
        },
    };
}
