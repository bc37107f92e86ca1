using System.Collections.Immutable;
using System.Globalization;
using Sim.Cli.Commands;
using Sim.Cli.Output;
using Sim.Estate.Demand;
using Sim.Experiments.Manifests;
using Sim.Models.Measurement;
using Sim.Planning.Capacity;
using Sim.Planning.Cost;
using Sim.Planning.Density;
using Sim.Reporting;
using Sim.Reporting.Charts;
using Sim.Reporting.Html;
using Sim.Reporting.Tables;

namespace Sim.Cli.Reports;

/// <summary>The report of a capacity plan: the decision first, then what it rests on.</summary>
/// <param name="result">The answer.</param>
/// <param name="command">The command that gives it, without output options.</param>
internal sealed class PlanReport(PlanResult result, string command)
{
    private readonly PlanSpec _spec = result.Inputs.Spec;
    private readonly ImmutableArray<string> _names = [.. result.Inputs.Spec.Alternatives.Keys];

    private string Currency => result.Case.Prices.Currency;

    /// <summary>results.json.</summary>
    public ResultDocument Document() => new()
    {
        Version = ToolVersion.Text,
        Verb = "plan",
        Name = _spec.Name,
        Seed = _spec.Measurement.Seed,
        IsComplete = true,
        Fingerprint = result.Fingerprint,
        Files = [.. result.Inputs.Files.Select(InputFile.Of)],
        Answer = new
        {
            Verdict = result.Comparison.Verdict,
            result.Comparison.Winner,
            result.Comparison.IsEstablished,
            Currency,
            NpvDifference = new { Of = $"{_names[0]} - {_names[1]}", result.Comparison.Difference.Value, result.Comparison.Difference.Low, result.Comparison.Difference.High },
            FlipPoints = result.Comparison.FlipPoints.Select(flip => flip.ToString()),
            Estate = new
            {
                RunningVms = result.Inputs.Import.Estate.RunningVms.Length,
                TemplatesAndPlaceholders = result.Inputs.Import.Estate.Vms.Count(vm => vm.IsTemplate || vm.IsPlaceholder),
                Quality = result.Inputs.Import.Quality.Rows.Concat(result.Inputs.Demand.Quality.Rows),
            },
            Alternatives = _names.ToImmutableSortedDictionary(name => name, AlternativeAnswer, StringComparer.Ordinal),
            Gates = result.Gates.Select(gate => new { gate.Spec.Alternative, gate.Spec.Measure, gate.Gate.Limit, gate.Gate.Actual.Value, gate.Gate.Passes }),
        },
        Metrics = DensityReport.Rows(result.Curves),
        Assumed = RunCommand.AssumedOf(result.Inputs.Defaults),
    };

    /// <summary>The few lines under the tables on the terminal.</summary>
    public IEnumerable<string> Summary()
    {
        foreach (var name in _names)
        {
            var curve = result.CurveOf(name);
            var cost = result.CostOf(name);
            yield return FormattableString.Invariant(
                $"{name}: {curve.Density} VMs a host ({DensityReport.Range(curve)}; first to break: {curve.Binding}); {cost.Cluster.HostsPerYear[0]} hosts in year 1, {cost.Cluster.HostsPerYear[^1]} in year {_spec.Horizon / 12} (binding: {cost.Cluster.BindingResource}); they last {RemainingText(name).Replace(' ', '\u00A0')}");
        }

        foreach (var warning in DensityReport.WarmUpWarnings(result.Curves)) yield return warning;
        yield return "Decision: " + result.Comparison.Verdict;
        foreach (var (spec, gate) in result.Gates)
        {
            yield return FormattableString.Invariant(
                $"Budget {(gate.Passes ? "kept" : "BROKEN")}: {spec.Alternative} {spec.Measure} {gate.Actual.Value:N0} {Currency}, limit {gate.Limit:N0}");
        }
    }

    /// <summary>The tables for the terminal.</summary>
    public ImmutableArray<ReportTable> ScreenTables() => [DensityReport.Points(result.Curves), CostTable(), FlipTable()];

    /// <summary>The page.</summary>
    public HtmlReport Html() => new()
    {
        Title = _spec.Name,
        Subtitle = _spec.Description,
        Decision = Decision(),
        Sections =
        [
            new ReportSection("density", "How many VMs a host carries", Density()),
            new ReportSection("capacity", "Capacity and headroom", Capacity()),
            new ReportSection("cost", "Cost", Cost()),
            new ReportSection("sensitivity", "What would change the answer", Sensitivity()),
            new ReportSection("demand", "What the VMs ask for", Demand()),
            new ReportSection("quality", "Data quality", Quality()),
            new ReportSection("assumed", "Parameters nobody has established", Assumed()),
        ],
        Footer = new ReportFooter
        {
            Version = ToolVersion.Text,
            Seed = _spec.Measurement.Seed,
            Fingerprint = result.Fingerprint,
            PriceBook = result.Case.Prices.Name,
            PriceBookDate = result.Case.Prices.AsOf,
            CommandLine = command,
        },
    };

    private object AlternativeAnswer(string name)
    {
        var curve = result.CurveOf(name);
        var cost = result.CostOf(name);
        return new
        {
            Hypervisor = DensityReport.NameOf(_spec.Alternatives[name].Simulate),
            VmsPerHost = new { curve.Density, curve.Low, curve.High, curve.Binding, curve.IsBracketed, WarmUpsNotOver = DensityReport.WarmUpsNotOver(curve), Truth = "simulated" },
            HostsPerYear = cost.Cluster.HostsPerYear,
            cost.Cluster.BindingResource,
            cost.NetPresentValue,
            cost.PerVmMonth,
            CashTotal = cost.Cash.Total.Value,
            CashByDriver = Enum.GetValues<CostDriver>().ToImmutableSortedDictionary(driver => driver.ToString(), driver => cost.Cash.TotalOf(driver).Value, StringComparer.Ordinal),
            cost.KilowattHoursPerYear,
            TimeRemaining = result.TimeRemainingOf(name),
            cost.Notes,
        };
    }

    private DecisionBox Decision()
    {
        var comparison = result.Comparison;
        var first = comparison.FlipPoints.FirstOrDefault(flip => flip.Value is not null);
        return new DecisionBox(
            comparison.IsEstablished ? Verdict.Pass : Verdict.NotEstablished,
            // The badge above it says already that nothing is established.
            comparison.Verdict.Replace("not established: ", "", StringComparison.Ordinal),
            [
                .. _names.Select(name => FormattableString.Invariant(
                    $"{name}: {result.CurveOf(name).Density} VMs a host ({DensityReport.Range(result.CurveOf(name))}), first to break is {result.CurveOf(name).Binding}; {result.CostOf(name).Cluster.HostsPerYear[^1]} hosts at the end, bound by {result.CostOf(name).Cluster.BindingResource}; {result.CostOf(name).PerVmMonth:0.00} {Currency} per VM-month (net present value)")),
                first is null ? "No single input within its plausible range changes the winner." : "Closest flip: " + first,
                .. result.Gates.Select(gate => FormattableString.Invariant(
                    $"Budget {(gate.Gate.Passes ? "kept" : "broken")}: {gate.Spec.Alternative} {gate.Spec.Measure} {gate.Gate.Actual.Value:N0} {Currency} against {gate.Gate.Limit:N0}")),
            ]);
    }

    private ImmutableArray<ReportBlock> Quality() =>
    [
        ReportBlock.Table(ImportCommand.EstateTable(result.Inputs.Import.Estate)),
        ReportBlock.Table(ImportCommand.QualitySummary("What was read, left out and assumed", result.Inputs.Import.Quality)),
        ReportBlock.Note(result.Mix.KnowsSourceClock
            ? FormattableString.Invariant($"CPU shares were turned into CPU time with the clocks of today's hosts (median {result.Mix.SourceClock / 1e9:0.00} GHz).")
            : "The export names no host clock; a vCPU of today was taken as 3 GHz."),
    ];

    private ImmutableArray<ReportBlock> Demand()
    {
        var byWorkload = result.Inputs.Demand.Vms.GroupBy(vm => vm.Archetype, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal);
        return
        [
            ReportBlock.Table(new ReportTable(
                "Busy-hour demand by archetype",
                [
                    new ReportColumn("Archetype"), new ReportColumn("VMs") { Format = NumberFormat.Whole }, new ReportColumn("vCPUs") { Format = NumberFormat.Whole },
                    new ReportColumn("CPU used", "vCPUs"), new ReportColumn("Active memory", "GiB"), new ReportColumn("Storage", "IOPS"),
                    new ReportColumn("Network", "Mbit/s"), new ReportColumn("Rests on"),
                ],
                byWorkload.Select(group => ImmutableArray.Create(
                    ReportCell.Of(group.Key),
                    ReportCell.Of(group.Count()),
                    ReportCell.Of(group.Sum(vm => vm.Vcpus)),
                    ReportCell.Of(group.Sum(vm => vm.CpuUtilisation.Value * vm.Vcpus), LabelOf(group)),
                    ReportCell.Of(group.Sum(vm => vm.ActiveMemoryMiB.Value) / 1024, LabelOf(group)),
                    ReportCell.Of(group.Sum(vm => vm.Iops.Value), TruthLabel.Assumed),
                    ReportCell.Of(group.Sum(vm => vm.NetworkMbitPerSecond.Value), TruthLabel.Assumed),
                    ReportCell.Of(RestsOn([.. group])))))),
            ReportBlock.Table(ImportCommand.QualitySummary("How demand was derived", result.Inputs.Demand.Quality)),
        ];
    }

    private ImmutableArray<ReportBlock> Density()
    {
        var slo = _spec.Slo.ResponseP99.Milliseconds;
        var carried = string.Join(", ", _names.Select(name => FormattableString.Invariant(
            $"{DensityReport.NameOf(_spec.Alternatives[name].Simulate)} {result.CurveOf(name).Density}")).Distinct(StringComparer.Ordinal));
        var readyAtLimit = string.Join(", ", result.Curves.Select(pair => FormattableString.Invariant(
            $"{DensityReport.NameOf(pair.Key)} {pair.Value.At(pair.Value.Density).Metrics[MetricCatalog.Ready].Estimate * 100:0.0} %")));
        return
        [
            ReportBlock.Chart(DensityReport.Latency(
                result.Curves, slo, _spec.Policy.Buffer, $"VMs a host carries within the SLO: {carried}", Source(TruthLabel.Simulated)).Render()),
            ReportBlock.Chart(DensityReport.Ready(result.Curves, $"CPU ready at the SLO limit: {readyAtLimit}", Source(TruthLabel.Simulated)).Render()),
            ReportBlock.Table(DensityReport.Points(result.Curves)),
            .. _names.Where(name => !result.CurveOf(name).IsBracketed).Select(name => ReportBlock.Warning(
                FormattableString.Invariant($"{name}: no number tried breaks the SLO; {result.CurveOf(name).Density} is the largest tried, not a limit."))),
            .. DensityReport.WarmUpWarnings(result.Curves).Select(ReportBlock.Warning),
        ];
    }

    private ImmutableArray<ReportBlock> Capacity()
    {
        var blocks = ImmutableArray.CreateBuilder<ReportBlock>();
        var shown = result.Comparison.Winner ?? _names[0];
        blocks.Add(ReportBlock.Chart(Headroom(shown).Render()));
        blocks.Add(ReportBlock.Table(new ReportTable(
            "Hosts needed",
            [new ReportColumn("Alternative"), .. Enumerable.Range(1, _spec.Horizon / 12).Select(year => new ReportColumn(FormattableString.Invariant($"Year {year}")) { Format = NumberFormat.Whole }), new ReportColumn("Bound by"), new ReportColumn("Day-one hosts last")],
            _names.Select(name => (ImmutableArray<ReportCell>)
            [
                ReportCell.Of(name),
                .. result.CostOf(name).Cluster.HostsPerYear.Select(hosts => ReportCell.Of(hosts, TruthLabel.Simulated)),
                ReportCell.Of(result.CostOf(name).Cluster.BindingResource),
                ReportCell.Of(RemainingText(name)),
            ]))
        {
            Note = FormattableString.Invariant(
                $"Policy: N+{_spec.Policy.FailoverHosts}, {_spec.Policy.Buffer:P0} buffer, memory overcommitted at most {_spec.Policy.MemoryOvercommit:0.##}:1."),
        }));
        return blocks.ToImmutable();
    }

    private HeadroomChart Headroom(string name)
    {
        var sizing = result.Case.SizingOf(name);
        var hosts = sizing.HostsFor(sizing.Demand.Vms).Hosts;
        var remaining = result.TimeRemainingOf(name);
        var plan = sizing.Plan(_spec.Horizon, hosts);
        var resource = plan.Resources.FirstOrDefault(item => item.Name == remaining.BindingResource) ?? plan.Resources[0];
        var start = result.Inputs.Import.Estate.SnapshotDate ?? result.Case.Prices.AsOf;
        var now = resource.Months[0];
        var (unit, scale) = resource.Unit == "bytes" ? ("GiB", 1.0 / (1 << 30)) : (resource.Unit, 1.0);
        var chart = new HeadroomChart
        {
            Name = "headroom",
            Finding = name,
            Subtitle = FormattableString.Invariant($"{resource.Name}; growth {_spec.Growth.PerYear:P0} a year, 80 % between {_spec.Growth.Low ?? _spec.Growth.PerYear:P0} and {_spec.Growth.High ?? _spec.Growth.PerYear:P0}"),
            Resource = resource.Name == "density" ? "VMs within the SLO" : resource.Name,
            Unit = unit,
            Source = Source(TruthLabel.Simulated, TruthLabel.Input),
            History = [new DemandPoint(start, now.Demand.Median * scale)],
            Forecast = [.. resource.Months.Skip(1).Select(month => new ForecastPoint(
                start.AddMonths(month.Month), month.Demand.Median * scale, month.Demand.Low80 * scale, month.Demand.High80 * scale,
                month.Demand.Low95 * scale, month.Demand.High95 * scale))],
            Capacity = [new CapacityStep(start, now.Total * scale, now.FailoverReserve * scale, now.Buffer * scale)],
        };
        return chart with { Finding = FormattableString.Invariant($"{hosts} hosts under {name}: {chart.Remaining().Text()}") };
    }

    private ImmutableArray<ReportBlock> Cost() =>
    [
        ReportBlock.Chart(new TcoStackedChart
        {
            Name = "tco",
            Finding = CostFinding(),
            Source = Source(TruthLabel.Simulated, TruthLabel.Input),
            Currency = Currency,
            Years = _spec.Horizon / 12,
            NpvRatePercent = _spec.DiscountRate * 100,
            PriceBook = result.Case.Prices.Name,
            PriceBookDate = result.Case.Prices.AsOf,
            WhiskerMeaning = "density at the ends of its interval",
            Alternatives =
            [
                .. _names.Select(name =>
                {
                    var (low, high) = DensityEnds(name);
                    return new TcoAlternative
                    {
                        Name = name,
                        Lines = [.. Enum.GetValues<CostDriver>().Select(driver => new CostLine(Spaced(driver), PresentValueOf(result.CostOf(name), driver)))],
                        Low = low,
                        High = high,
                    };
                }),
            ],
        }.Render()),
        ReportBlock.Table(CostTable()),
        ReportBlock.List(_names.SelectMany(name => result.CostOf(name).Notes.Select(note => name + ": " + note)).Distinct(StringComparer.Ordinal)),
    ];

    private (double Low, double High) DensityEnds(string name)
    {
        var density = result.Case.Alternative(name).Density!;
        var ends = new[] { density.Low, density.VmsPerHost, density.High }.Select(vms =>
            TotalCost.Of(result.Case.With(name, alternative => alternative with { Density = density with { VmsPerHost = vms ?? density.VmsPerHost } }), name).NetPresentValue);
        return (ends.Min(), ends.Max());
    }

    private ReportTable CostTable()
    {
        var years = _spec.Horizon / 12;
        return new ReportTable(
            FormattableString.Invariant($"Cost over {years} years, {Currency}"),
            [
                new ReportColumn("Line"),
                .. _names.SelectMany(name => new[]
                {
                    new ReportColumn(name + " paid", Currency) { Format = NumberFormat.Whole },
                    new ReportColumn(name + " today", Currency) { Format = NumberFormat.Whole },
                }),
            ],
            [
                .. Enum.GetValues<CostDriver>().Select(driver => Row(Spaced(driver), cost => cost.Cash.TotalOf(driver).Value, cost => PresentValueOf(cost, driver))),
                Row("Total", cost => cost.Cash.Total.Value, cost => cost.NetPresentValue),
                Row("Per VM-month", cost => cost.CashPerVmMonth, cost => cost.PerVmMonth),
            ])
        {
            Note = FormattableString.Invariant($"paid: undiscounted; today: net present value at {_spec.DiscountRate:P0}. Prices: {result.Case.Prices}."),
        };

        ImmutableArray<ReportCell> Row(string line, Func<TotalCost, double> paid, Func<TotalCost, double> today) =>
            [ReportCell.Of(line), .. _names.SelectMany(name => new[] { ReportCell.Of(paid(result.CostOf(name))), ReportCell.Of(today(result.CostOf(name))) })];
    }

    private double PresentValueOf(TotalCost cost, CostDriver driver) =>
        cost.Cash.Lines.Where(line => line.Driver == driver).Sum(line => line.PresentValueAt(_spec.DiscountRate));

    private string CostFinding()
    {
        var difference = result.Comparison.Difference;
        var range = FormattableString.Invariant($"{difference.Low / 1e3:0} to {difference.High / 1e3:0} thousand {Currency}");
        return result.Comparison.IsEstablished
            ? FormattableString.Invariant($"{result.Comparison.Winner} costs {Math.Abs(result.Comparison.RelativeDifference.Value):P0} less")
            : $"No cheaper choice is established: {_names[0]} less {_names[1]} is {range}";
    }

    private ImmutableArray<ReportBlock> Sensitivity()
    {
        var difference = result.Comparison.Difference;
        var half = 0.005 * (difference.High - difference.Low);
        return
        [
            ReportBlock.Table(FlipTable()),
            ReportBlock.Table(new ReportTable(
                "What the uncertainty of the difference rests on",
                [new ReportColumn("Input"), new ReportColumn("At its low end", Currency) { Format = NumberFormat.Whole }, new ReportColumn("At its high end", Currency) { Format = NumberFormat.Whole }],
                difference.Effects.Where(effect => Math.Abs(effect.AtHigh - effect.AtLow) > half).Select(effect => ImmutableArray.Create(
                    ReportCell.Of(effect.Input.Name), ReportCell.Of(effect.AtLow), ReportCell.Of(effect.AtHigh))))
            {
                Note = $"Difference: {_names[0]} less {_names[1]}, net present value; inputs that move it by less than half a percent of its interval are left out.",
            }),
        ];
    }

    private ReportTable FlipTable()
    {
        var flips = result.Comparison.FlipPoints.Where(flip => flip.Value is not null).ToImmutableArray();
        return new ReportTable(
            "Where one input alone changes the winner",
            [new ReportColumn("Input"), new ReportColumn("Unit"), new ReportColumn("Now"), new ReportColumn("Flips at"), new ReportColumn("Searched")],
            flips.Select(flip => ImmutableArray.Create(
                ReportCell.Of(flip.Input.Name),
                ReportCell.Of(flip.Input.Unit),
                ReportCell.Of(flip.Input.Base),
                ReportCell.Of(flip.Value!.Value),
                ReportCell.Of($"{NumberText.Significant(flip.Input.PlausibleLow)} to {NumberText.Significant(flip.Input.PlausibleHigh)}"))))
        {
            Note = FormattableString.Invariant($"Of {result.Comparison.FlipPoints.Length} inputs, {result.Comparison.FlipPoints.Length - flips.Length} do not change the winner anywhere in their plausible range."),
        };
    }

    /// <summary>One row a part of the model: nobody reads a hundred rows, and results.json has them all.</summary>
    private ImmutableArray<ReportBlock> Assumed()
    {
        var assumed = RunCommand.AssumedOf(result.Inputs.Defaults);
        return
        [
            ReportBlock.Paragraph("Defaults that no primary source supports. Calibrate them on your hardware or set them in the plan. results.json lists each with its meaning and source."),
            ReportBlock.Table(new ReportTable(
                FormattableString.Invariant($"{assumed.Length} assumed parameters"),
                [new ReportColumn("Part"), new ReportColumn("Count") { Format = NumberFormat.Whole }, new ReportColumn("Parameters and their defaults")],
                assumed.GroupBy(used => PartOf(used.Field), StringComparer.Ordinal).Select(part => ImmutableArray.Create(
                    ReportCell.Of(part.Key), ReportCell.Of(part.Count()),
                    ReportCell.Of(string.Join(", ", part.Select(used => $"{used.Field[(used.Field.LastIndexOf('.') + 1)..]} {used.Value}"))))))),
        ];
    }

    private static string PartOf(string field) => field.LastIndexOf('.') is > 0 and var dot ? field[..dot] : "plan";

    private ChartSource Source(params TruthLabel[] truth) => new()
    {
        Scenario = _spec.Name, Truth = [.. truth], Details = [FormattableString.Invariant($"seed {_spec.Measurement.Seed}, {_spec.Measurement.Replications} replications")],
    };

    private static string RestsOn(ImmutableArray<VmDemand> group)
    {
        var parts = group.GroupBy(vm => vm.Evidence).OrderBy(part => part.Key).ToImmutableArray();
        return parts.Length == 1 ? Words(parts[0].Key) : string.Join(", ", parts.Select(part => FormattableString.Invariant($"{Words(part.Key)} ({part.Count()})")));
    }

    private static string Words(DemandEvidence evidence) => evidence switch
    {
        DemandEvidence.Measured => "a series",
        DemandEvidence.PointInTime => "one reading",
        _ => "its archetype",
    };

    private static TruthLabel LabelOf(IEnumerable<VmDemand> group) =>
        group.All(vm => vm.Evidence == DemandEvidence.Measured) ? TruthLabel.Measured
        : group.All(vm => vm.Evidence == DemandEvidence.Archetype) ? TruthLabel.Assumed : TruthLabel.Input;

    private string RemainingText(string name) => Headroom(name).Remaining().Text();

    private static string Spaced(CostDriver driver) => driver switch
    {
        CostDriver.HypervisorLicences => "Hypervisor licences",
        CostDriver.GuestLicences => "Guest licences",
        CostDriver.PowerAndCooling => "Power and cooling",
        _ => driver.ToString(),
    };
}
