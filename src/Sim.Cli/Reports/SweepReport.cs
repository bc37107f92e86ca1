using System.Collections.Immutable;
using System.Globalization;
using Sim.Cli.Output;
using Sim.Experiments.Analysis;
using Sim.Models.Measurement;
using Sim.Models.Scenarios;
using Sim.Planning.Sweeps;
using Sim.Reporting;
using Sim.Reporting.Charts;
using Sim.Reporting.Html;
using Sim.Reporting.Tables;

namespace Sim.Cli.Reports;

/// <summary>Tables, charts and page of an overcommit study: one of each a class.</summary>
internal static class SweepReport
{
    private const double ReadyWatch = 5;

    private const double ReadyProblem = 10;

    private const int LongestName = 40;

    private const string Nowhere = "nowhere";

    private static readonly ChartAxis Overcommit = new("Overcommit", "vCPUs per hardware thread");

    /// <summary>What the verb writes.</summary>
    public static StudyReport<SweepPoint> Whole { get; } = new(Answer, Rows, points => ByClass(points).Select(Table), Html, Note);

    /// <summary>A ratio as people write it, e.g. <c>2:1</c>.</summary>
    public static string Ratio(double ratio) => string.Create(CultureInfo.InvariantCulture, $"{ratio:0.##}:1");

    /// <summary>Every metric of every point.</summary>
    public static ImmutableArray<ResultRow> Rows(ImmutableArray<SweepPoint> points) =>
        [.. points.SelectMany(point => ResultRow.Of(Sweep.NameOf(point.Class.Name, point.Ratio, point.Hypervisor), point.Metrics.Values))];

    /// <summary>The answer in results.json.</summary>
    public static object Answer(ImmutableArray<SweepPoint> points) => points.Select(point => new
    {
        Class = point.Class.Name,
        point.Ratio,
        point.Hypervisor,
        point.Vms,
        Vcpus = point.Vms * point.Class.Vcpus,
        point.Offered,
        Achieved = point.Achieved is { } done ? new { Share = done.Estimate / point.Offered, Low = done.Low / point.Offered, High = done.High / point.Offered } : null,
    });

    /// <summary>The classes with their points.</summary>
    public static IEnumerable<ImmutableArray<SweepPoint>> ByClass(ImmutableArray<SweepPoint> points) =>
        points.GroupBy(point => point.Class.Name, StringComparer.Ordinal).Select(group => group.ToImmutableArray());

    /// <summary>One row a ratio and hypervisor.</summary>
    public static ReportTable Table(ImmutableArray<SweepPoint> points) => new(
        Describe(points[0].Class),
        [
            new ReportColumn("Ratio"), new ReportColumn("Under"), new ReportColumn("Ready", "%") { Format = NumberFormat.Fixed(2) },
            new ReportColumn("Co-stop", "%") { Format = NumberFormat.Fixed(2) }, new ReportColumn("p99", "ms"),
            new ReportColumn("Achieved", "%"),
        ],
        points.Select(point => ImmutableArray.Create(
            ReportCell.Of(Ratio(point.Ratio)),
            ReportCell.Of(DensityReport.NameOf(point.Hypervisor)),
            HostTables.Cell(point.Metrics, MetricCatalog.Ready, 100),
            HostTables.Cell(point.Metrics, MetricCatalog.CoStop, 100),
            Cell(point.P99, 1e-6),
            Cell(point.Achieved, 100 / point.Offered))));

    /// <summary>What to know to read the tables.</summary>
    public static string Note =>
        "Ready: time a vCPU waits for a hardware thread, per vCPU: esxtop %RDY, steal in a KVM guest. Achieved: requests answered over requests that "
        + "arrive; below 100 % queues grow for as long as one simulates, and p99 with them.";

    /// <summary>The page.</summary>
    public static HtmlReport Html(ImmutableArray<SweepPoint> points, ResultDocument document, string command) => new()
    {
        Title = document.Name,
        Sections =
        [
            .. ByClass(points).Select((one, i) => new ReportSection(
                NameOf(one, i), one[0].Class.Name,
                [ReportBlock.Table(Table(one)), .. Charts(one, i, document).Select(ReportBlock.Chart)])),
            new ReportSection("grounds", "What it rests on", [ReportBlock.Paragraph(Note), .. document.RestsOn!.Lines().Select(ReportBlock.Paragraph)]),
        ],
        Footer = new ReportFooter { Version = document.Version, Seed = document.Seed, Fingerprint = document.Fingerprint, CommandLine = command },
    };

    private static IEnumerable<ChartArtifact> Charts(ImmutableArray<SweepPoint> points, int index, ResultDocument document)
    {
        var (name, grounds) = (NameOf(points, index), document.RestsOn!);
        var source = new ChartSource
        {
            Scenario = document.Name,
            Truth = [TruthLabel.Simulated],
            Details = [string.Create(CultureInfo.InvariantCulture, $"{grounds.Replications} replications of {grounds.LengthSeconds:0.###} s, seed {document.Seed}")],
        };
        var meaning = string.Create(CultureInfo.InvariantCulture, $"{grounds.Confidence * 100:0.##} % interval");
        var kinds = points.Select(point => point.Hypervisor).Distinct().ToImmutableArray();
        var answered = kinds.Where(kind => points.Any(point => point.Hypervisor == kind && point.P99 is not null)).ToList();
        if (answered.Count > 0)
        {
            yield return new LineBandChart
            {
                Name = name + "-p99",
                Finding = Finding(points, "p99 is more than twice that at " + Ratio(points[0].Ratio), "p99 stays within twice that at " + Ratio(points[0].Ratio), point => point.P99?.Estimate,
                    kind => 2 * points.FirstOrDefault(point => point.Hypervisor == kind)?.P99?.Estimate ?? double.PositiveInfinity),
                Subtitle = Describe(points[0].Class),
                Source = source,
                XAxis = Overcommit,
                YAxis = new ChartAxis("Response time, p99", "ms"),
                Series =
                [
                    .. answered.Select(kind => Series(points, kind, "", SeriesRole.Primary, point => point.P99, 1e-6)),
                ],
                BandMeaning = meaning,
                HasBars = true,
            }.Render();
        }

        yield return new LineBandChart
        {
            Name = name + "-ready",
            Finding = Finding(points, $"ready is above {NumberText.WithUnit("5", "%")}", $"ready stays within {NumberText.WithUnit("5", "%")}", point => point.Metrics[MetricCatalog.Ready].Estimate * 100, _ => ReadyWatch),
            Subtitle = Describe(points[0].Class),
            Source = source,
            XAxis = Overcommit,
            YAxis = new ChartAxis("Time waiting per vCPU", "% of elapsed time"),
            Series =
            [
                .. kinds.Select(kind => Series(
                    points, kind, kind == HypervisorKind.Kvm ? " steal" : " ready", SeriesRole.Primary, point => point.Metrics[MetricCatalog.Ready], 100)),
                .. kinds.Where(kind => kind == HypervisorKind.Esxi).Select(kind => Series(
                    points, kind, " co-stop", SeriesRole.Secondary, point => point.Metrics[MetricCatalog.CoStop], 100)),
            ],
            Limits =
            [
                new LimitLine(ReadyWatch, $"{NumberText.WithUnit("5", "%")} ready: watch"),
                new LimitLine(ReadyProblem, $"{NumberText.WithUnit("10", "%")} ready: a problem"),
            ],
            Scale = AxisScale.Linear,
            BandMeaning = meaning,
            HasBars = true,
        }.Render();
    }

    private static BandSeries Series(
        ImmutableArray<SweepPoint> points, HypervisorKind kind, string what, SeriesRole role, Func<SweepPoint, MetricSummary?> metric, double scale) => new()
        {
            Name = DensityReport.NameOf(kind) + what,
            Role = role,
            // As in the charts of densities: KVM is style 0, ESXi style 1.
            Style = kind == HypervisorKind.Kvm ? 0 : 1,
            Points =
            [
                .. points.Where(point => point.Hypervisor == kind && metric(point) is not null).Select(point =>
                {
                    var found = metric(point)!;
                    return new BandPoint(point.Ratio, found.Estimate * scale, Math.Max(0, found.Low * scale ?? double.NaN), found.High * scale ?? double.NaN);
                }),
            ],
        };

    /// <summary>From which ratio on a metric is beyond a limit, hypervisor by hypervisor, as a sentence.</summary>
    private static string Finding(
        ImmutableArray<SweepPoint> points, string beyond, string within, Func<SweepPoint, double?> metric, Func<HypervisorKind, double> limit)
    {
        var parts = points.Select(point => point.Hypervisor).Distinct().Select(kind =>
        {
            var first = points.FirstOrDefault(point => point.Hypervisor == kind && !(metric(point) <= limit(kind)));
            return (Name: DensityReport.NameOf(kind), At: first is null ? Nowhere : $"from {Ratio(first.Ratio)}");
        }).ToList();
        var (name, at) = (points[0].Class.Name, parts[0].At);
        if (parts.TrueForAll(part => part.At == Nowhere)) return $"{name}: {within} up to {Ratio(points[^1].Ratio)}, under {string.Join(" and ", parts.Select(part => part.Name))}";
        return parts.TrueForAll(part => part.At == at)
            ? $"{name}: {beyond} {at}, under {string.Join(" and ", parts.Select(part => part.Name))}"
            : $"{name}: {beyond} {string.Join(", ", parts.Select(part => $"{part.At} under {part.Name}"))}";
    }

    private static string Describe(VmSpec vm) => string.Create(
        CultureInfo.InvariantCulture, $"{vm.Name}: VMs of {vm.Vcpus} vCPU{(vm.Vcpus == 1 ? "" : "s")}, each {vm.Workload.Rate:0.###} {vm.Workload.Template}/s");

    /// <summary>The class as part of a file name; with its number, because two names may come to the same.</summary>
    private static string NameOf(ImmutableArray<SweepPoint> points, int index)
    {
        var word = string.Concat(points[0].Class.Name.ToLowerInvariant().Take(LongestName).Select(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) ? c : '-'));
        return string.Create(CultureInfo.InvariantCulture, $"class-{index + 1}-{word}");
    }

    private static ReportCell Cell(MetricSummary? found, double scale) => found is null
        ? ReportCell.NotEstablished
        : ReportCell.Of(found.Estimate * scale, TruthLabel.Simulated, (found.Low ?? double.NaN) * scale, (found.High ?? double.NaN) * scale);
}
