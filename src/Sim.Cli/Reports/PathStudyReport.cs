using System.Collections.Immutable;
using System.Globalization;
using Sim.Cli.Output;
using Sim.Planning.Sweeps;
using Sim.Reporting;
using Sim.Reporting.Charts;
using Sim.Reporting.Html;
using Sim.Reporting.Tables;

namespace Sim.Cli.Reports;

/// <summary>Tables, charts and page of a study of paths to storage.</summary>
internal static class PathStudyReport
{
    private const string Iops = "disk.iops";
    private const string Tail = "disk.latency_p99";
    private const string HostCpu = "disk.host_cpu";

    private static readonly ChartAxis Vms = new("VMs on the host", "number");

    /// <summary>What the verb writes.</summary>
    public static StudyReport<PathPoint> Whole { get; } = new(Answer, Rows, points => ByPath(points).Select(Table), Html, Note);

    /// <summary>What to know to read the tables.</summary>
    public static string Note =>
        "Closed loops: IOPS and latency are one result (Little's law). Host CPU: run time of all storage threads of the host over requests done, polling "
        + "included; a reactor counts whole, whatever it has to do. Exits and the guest's own work are not in it.";

    /// <summary>Every metric of every point.</summary>
    public static ImmutableArray<ResultRow> Rows(ImmutableArray<PathPoint> points) =>
        [.. points.SelectMany(point => ResultRow.Of(PathStudy.NameOf(point.Path.Name, point.Vms), point.Metrics.Values))];

    /// <summary>The answer in results.json.</summary>
    public static object Answer(ImmutableArray<PathPoint> points) => points.Select(point => new
    {
        Path = point.Path.Name,
        Hypervisor = point.Path.Hypervisor.Kind,
        point.Vms,
        Iops = Value(point, Iops),
        LatencyP99Ns = Value(point, Tail),
        HostCpuNs = Value(point, HostCpu),
    });

    /// <summary>The points path by path.</summary>
    public static IEnumerable<ImmutableArray<PathPoint>> ByPath(ImmutableArray<PathPoint> points) =>
        points.GroupBy(point => point.Path.Name, StringComparer.Ordinal).Select(group => group.ToImmutableArray());

    /// <summary>One row a number of VMs.</summary>
    public static ReportTable Table(ImmutableArray<PathPoint> points) => new(
        $"{points[0].Path.Name} ({DensityReport.NameOf(points[0].Path.Hypervisor.Kind)})",
        [
            new ReportColumn("VMs"), new ReportColumn("Rate", "thousand/s"), new ReportColumn("Mean", "us"), new ReportColumn("p99", "us"),
            new ReportColumn("Host CPU", "us/request"), new ReportColumn("pCPUs busy", "%"),
        ],
        points.Select(point => ImmutableArray.Create(
            ReportCell.Of(point.Vms.ToString(CultureInfo.InvariantCulture)),
            HostTables.Cell(point.Metrics, Iops, 1e-3),
            HostTables.Cell(point.Metrics, "disk.latency_mean", 1e-3),
            HostTables.Cell(point.Metrics, Tail, 1e-3),
            HostTables.Cell(point.Metrics, HostCpu, 1e-3),
            HostTables.Cell(point.Metrics, "host.pcpu_utilisation", 100))));

    /// <summary>The page.</summary>
    public static HtmlReport Html(ImmutableArray<PathPoint> points, ResultDocument document, string command) => new()
    {
        Title = document.Name,
        Sections =
        [
            new ReportSection("charts", "Path beside path", [.. Charts(points, document).Select(ReportBlock.Chart)]),
            new ReportSection("tables", "All points", [.. ByPath(points).Select(one => ReportBlock.Table(Table(one)))]),
            new ReportSection("grounds", "What it rests on", [ReportBlock.Paragraph(Note), .. document.RestsOn!.Lines().Select(ReportBlock.Paragraph)]),
        ],
        Footer = new ReportFooter { Version = document.Version, Seed = document.Seed, Fingerprint = document.Fingerprint, CommandLine = command },
    };

    private static IEnumerable<ChartArtifact> Charts(ImmutableArray<PathPoint> points, ResultDocument document)
    {
        yield return Chart(points, document, Iops, "path-iops", new ChartAxis("Requests", "thousand per second"), 1e-3);
        yield return Chart(points, document, Tail, "path-p99", new ChartAxis("Latency in the guest, p99", "us"), 1e-3);
        yield return Chart(points, document, HostCpu, "path-host-cpu", new ChartAxis("Host CPU", "us per request"), 1e-3);
    }

    private static ChartArtifact Chart(
        ImmutableArray<PathPoint> points, ResultDocument document, string metric, string name, ChartAxis axis, double scale)
    {
        var grounds = document.RestsOn!;
        return new LineBandChart
        {
            Name = name,
            Finding = Finding(points, metric, axis, scale),
            Source = new ChartSource
            {
                Scenario = document.Name,
                Truth = [TruthLabel.Simulated],
                Details = [string.Create(CultureInfo.InvariantCulture, $"{grounds.Replications} replications of {grounds.LengthSeconds:0.###} s, seed {document.Seed}")],
            },
            XAxis = Vms,
            YAxis = axis,
            Series =
            [
                .. ByPath(points).Select((one, i) => new BandSeries
                {
                    Name = one[0].Path.Name,
                    Role = SeriesRole.Primary,
                    Style = i,
                    Points = [.. one.Where(point => point.Metrics.ContainsKey(metric)).Select(point => Point(point, metric, scale))],
                }),
            ],
            BandMeaning = string.Create(CultureInfo.InvariantCulture, $"{grounds.Confidence * 100:0.##} % interval"),
        }.Render();
    }

    private static BandPoint Point(PathPoint point, string metric, double scale)
    {
        var found = point.Metrics[metric];
        return new BandPoint(point.Vms, found.Estimate * scale, Math.Max(0, found.Low * scale ?? double.NaN), found.High * scale ?? double.NaN);
    }

    /// <summary>From which path's value to which other's, with one VM and with the most; one value where paths differ by less than a hundredth.</summary>
    private static string Finding(ImmutableArray<PathPoint> points, string metric, ChartAxis axis, double scale)
    {
        const double Alike = 1.01;
        var parts = new[] { points.Min(point => point.Vms), points.Max(point => point.Vms) }.Distinct().Select(vms =>
        {
            var there = points.Where(point => point.Vms == vms && point.Metrics.ContainsKey(metric)).OrderBy(point => point.Metrics[metric].Estimate).ToList();
            var (low, high) = (there[0].Metrics[metric].Estimate * scale, there[^1].Metrics[metric].Estimate * scale);
            return high <= low * Alike
                ? string.Create(CultureInfo.InvariantCulture, $"{high:0.#} on every path with {vms} VM{(vms == 1 ? "" : "s")}")
                : string.Create(CultureInfo.InvariantCulture, $"{low:0.#} ({there[0].Path.Name}) to {high:0.#} ({there[^1].Path.Name}) with {vms} VM{(vms == 1 ? "" : "s")}");
        });
        return $"{axis.Title}, {axis.Unit}: {string.Join("; ", parts)}";
    }

    private static object? Value(PathPoint point, string metric) =>
        point.Metrics.GetValueOrDefault(metric) is { } found ? new { Value = found.Estimate, found.Low, found.High } : null;
}
