using System.Collections.Immutable;
using System.Globalization;
using Sim.Planning.Licences;
using Sim.Planning.Power;
using Sim.Planning.Prices;
using Sim.Planning.Sizing;

namespace Sim.Planning.Cost;

/// <summary>Works out one alternative, line by line.</summary>
internal sealed class CostSheet
{
    private readonly PlanningCase _planning;
    private readonly CostPlan _plan;
    private readonly AlternativeSpec _alternative;
    private readonly string _name;
    private readonly ClusterPlan _cluster;
    private readonly ImmutableArray<int> _hosts;
    private readonly HostFleet _fleet;
    private readonly HostCpus _cpus;
    private readonly PowerCurve _curve;
    private readonly UtilisationDistribution _utilisation;
    private readonly double[] _energy;
    private readonly List<CashLine> _cash = [];
    private readonly List<CashLine> _running = [];
    private readonly List<ExpenseLine> _expenses = [];
    private readonly List<string> _notes = [];

    public CostSheet(PlanningCase planning, string name)
    {
        (_planning, _plan, _name) = (planning, planning.Plan, name);
        _alternative = planning.Alternative(name);
        _cluster = ClusterMemory.Of(planning, name);
        _hosts = _cluster.HostsPerYear;
        _fleet = new HostFleet(_hosts, _alternative.InstalledHosts, _alternative.InstalledYearsLeft, _plan.Operations.HostLifetimeYears);
        _cpus = new HostCpus(_alternative.Host.Capacity.Sockets, _alternative.Host.Capacity.CoresPerSocket);
        _curve = planning.CurveOf(name);
        _utilisation = UtilisationDistribution.FromSamples(_alternative.Utilisation.AsSpan());
        _energy = Energy();
    }

    private PriceBook Book => _planning.Prices;

    private OperationsSpec Operations => _plan.Operations;

    public TotalCost Total()
    {
        AddRecurring();
        AddMigration();
        AddLabour();
        var cash = new CashView(Book.Currency, [.. _cash.OrderBy(line => line.Driver)]);
        return new TotalCost
        {
            Alternative = _name,
            Cash = cash,
            Expenses = new ExpenseView(Book.Currency, [.. _expenses.OrderBy(line => line.Driver)]),
            Cluster = _cluster,
            NetPresentValue = cash.NetPresentValue(_plan.DiscountRate),
            VmMonths = _cluster.Months.SkipLast(1).Sum(month => month.Vms),
            KilowattHoursPerYear = [.. _energy],
            PowerForm = _curve.Form,
            Notes = [.. _notes],
        };
    }

    /// <summary>Everything that running this alternative costs, without labour and migration.</summary>
    private void AddRecurring()
    {
        AddHardware();
        AddHypervisor();
        AddGuests();
        AddPower();
    }

    private void AddHardware()
    {
        var price = 0.0;
        var ids = new List<string>();
        foreach (var (id, quantity) in _alternative.Host.Bill)
        {
            price += Book.Price(id, Book.Line(id).Per) * quantity;
            ids.AddRange(PriceIds(id));
        }

        AddPurchase(CostDriver.Hardware, "hosts", [.. _fleet.Bought.Select(hosts => hosts * price)], [.. ids]);
        var share = Book.Factor(Operations.HardwareSupport).Value;
        Add(CostDriver.Support, "hardware maintenance", PaymentTiming.StartOfYear,
            year => _fleet.OutOfWarranty(year, Operations.WarrantyYears, Operations.HostLifetimeYears) * price * share,
            [.. ids, "factors." + Operations.HardwareSupport]);
        if (_alternative.InstalledHosts > 0)
            _notes.Add(string.Create(CultureInfo.InvariantCulture, $"{_alternative.InstalledHosts} installed hosts count as paid for and out of warranty, and serve {_alternative.InstalledYearsLeft} more years."));
    }

    private void AddHypervisor()
    {
        if (_alternative.Hypervisor is not { } id)
        {
            _notes.Add("No hypervisor subscription is counted.");
            return;
        }

        var product = Book.Product(id);
        AddSubscription(CostDriver.HypervisorLicences, id, product);
        if (_alternative.VsanRawPerHost == 0) return;
        const double Tebibyte = 1L << 40;
        var perTebibyte = Book.Price(_alternative.VsanAddOn, PriceUnit.TebibyteYear);
        Add(CostDriver.HypervisorLicences, "vSAN beyond the entitlement", PaymentTiming.StartOfYear, year =>
        {
            var entitled = LicenceCount.VsanEntitlement(LicenceCount.Of(product, _cpus, _hosts[year]), product.VsanPerCore);
            return Math.Max(0, (_alternative.VsanRawPerHost * _hosts[year]) - entitled) / Tebibyte * perTebibyte;
        }, PriceIds(_alternative.VsanAddOn));
    }

    private void AddSubscription(CostDriver driver, string id, LicenceProduct product)
    {
        var price = Book.Price(product.Price, PriceBookReader.UnitOf(product.Metric));
        Add(driver, id, PaymentTiming.StartOfYear, year => LicenceCount.Of(product, _cpus, _hosts[year]) * price, PriceIds(product.Price));
    }

    private void AddGuests()
    {
        var guests = _plan.Guests;
        foreach (var id in guests.Products.Where(id => !_alternative.IncludedGuests.Contains(id))) AddSubscription(CostDriver.GuestLicences, id, Book.Product(id));
        if (guests.WindowsShare == 0) return;
        var licence = WindowsLicence.Cheapest(
            _cpus, WindowsVmsPerHost(), Book.Price(guests.WindowsStandard, PriceUnit.SixteenCores), Book.Price(guests.WindowsDatacenter, PriceUnit.SixteenCores));
        // Perpetual, and reassignable to the host that replaces an old one: bought once for each host the cluster ever has.
        var most = 0;
        var bought = _hosts.Select(hosts =>
        {
            var added = Math.Max(0, hosts - most);
            most = Math.Max(most, hosts);
            return added * licence.Cost;
        }).ToImmutableArray();
        // Both lines are named: the dearer edition would be chosen if its price fell.
        AddPurchase(CostDriver.GuestLicences, $"Windows Server {licence.Edition}", bought,
            [.. PriceIds(guests.WindowsStandard), .. PriceIds(guests.WindowsDatacenter)]);
        _notes.Add(string.Create(CultureInfo.InvariantCulture,
            $"Windows Server {licence.Edition} is the cheaper edition: {licence.Stacks} full licensing(s) of {licence.CoresPerStack} cores a host. Client access licences are not counted."));
    }

    private int WindowsVmsPerHost()
    {
        var most = _cluster.Months.Max(month => month.Vms) * _plan.Guests.WindowsShare;
        var fits = Math.Floor(_alternative.Density!.VmsPerHost);
        var perHost = _plan.Guests.WindowsMobility == WindowsMobility.Anywhere ? Math.Min(most, fits) : most / _hosts.Max();
        // 1e-9 of a VM is rounding, not a VM.
        return (int)Math.Ceiling(perHost - 1e-9);
    }

    private void AddPower()
    {
        var perKilowattHour = Book.Price(Operations.Electricity, PriceUnit.KilowattHour);
        Add(CostDriver.PowerAndCooling, "electricity", PaymentTiming.EndOfYear, year => _energy[year] * perKilowattHour,
            [.. PriceIds(Operations.Electricity), "factors." + Operations.Pue]);
        if (_curve.Form == PowerForm.Line) _notes.Add("Power is a straight line from idle to maximum: up to 28 % too low at light load and 17 % too high at 50 to 70 %.");
        if (_curve.Form == PowerForm.Components) _notes.Add("Power is estimated from components, not from a measured curve.");
        if (Operations.Colocation is not { } colocation) return;
        var perKilowattMonth = Book.Price(colocation, PriceUnit.KilowattMonth);
        Add(CostDriver.Space, "colocation", PaymentTiming.EndOfYear, year => _hosts[year] * _curve.Maximum / 1000 * 12 * perKilowattMonth, PriceIds(colocation));
    }

    /// <summary>Kilowatt-hours of each year at the facility's meter.</summary>
    private double[] Energy()
    {
        var energy = new double[_plan.Years];
        var pue = Book.Factor(Operations.Pue).Value;
        var density = Math.Floor(_alternative.Density!.VmsPerHost);
        for (var month = 0; month < _plan.Horizon; month++)
        {
            var now = _cluster.Months[month];
            // Sizing keeps VMs at or below hosts x density; the minimum only removes the last bit of a division.
            var fill = Math.Min(1, now.Vms / (now.Hosts * density));
            energy[month / 12] += EnergyCost.KilowattHoursPerYear(now.Hosts * _curve.Mean(_utilisation.Scaled(fill)), pue) / 12;
        }

        return energy;
    }

    private void AddLabour()
    {
        if (Operations.Administrator is not { } administrator)
        {
            _notes.Add("Labour is not counted.");
            return;
        }

        var salary = Book.Price(administrator, PriceUnit.AdministratorYear);
        var vms = _cluster.VmsPerYear;
        var own = _alternative.VmsPerAdministrator;
        if (own is { } claimed)
            _notes.Add(string.Create(CultureInfo.InvariantCulture, $"The plan gives this alternative its own VMs per administrator ({claimed}); that alone can decide a comparison."));
        var perAdministrator = own ?? Book.Factor(Operations.VmsPerAdministrator).Value;
        Add(CostDriver.Labour, "administrators", PaymentTiming.EndOfYear, year => vms[year] / perAdministrator * salary,
            own is null ? [.. PriceIds(administrator), "factors." + Operations.VmsPerAdministrator] : PriceIds(administrator));
    }

    private void AddMigration()
    {
        if (_alternative.Migration is not { } migration) return;
        var perVm = Book.Price(migration.PerVm, PriceUnit.Vm);
        Add(CostDriver.Migration, $"moving VMs from {migration.From}", PaymentTiming.StartOfYear,
            year => year == 0 ? _plan.Demand.Vms * perVm : 0, PriceIds(migration.PerVm));
        if (migration.DualRunning == 0) return;

        // The old platform's first-year running cost, on the hosts it needs today: its signed term does not shrink with the waves.
        var old = new CostSheet(_planning, migration.From);
        old.AddRecurring();
        var perYear = old._running.Sum(line => line.PerYear[0].Value);
        Add(CostDriver.Migration, $"running {migration.From} meanwhile", PaymentTiming.StartOfYear,
            year => perYear * Math.Clamp(migration.DualRunning - (12.0 * year), 0, 12) / 12, [.. old._running.SelectMany(line => line.Prices).Distinct(StringComparer.Ordinal)]);
    }

    /// <summary>A yearly cost: the same sums in both views.</summary>
    private void Add(CostDriver driver, string item, PaymentTiming timing, Func<int, double> perYear, ImmutableArray<string> prices)
    {
        ImmutableArray<double> sums = [.. Enumerable.Range(0, _plan.Years).Select(perYear)];
        var line = new CashLine(driver, item, timing, [.. sums.Select(sum => new CashAmount(sum))], prices);
        _cash.Add(line);
        _running.Add(line);
        _expenses.Add(new ExpenseLine(driver, item, [.. sums.Select(sum => new ExpenseAmount(sum))], default));
    }

    /// <summary>Purchases: paid in full in the cash view, depreciated in the expense view.</summary>
    private void AddPurchase(CostDriver driver, string item, ImmutableArray<double> bought, ImmutableArray<string> prices)
    {
        _cash.Add(new CashLine(driver, item, PaymentTiming.StartOfYear, [.. bought.Select(sum => new CashAmount(sum))], prices));
        var expense = new double[_plan.Years];
        var after = 0.0;
        for (var year = 0; year < _plan.Years; year++)
        {
            var parts = Depreciation.PerYear(bought[year], Operations.DepreciationYears, Operations.Depreciation);
            for (var i = 0; i < parts.Length; i++)
            {
                if (year + i < expense.Length) expense[year + i] += parts[i];
                else after += parts[i];
            }
        }

        _expenses.Add(new ExpenseLine(driver, item, [.. expense.Select(sum => new ExpenseAmount(sum))], new ExpenseAmount(after)));
    }

    private ImmutableArray<string> PriceIds(string line)
    {
        var currency = Book.Line(line).Price.Currency;
        return currency == Book.Currency ? ["lines." + line] : ["lines." + line, "exchange." + currency];
    }
}
