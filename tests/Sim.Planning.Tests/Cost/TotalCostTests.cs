using Sim.Planning.Cost;
using Sim.Planning.Power;
using Sim.Planning.Sizing;
using Sim.Scenarios.Input;
using Sim.Testing;

namespace Sim.Planning.Tests.Cost;

public sealed class TotalCostTests
{
    // 100 VMs / 20 = 5 hosts, N+1 = 6. Bought once: 60,000. Licences: 2 x max(16, 8) = 32 cores x 6 x 100 = 19,200 a year.
    // Maintenance from year 4 on (3 years of warranty): 10 % of 60,000 in years 4 and 5.
    // Fill 100 / (6 x 20) = 5/6, utilisation 0.5 x 5/6 = 0.41667, line 100..300 W: 183.333 W; six hosts 1.1 kW x 8,760 h x 1.5 x 0.1 = 1,445.40 a year.
    // Space: 6 x 0.3 kW x 12 x 200 = 4,320. Labour: 100 / 50 x 100,000 = 200,000.
    [Fact]
    public void Every_driver_worked_by_hand()
    {
        var total = TotalCost.Of(PlanText.Read(), "esxi");
        Assert.Equal([6, 6, 6, 6, 6], total.Cluster.HostsPerYear);
        AssertYears(total, CostDriver.Hardware, 60_000, 0, 0, 0, 0);
        AssertYears(total, CostDriver.HypervisorLicences, 19_200, 19_200, 19_200, 19_200, 19_200);
        AssertYears(total, CostDriver.Support, 0, 0, 0, 6_000, 6_000);
        AssertYears(total, CostDriver.PowerAndCooling, 1445.40, 1445.40, 1445.40, 1445.40, 1445.40);
        AssertYears(total, CostDriver.Space, 4_320, 4_320, 4_320, 4_320, 4_320);
        AssertYears(total, CostDriver.Labour, 200_000, 200_000, 200_000, 200_000, 200_000);
        Assert.DoesNotContain(total.Cash.Lines, line => line.Driver == CostDriver.Migration);
        var cash = 60_000 + 12_000 + (5 * (19_200 + 1445.40 + 4_320 + 200_000));
        Assert.Equal(cash, total.Cash.Total.Value, 1e-6);
        Assert.Equal(6_000, total.VmMonths, 1e-9);
        Assert.Equal(cash / 6_000, total.CashPerVmMonth, 1e-9);
        Assert.Equal(PowerForm.Line, total.PowerForm);

        // Hardware, licences and maintenance fall at the start of their year, the rest at the end; 10 %.
        var expected = 60_000.0;
        for (var year = 1; year <= 5; year++)
        {
            expected += (19_200 + (year >= 4 ? 6_000 : 0)) / Math.Pow(1.1, year - 1);
            expected += (1445.40 + 4_320 + 200_000) / Math.Pow(1.1, year);
        }

        Assert.Equal(expected, total.NetPresentValue, 1e-6);
        Assert.Equal(expected / 6_000, total.PerVmMonth, 1e-9);
    }

    // 100 / 16 = 6.25: 7 hosts, N+1 = 8. Sockets: 16 x 80 EUR x 1.25 = 1,600 a year. Moving 100 VMs: 50,000.
    // Half a year of ESXi meanwhile: (19,200 + 0 + 1,445.40 + 4,320) / 2 = 12,482.70.
    [Fact]
    public void Migration_pays_per_vm_and_for_both_platforms()
    {
        var total = TotalCost.Of(PlanText.Read(), "kvm");
        AssertYears(total, CostDriver.HypervisorLicences, 1_600, 1_600, 1_600, 1_600, 1_600);
        AssertYears(total, CostDriver.Migration, 50_000 + 12_482.70, 0, 0, 0, 0);
        Assert.Contains("exchange.EUR", total.PricesUsed);
        Assert.Contains("lines.core", total.PricesUsed);
    }

    // 18 months: a full year of 24,965.40 in year 1 and half of it in year 2.
    [Fact]
    public void Dual_running_spreads_over_years() =>
        AssertYears(TotalCost.Of(PlanText.Read("dualRunning: 6 months", "dualRunning: 18 months"), "kvm"), CostDriver.Migration, 74_965.40, 12_482.70, 0, 0, 0);

    // 60,000 over 5 years: 12,000 a year in the expense view, while the cash view shows 60,000 in year 1.
    [Fact]
    public void Expenses_depreciate_what_cash_pays()
    {
        var total = TotalCost.Of(PlanText.Read(), "esxi");
        var hardware = Assert.Single(total.Expenses.Lines, line => line.Driver == CostDriver.Hardware);
        Assert.All(hardware.PerYear, year => Assert.Equal(12_000, year.Value, 1e-9));
        Assert.Equal(0, hardware.AfterHorizon.Value, 1e-9);
        Assert.Equal(total.Cash.Total.Value, total.Expenses.Total.Value, 1e-6);
    }

    // A horizon of 3 years leaves 2/5 of 60,000 to depreciate later.
    [Fact]
    public void Depreciation_after_the_horizon_is_kept_apart()
    {
        var total = TotalCost.Of(PlanText.Read("horizon: 5 years", "horizon: 3 years"), "esxi");
        Assert.Equal(24_000, Assert.Single(total.Expenses.Lines, line => line.Driver == CostDriver.Hardware).AfterHorizon.Value, 1e-9);
    }

    // Lifetime 5 of 7 years: six hosts again at the start of year 6. Maintenance in years 4 and 5 only: the new ones are under warranty until year 8.
    [Fact]
    public void Hosts_are_replaced_at_the_end_of_their_life()
    {
        var total = TotalCost.Of(PlanText.Read("horizon: 5 years", "horizon: 7 years"), "esxi");
        AssertYears(total, CostDriver.Hardware, 60_000, 0, 0, 0, 0, 60_000, 0);
        AssertYears(total, CostDriver.Support, 0, 0, 0, 6_000, 6_000, 0, 0);
    }

    // Four installed hosts with two years left: 2 bought now, 4 in year 3. Maintenance: 4 in years 1 and 2; the first 2 from year 4 on.
    [Fact]
    public void Installed_hosts_are_free_until_they_retire()
    {
        var total = TotalCost.Of(PlanText.Read("hypervisor: by-core", "hypervisor: by-core\n    installedHosts: 4\n    installedYearsLeft: 2"), "esxi");
        AssertYears(total, CostDriver.Hardware, 20_000, 0, 40_000, 0, 0);
        AssertYears(total, CostDriver.Support, 4_000, 4_000, 0, 2_000, 2_000);
    }

    // 30 % Windows anywhere: min(30, 20) = 20 VMs a host. 16 cores a host: Datacenter 6,155 < 10 x 1,069; 6 hosts = 36,930 once.
    [Fact]
    public void Windows_that_may_move_needs_every_host()
    {
        var total = TotalCost.Of(Guests("windowsShare: 30 %"), "esxi");
        AssertYears(total, CostDriver.GuestLicences, 36_930, 0, 0, 0, 0);
        Assert.Contains(total.Notes, note => note.StartsWith("Windows Server Datacenter", StringComparison.Ordinal));
    }

    // Pinned: 30 / 6 = 5 VMs a host, 3 stacks of Standard = 3,207; 6 hosts = 19,242.
    [Fact]
    public void Pinned_windows_needs_its_share() =>
        AssertYears(TotalCost.Of(Guests("windowsShare: 30 %, windowsMobility: pinned"), "esxi"), CostDriver.GuestLicences, 19_242, 0, 0, 0, 0);

    // The same guests on 8 hosts instead of 6: density moves the guest licences too.
    [Fact]
    public void Density_moves_guest_licences() =>
        AssertYears(TotalCost.Of(Guests("windowsShare: 30 %"), "kvm"), CostDriver.GuestLicences, 8 * 6155, 0, 0, 0, 0);

    // 6 hosts x 32 billable cores x 0.25 TiB = 48 TiB entitled; 6 x 10 TiB raw = 60: 12 TiB x 100 = 1,200 a year beside 19,200.
    [Fact]
    public void Vsan_beyond_the_entitlement_is_billed() =>
        AssertYears(
            TotalCost.Of(PlanText.Read("hypervisor: by-core", "hypervisor: by-core\n    vsanRawPerHost: 10 TiB\n    vsanAddOn: vsan-extra"), "esxi"),
            CostDriver.HypervisorLicences, 20_400, 20_400, 20_400, 20_400, 20_400);

    [Fact]
    public void Labour_differs_only_when_the_plan_says_so()
    {
        var planning = PlanText.Read();
        Assert.Equal(TotalCost.Of(planning, "esxi").Cash.TotalOf(CostDriver.Labour), TotalCost.Of(planning, "kvm").Cash.TotalOf(CostDriver.Labour));
        var own = TotalCost.Of(planning.With("kvm", kvm => kvm with { VmsPerAdministrator = 100 }), "kvm");
        Assert.Equal(500_000, own.Cash.TotalOf(CostDriver.Labour).Value, 1e-6);
        Assert.Contains(own.Notes, note => note.Contains("alone can decide", StringComparison.Ordinal));
    }

    [Fact]
    public void Cash_and_expense_cannot_be_added()
    {
        foreach (var type in new[] { typeof(CashAmount), typeof(ExpenseAmount) })
        {
            var sums = type.GetMethods().Where(method => method.Name == "op_Addition").ToArray();
            Assert.All(sums, sum => Assert.All(sum.GetParameters(), parameter => Assert.Equal(type, parameter.ParameterType)));
            Assert.DoesNotContain(type.GetMethods(), method => method.Name is "op_Implicit" or "op_Explicit");
        }
    }

    [Theory]
    [InlineData("bill: {box: 1}", "bill: {bx: 1}", "alternatives.esxi.host.bill.bx: 'bx' is not a price line of", "did you mean 'box'?")]
    [InlineData("electricity: kwh", "electricity: kw", "operations.electricity: 'kw' prices one kilowatt-month", "a line per kilowatt-hour")]
    [InlineData("hypervisor: by-core", "hypervisor: by-cor", "alternatives.esxi.hypervisor: 'by-cor' is not a product", "did you mean 'by-core'?")]
    [InlineData("from: esxi", "from: esx", "alternatives.kvm.migration.from: 'esx' is not an alternative", "did you mean 'esxi'?")]
    [InlineData("from: esxi", "from: kvm", "'kvm' migrates to itself", "")]
    [InlineData("memory: 8 GiB", "memory: 600 GiB", "demand.averageVm.memory: 600 GiB are more than every host can give of alternative 'esxi'", "512 GiB or less")]
    [InlineData("averageVm:", "changes: [{name: exit, month: 3 months, vms: -100}], averageVm:", "demand.changes: leave 0 VMs in month 3", "at least one VM")]
    [InlineData("horizon: 5 years", "horizon: 65 months", "horizon: is not a whole number of years", "")]
    [InlineData("discountRate: 10 %\n", "", "discountRate: is missing", "")]
    [InlineData("utilisation: [50 %]", "utilisation: [150 %]", "utilisation[0]: 150 % is out of range", "0 % to 100 %")]
    [InlineData("power: {idle: 100 W, maximum: 300 W}", "power: {curve: flatt}", "power.curve: 'flatt' is not in the power file", "did you mean 'flat'?")]
    [InlineData("power: {idle: 100 W, maximum: 300 W}", "power: {idle: 100 W}", "gives only one of idle and maximum", "")]
    [InlineData("vmsPerHost: 20, low: 18", "vmsPerHost: 20, low: 21", "alternatives.esxi.density.low: is above the estimate", "")]
    public void Findings_name_file_and_field(string text, string by, string expected, string also)
    {
        var failure = Assert.Throws<InputException>(() => PlanText.Read(text, by));
        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
        Assert.Contains(also, failure.Message, StringComparison.Ordinal);
        Assert.Contains("test.plan.yaml, line ", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_density_is_asked_for()
    {
        var planning = PlanText.Read().With("kvm", kvm => kvm with { Density = null });
        Assert.Contains("alternatives.kvm.density: is absent", Assert.Throws<InputException>(() => TotalCost.Of(planning, "kvm")).Message, StringComparison.Ordinal);
        var given = planning.With("kvm", kvm => kvm with { Density = new DensityEstimate { VmsPerHost = 16, Basis = NumberBasis.Simulated } });
        Assert.Equal(8, TotalCost.Of(given, "kvm").Cluster.HostsPerYear[0]);
    }

    [Fact]
    public void Shipped_plan_reads_and_adds_up()
    {
        var planning = PlanningCase.Read(Repository.PathOf("tests/Sim.Planning.Tests/Data/kvm-or-esxi.plan.yaml"));
        Assert.Contains(planning.Defaults, item => item.Field == "operations.warrantyYears");
        foreach (var name in planning.Value.Plan.Alternatives.Keys)
        {
            var total = TotalCost.Of(planning.Value, name);
            Assert.Equal(total.Cash.Lines.Sum(line => line.Total.Value), total.Cash.PerYear.Sum(year => year.Value), 1e-3);
            Assert.InRange(total.NetPresentValue, total.Cash.Total.Value / Math.Pow(1.08, 5), total.Cash.Total.Value);
            Assert.Equal(PowerForm.PiecewiseLinear, total.PowerForm);
        }
    }

    private static PlanningCase Guests(string guests) =>
        PlanText.Read("operations:", $"guests: {{{guests}, windowsStandard: standard, windowsDatacenter: datacenter}}\noperations:");

    private static void AssertYears(TotalCost total, CostDriver driver, params double[] expected)
    {
        var lines = total.Cash.Lines.Where(line => line.Driver == driver).ToArray();
        for (var year = 0; year < expected.Length; year++) Assert.Equal(expected[year], lines.Sum(line => line.PerYear[year].Value), 1e-6);
    }
}
