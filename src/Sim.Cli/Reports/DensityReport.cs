using System.Collections.Immutable;
using System.Globalization;
using Sim.Cli.Output;
using Sim.Experiments.Analysis;
using Sim.Models.Measurement;
using Sim.Models.Scenarios;
using Sim.Planning.Density;
using Sim.Reporting;
using Sim.Reporting.Charts;
using Sim.Reporting.Tables;
using Sim.Scenarios.Binding;
using DensityPoint = Sim.Planning.Density.DensityPoint;

namespace Sim.Cli.Reports;

/// <summary>Tables and charts of a density search.</summary>
internal static class DensityReport
{
    /// <summary>Change of a mean by a longer warm-up from which people are told: less drowns in the intervals of such means. JSON has all.</summary>
    private const double ChangeWorthSaying = 0.01;

    /// <summary>The hypervisor's usual spelling.</summary>
    public static string NameOf(HypervisorKind kind) => kind == HypervisorKind.Kvm ? "KVM" : "ESXi";

    /// <summary>The interval of a density, in words.</summary>
    public static string Range(DensityCurve curve) => curve.Low > 0
        ? FormattableString.Invariant($"{curve.Low}-{curve.High}")
        : FormattableString.Invariant($"none surely, at most {curve.High}");

    /// <summary>A line for each hypervisor whose warm-up was not over at some number of VMs that keeps the SLO: the one where it matters most.</summary>
    public static IEnumerable<string> WarmUpWarnings(ImmutableSortedDictionary<HypervisorKind, DensityCurve> curves)
    {
        foreach (var (kind, curve) in curves)
        {
            var found = Unsettled(curve).Where(one => Math.Abs(one.Check.Change?.Estimate ?? 0) >= ChangeWorthSaying).ToArray();
            if (found.Length == 0) continue;
            var (vms, worst) = found.MaxBy(one => Math.Abs(one.Check.Change?.Estimate ?? 0));
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{NameOf(kind)}: the warm-up was not over at {found.DistinctBy(one => one.Vms).Count()} of {curve.Points.Count(point => point.Holds)} numbers of VMs that keep the SLO, above all at {vms}: {worst.Name}: {worst}");
        }
    }

    /// <summary>The same in full, for JSON.</summary>
    public static IEnumerable<object> WarmUpsNotOver(DensityCurve curve) => Unsettled(curve).Select(one => new
    {
        one.Vms, one.Check.Name, one.Check.WarmUpSeconds, one.Check.SuggestedSeconds, Change = one.Check.Change?.Estimate, ChangeLow = one.Check.Change?.Low, ChangeHigh = one.Check.Change?.High,
    });

    /// <summary>A host that does not keep up never settles, whatever the warm-up.</summary>
    private static IEnumerable<(int Vms, WarmUpCheck Check)> Unsettled(DensityCurve curve) =>
        curve.Points.Where(point => point.Holds).SelectMany(point => point.Unsettled.Select(check => (point.Vms, check)));

    /// <summary>Every metric of every point.</summary>
    public static ImmutableArray<ResultRow> Rows(ImmutableSortedDictionary<HypervisorKind, DensityCurve> curves) =>
    [
        .. curves.SelectMany(pair => pair.Value.Points.SelectMany(point => ResultRow.Of(
            string.Create(CultureInfo.InvariantCulture, $"hypervisor={FieldNames.ChoiceOf(pair.Key.ToString())},vms={point.Vms}"), point.Metrics.Values))),
    ];

    /// <summary>One row a point.</summary>
    public static ReportTable Points(ImmutableSortedDictionary<HypervisorKind, DensityCurve> curves) => new(
        "VMs on one host",
        [
            new ReportColumn("Hypervisor"), new ReportColumn("VMs") { Format = NumberFormat.Whole }, new ReportColumn("CPU", "%"),
            new ReportColumn("Ready", "%"), new ReportColumn("Worst p99", "ms"), new ReportColumn("SLO"),
        ],
        curves.SelectMany(pair => pair.Value.Points.Select(point => ImmutableArray.Create(
            ReportCell.Of(NameOf(pair.Key)),
            ReportCell.Of(point.Vms),
            HostTables.Cell(point.Metrics, MetricCatalog.Utilisation, 100),
            HostTables.Cell(point.Metrics, MetricCatalog.Ready, 100),
            Slowest(point, "response_p99") is { } worst ? ReportCell.Of(worst.Value, TruthLabel.Simulated, worst.Low, worst.High) : ReportCell.NotEstablished,
            ReportCell.Of(Verdict(point))))));

    /// <summary>The slowest request kind's p99 against the number of VMs.</summary>
    public static LatencyDensityChart Latency(
        ImmutableSortedDictionary<HypervisorKind, DensityCurve> curves, double sloMilliseconds, double buffer, string finding, ChartSource source) => new()
        {
            Name = "latency-density",
            Finding = finding,
            Subtitle = "slowest request kind by p99 (thick) and by p50 (thin); VMs are added in one fixed order",
            Source = source,
            SloMilliseconds = sloMilliseconds,
            Curves =
            [
                .. curves.Where(pair => pair.Value.Points.Any(point => Slowest(point, "response_p99") is not null)).Select(pair => new LatencyCurve
                {
                    Hypervisor = NameOf(pair.Key),
                    P99 = [.. Simulated(pair.Value).Select(point => At(point, Slowest(point, "response_p99")!.Value))],
                    P50 = [.. Simulated(pair.Value).Select(point => At(point, Slowest(point, "response_p50")!.Value))],
                    SloLimit = pair.Value.Density,
                    Recommended = buffer > 0 ? Math.Floor(pair.Value.Density * (1 - buffer)) : null,
                }),
            ],
        };

    /// <summary>CPU ready and co-stop against the number of VMs.</summary>
    public static ReadyDensityChart Ready(
        ImmutableSortedDictionary<HypervisorKind, DensityCurve> curves, string finding, ChartSource source) => new()
        {
            Name = "ready-density",
            Finding = finding,
            Source = source,
            Curves =
            [
                .. curves.Where(pair => Simulated(pair.Value).Any()).Select(pair => new ReadyCurve
                {
                    Hypervisor = NameOf(pair.Key),
                    Ready = [.. Simulated(pair.Value).Select(point => Percent(point, MetricCatalog.Ready))],
                    CoStop = pair.Key == HypervisorKind.Esxi ? [.. Simulated(pair.Value).Select(point => Percent(point, MetricCatalog.CoStop))] : [],
                }),
            ],
        };

    private static IEnumerable<DensityPoint> Simulated(DensityCurve curve) => curve.Points.Where(point => Slowest(point, "response_p99") is not null);

    private static Sim.Reporting.Charts.DensityPoint At(DensityPoint point, Reading reading) => new(point.Vms, reading.Value, reading.Low, reading.High);

    private static Sim.Reporting.Charts.DensityPoint Percent(DensityPoint point, string metric)
    {
        var found = point.Metrics[metric];
        return new(
            point.Vms, found.Estimate * 100, Math.Max(0, found.Low * 100 ?? double.NaN), found.High * 100 ?? double.NaN);
    }

    private static Reading? Slowest(DensityPoint point, string metric)
    {
        Reading? slowest = null;
        foreach (var verdict in point.Verdicts)
        {
            if (!verdict.Metric.EndsWith(".response_p99", StringComparison.Ordinal)) continue;
            if (!point.Metrics.TryGetValue(verdict.Metric.Replace("response_p99", metric, StringComparison.Ordinal), out var found)) continue;
            var reading = new Reading(found.Estimate / 1e6, Math.Max(0, found.Low / 1e6 ?? double.NaN), found.High / 1e6 ?? double.NaN);
            if (slowest is null || reading.Value > slowest.Value.Value) slowest = reading;
        }

        return slowest;
    }

    private static string Verdict(DensityPoint point)
    {
        switch (point.Refusal)
        {
            case DensityRefusal.Memory: return "no memory";
            case DensityRefusal.Reservations: return "not admitted: reservations";
            case DensityRefusal.DiskSpace: return "no room on the drives";
        }

        if (point.HoldsSurely) return "kept";
        if (point.Holds) return "kept, not surely";
        var worst = point.Verdicts.Where(verdict => !verdict.Holds && !verdict.IsIdle).MaxBy(verdict => verdict.Excess)!;
        return worst.NotEstablished is { } why ? $"not established: {worst.Name}, {why}" : "broken: " + worst.Name;
    }

    private readonly record struct Reading(double Value, double Low, double High);
}
