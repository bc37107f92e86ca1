using System.Collections.Immutable;
using Sim.Cli.Output;
using Sim.Planning.Claims;
using Sim.Reporting;
using Sim.Reporting.Html;
using Sim.Reporting.Tables;

namespace Sim.Cli.Reports;

/// <summary>Claims beside predictions.</summary>
internal static class ClaimsReport
{
    /// <summary>Where a claim says nothing.</summary>
    private const string Nothing = "-";

    /// <summary>The verdict in words.</summary>
    public static string Word(ClaimVerdict verdict) => verdict switch
    {
        ClaimVerdict.Holds => "holds",
        ClaimVerdict.DoesNotHold => "does not hold",
        _ => "not established",
    };

    public static IEnumerable<ResultRow> Rows(ClaimFinding finding) =>
    [
        new($"claim={finding.Claim.Id},hypervisor=kvm", finding.Claim.Metric, finding.Claim.Unit, finding.Kvm.Estimate, finding.Kvm.Low, finding.Kvm.High, 0, "simulated"),
        .. finding.Claim.Vmware is null ? ImmutableArray<ResultRow>.Empty
            : [new($"claim={finding.Claim.Id},hypervisor=esxi", finding.Claim.Metric, finding.Claim.Unit, finding.Esxi.Estimate, finding.Esxi.Low, finding.Esxi.High, 0, "simulated")],
    ];

    /// <summary>One row a claim.</summary>
    /// <param name="file">The claims.</param>
    /// <param name="findings">What was found.</param>
    /// <param name="ranges">Whether predictions carry their ranges; a terminal has no room for them.</param>
    public static ReportTable Table(ClaimFile file, ImmutableArray<ClaimFinding> findings, bool ranges) => new(
        file.Name,
        [
            new ReportColumn("Id"), new ReportColumn("Claim"), new ReportColumn("KVM"), new ReportColumn("predicted"), new ReportColumn("VMware"),
            new ReportColumn("predicted"), new ReportColumn("Verdict"),
        ],
        findings.Select(finding => ImmutableArray.Create(
            ReportCell.Of(finding.Claim.Id),
            ReportCell.Of($"{finding.Claim.Subject}, {finding.Claim.Unit}"),
            finding.Claim.KvmTo is { } to ? ReportCell.Of(FormattableString.Invariant($"{finding.Claim.Kvm:0.###} to {to:0.###}")) : ReportCell.Of(finding.Claim.Kvm, TruthLabel.Input),
            Predicted(finding.Kvm, ranges),
            finding.Claim.Vmware is { } vmware ? ReportCell.Of(vmware, TruthLabel.Input) : ReportCell.Of(Nothing),
            finding.Claim.Vmware is null ? ReportCell.Of(Nothing) : Predicted(finding.Esxi, ranges),
            ReportCell.Of(Word(finding.Verdict)))))
    {
        Note = ranges ? "Predicted: estimate (range over replications and over unestablished costs at half and twice their default)." : null,
    };

    public static HtmlReport Html(ClaimFile file, ImmutableArray<ClaimFinding> findings, ResultDocument document, string command) => new()
    {
        Title = file.Name,
        Subtitle = file.Source,
        Decision = new DecisionBox(
            Verdict.NotEstablished,
            FormattableString.Invariant(
                $"{findings.Count(finding => finding.Verdict == ClaimVerdict.Holds)} of {findings.Length} claims hold, {findings.Count(finding => finding.Verdict == ClaimVerdict.DoesNotHold)} do not, {findings.Count(finding => finding.Verdict == ClaimVerdict.NotEstablished)} are not established"),
            [
                "Each claim was simulated under KVM and ESXi on the same hardware and with the same chance.",
                "A figure outside the predicted range does not hold; one inside a wide range is not established.",
            ]),
        Sections =
        [
            new ReportSection("claims", "Claims and predictions", [ReportBlock.Table(Table(file, findings, ranges: true)), ReportBlock.Verdicts(findings.Select(Item))]),
        ],
        Footer = new ReportFooter { Version = document.Version, Seed = document.Seed, Fingerprint = document.Fingerprint, CommandLine = command },
    };

    private static VerdictItem Item(ClaimFinding finding) => new(
        finding.Verdict switch
        {
            ClaimVerdict.Holds => Verdict.Pass,
            ClaimVerdict.DoesNotHold => Verdict.Fail,
            _ => Verdict.NotEstablished,
        },
        $"{finding.Claim.Id} {finding.Claim.Subject}: {Word(finding.Verdict)}",
        FormattableString.Invariant(
            $"KVM {finding.Claim.Kvm:0.###}{(finding.Claim.KvmTo is { } to ? FormattableString.Invariant($" to {to:0.###}") : "")} claimed, {finding.Kvm.Estimate:0.###} ({finding.Kvm.Low:0.###}-{finding.Kvm.High:0.###}) predicted; ")
        + (finding.Claim.Vmware is { } vmware
            ? FormattableString.Invariant($"VMware {vmware:0.###} claimed, {finding.Esxi.Estimate:0.###} ({finding.Esxi.Low:0.###}-{finding.Esxi.High:0.###}) predicted; ")
            : "")
        + finding.Claim.Unit + ". "
        + (finding.Claim.Open.Length > 0 ? "Left open: " + finding.Claim.Open + "." : ""),
        TruthLabel.Simulated);

    private static ReportCell Predicted(PredictedRange range, bool ranges) => ranges
        ? ReportCell.Of(range.Estimate, TruthLabel.Simulated, range.Low, range.High)
        : ReportCell.Of(range.Estimate, TruthLabel.Simulated);
}
