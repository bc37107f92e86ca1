using Sim.Planning.Prices;
using Sim.Planning.Sizing;
using Sim.Scenarios.Binding;
using Sim.Scenarios.Input;

namespace Sim.Planning.Cost;

/// <summary>Checks that the parts of a plan fit together: names exist, units match, every VM fits a host.</summary>
internal static class PlanCheck
{
    public static void Check(PlanningCase planning, FindingReporter report)
    {
        var (plan, prices, _) = planning;
        if (plan.Horizon % 12 != 0) report.Add("horizon", "is not a whole number of years", "e.g. 5 years");
        CheckDemand(plan.Demand, plan.Horizon, report);
        if (plan.Policy.FailoverShare + plan.Policy.Buffer >= 1) report.Add("policy", "keeps everything free", "failoverShare and buffer below 100 % together");

        Line("operations.electricity", plan.Operations.Electricity, PriceUnit.KilowattHour);
        Line("operations.colocation", plan.Operations.Colocation, PriceUnit.KilowattMonth);
        Line("operations.administrator", plan.Operations.Administrator, PriceUnit.AdministratorYear);
        Factor("operations.pue", plan.Operations.Pue, 1);
        Factor("operations.hardwareSupport", plan.Operations.HardwareSupport, 0);
        if (plan.Operations.Administrator is not null) Factor("operations.vmsPerAdministrator", plan.Operations.VmsPerAdministrator, 1);
        if (plan.Guests.WindowsShare > 0)
        {
            Line("guests.windowsStandard", plan.Guests.WindowsStandard, PriceUnit.SixteenCores);
            Line("guests.windowsDatacenter", plan.Guests.WindowsDatacenter, PriceUnit.SixteenCores);
        }

        for (var i = 0; i < plan.Guests.Products.Length; i++) Product(FormattableString.Invariant($"guests.products[{i}]"), plan.Guests.Products[i]);
        if (plan.Alternatives.IsEmpty) report.Add("alternatives", "names none", "at least one");
        foreach (var (name, alternative) in plan.Alternatives) CheckAlternative(name, alternative);

        void CheckAlternative(string name, AlternativeSpec alternative)
        {
            var field = "alternatives." + name;
            foreach (var id in alternative.Host.Bill.Keys) Line($"{field}.host.bill.{id}", id, PriceUnit.Piece, PriceUnit.Gibibyte, PriceUnit.Terabyte);
            CheckPower(field + ".host.power", alternative.Host.Power, planning, report);
            if (alternative.Density is { } density) CheckEnds(field + ".density", density.VmsPerHost, density.Low, density.High, report);
            if (alternative.Utilisation.IsEmpty) report.Add(field + ".utilisation", "is absent", "one or more samples, e.g. [55 %]");
            Product(field + ".hypervisor", alternative.Hypervisor);
            for (var i = 0; i < alternative.IncludedGuests.Length; i++)
                Product(FormattableString.Invariant($"{field}.includedGuests[{i}]"), alternative.IncludedGuests[i]);
            if (alternative.VsanRawPerHost > 0) CheckVsan(field, alternative);
            if (alternative is { InstalledHosts: > 0, InstalledYearsLeft: 0 })
                report.Add(field + ".installedYearsLeft", "is 0 although hosts are installed", "1 or more years, or no installed hosts");
            foreach (var misfit in ClusterSizing.Misfits(alternative.Host.Capacity, plan.Demand, plan.Policy))
                report.Add("demand." + misfit.Field, $"{misfit.Problem} of alternative '{name}'", misfit.Allowed);
            if (alternative.Migration is { } migration) CheckMigration(field + ".migration", name, migration);
        }

        void CheckVsan(string field, AlternativeSpec alternative)
        {
            Line(field + ".vsanAddOn", alternative.VsanAddOn, PriceUnit.TebibyteYear);
            if (alternative.Hypervisor is not { } id || !prices.Products.TryGetValue(id, out var product) || product.VsanPerCore == 0)
                report.Add(field + ".vsanRawPerHost", "is given, but the hypervisor's product includes no vSAN", "a product with 'vsanPerCore'");
        }

        void CheckMigration(string field, string name, MigrationSpec migration)
        {
            Line(field + ".perVm", migration.PerVm, PriceUnit.Vm);
            if (migration.From == name) report.Add(field + ".from", $"'{name}' migrates to itself", "another alternative");
            else if (!plan.Alternatives.ContainsKey(migration.From))
            {
                report.Add(field + ".from", $"'{migration.From}' is not an alternative", string.Join(", ", plan.Alternatives.Keys),
                    NearestName.Of(migration.From, plan.Alternatives.Keys));
            }

            if (migration.DualRunning > plan.Horizon) report.Add(field + ".dualRunning", "is longer than the horizon", "the horizon or less");
        }

        void Line(string field, string? id, params ReadOnlySpan<PriceUnit> units)
        {
            if (id is null) return;
            if (!prices.Lines.TryGetValue(id, out var line))
                report.Add(field, $"'{id}' is not a price line of {prices.File}", "a name under 'lines'", NearestName.Of(id, prices.Lines.Keys));
            else if (!units.Contains(line.Per))
                report.Add(field, $"'{id}' prices one {Words(line.Per)}", "a line per " + string.Join(" or ", units.ToArray().Select(Words)));
        }

        void Factor(string field, string id, double minimum)
        {
            if (!prices.Factors.TryGetValue(id, out var factor))
                report.Add(field, $"'{id}' is not a factor of {prices.File}", "a name under 'factors'", NearestName.Of(id, prices.Factors.Keys));
            else if (Math.Min(factor.Value, factor.Low ?? factor.Value) < minimum)
                report.Add(field, FormattableString.Invariant($"'{id}' is or may be below {minimum}"), FormattableString.Invariant($"{minimum} or more"));
        }

        void Product(string field, string? id)
        {
            if (id is not null && !prices.Products.ContainsKey(id))
                report.Add(field, $"'{id}' is not a product of {prices.File}", "a name under 'products'", NearestName.Of(id, prices.Products.Keys));
        }
    }

    private static string Words(PriceUnit unit) => FieldNames.ChoiceOf(unit.ToString());

    private static void CheckDemand(VmDemand demand, int months, FindingReporter report)
    {
        CheckEnds("demand", demand.GrowthPerYear, demand.GrowthLow, demand.GrowthHigh, report, "growthLow", "growthHigh");
        if (demand.Forecast(months).FirstOrDefault(month => month.Median <= 0) is { Month: > 0, Median: var left } empty)
            report.Add("demand.changes", FormattableString.Invariant($"leave {left:0} VMs in month {empty.Month}"), "removals that leave at least one VM");
        if (demand.LargestVm is { } largest
            && (largest.Vcpus < demand.AverageVm.Vcpus || largest.Memory < demand.AverageVm.Memory || largest.Storage < demand.AverageVm.Storage))
            report.Add("demand.largestVm", "is smaller than the average VM in some resource", "at least the average in each");
    }

    private static void CheckPower(string field, PowerChoice power, PlanningCase planning, FindingReporter report)
    {
        if ((power.Idle is null) != (power.Maximum is null)) report.Add(field, "gives only one of idle and maximum", "both or neither");
        if (power.Maximum <= power.Idle) report.Add(field + ".maximum", "is not above idle", "more than idle");
        var sources = (power.Curve is null ? 0 : 1) + (power.Parts.IsEmpty ? 0 : 1) + (power is { Curve: null, Idle: not null } ? 1 : 0);
        if (sources != 1) report.Add(field, "needs exactly one source", "curve (with or without idle and maximum), parts, or idle and maximum");
        if (power.Curve is { } curve && !planning.Power.Curves.ContainsKey(curve))
            report.Add(field + ".curve", $"'{curve}' is not in the power file", string.Join(", ", planning.Power.Curves.Keys), NearestName.Of(curve, planning.Power.Curves.Keys));
        foreach (var part in power.Parts.Keys)
        {
            if (planning.Power.Components is not { } components) report.Add($"{field}.parts.{part}", "the power file has no components");
            else if (!components.Parts.ContainsKey(part))
                report.Add($"{field}.parts.{part}", "is not a part of the power file", string.Join(", ", components.Parts.Keys), NearestName.Of(part, components.Parts.Keys));
        }

        if (!power.Parts.IsEmpty && power.Parts.Values.Sum() <= 0) report.Add(field + ".parts", "sum to nothing", "at least one piece");
    }

    private static void CheckEnds(
        string field, double value, double? low, double? high, FindingReporter report, string lowKey = "low", string highKey = "high")
    {
        if (low > value) report.Add($"{field}.{lowKey}", "is above the estimate", "the estimate or less");
        if (high < value) report.Add($"{field}.{highKey}", "is below the estimate", "the estimate or more");
    }
}
