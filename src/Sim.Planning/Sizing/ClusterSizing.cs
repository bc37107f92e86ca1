using System.Collections.Immutable;
using System.Globalization;
using Sim.Scenarios.Input;

namespace Sim.Planning.Sizing;

/// <summary>Turns a density and a forecast into hosts, purchases and the time until the cluster is full.</summary>
/// <remarks>
/// Models a cluster of equal hosts as one pool per resource: usable(h) = (h - reserve(h)) x capacity of a host x (1 - buffer),
/// reserve(h) = max(failover hosts, failover share x h). Leaves out placement within the pool (fragmentation), except that the largest VM must fit
/// one host. Source: usable = total - failover reserve - buffer is how capacity planners count. Page: docs/models/sizing.md.
/// </remarks>
public sealed class ClusterSizing
{
    private readonly ImmutableArray<Resource> _resources;
    private readonly HeadroomPolicy _policy;
    private readonly DensityEstimate _density;

    private readonly record struct Resource(string Name, string Unit, double PerVm, double PerHost);

    /// <summary>A cluster to size.</summary>
    /// <param name="host">One host.</param>
    /// <param name="density">How many VMs it carries; whole VMs only, 38.6 counts as 38.</param>
    /// <param name="demand">The VMs.</param>
    /// <param name="policy">What is kept free.</param>
    /// <exception cref="InputException">A VM is larger than every host, or the average VM leaves no host any room.</exception>
    public ClusterSizing(HostCapacity host, DensityEstimate density, VmDemand demand, HeadroomPolicy policy)
    {
        (_policy, _density) = (policy, density);
        var findings = Misfits(host, demand, policy);
        if (!findings.IsEmpty) throw new InputException(findings);
        _resources = ResourcesOf(host, density.VmsPerHost, demand.AverageVm, policy);
        Demand = demand;
        Host = host;
    }

    /// <summary>The VMs.</summary>
    public VmDemand Demand { get; }

    /// <summary>One host.</summary>
    public HostCapacity Host { get; }

    /// <summary>Every way in which the largest VM does not fit a host.</summary>
    /// <param name="host">One host.</param>
    /// <param name="demand">The VMs.</param>
    /// <param name="policy">What is kept free; memory may be overcommitted over VMs, never within one.</param>
    public static ImmutableArray<Finding> Misfits(HostCapacity host, VmDemand demand, HeadroomPolicy policy)
    {
        var findings = ImmutableArray.CreateBuilder<Finding>();
        Check("averageVm", demand.AverageVm);
        if (demand.LargestVm is { } largest) Check("largestVm", largest);
        return findings.ToImmutable();

        void Check(string field, VmFootprint vm)
        {
            var threads = host.Sockets * host.CoresPerSocket * host.ThreadsPerCore;
            if (vm.Vcpus > threads) Add(field + ".vcpus", $"{vm.Vcpus} vCPUs are more than the {threads} hardware threads of every host", $"{threads} or fewer, or a larger host");
            if (policy.VcpusPerCore is { } ratio && vm.Vcpus > ratio * host.Sockets * host.CoresPerSocket)
                Add(field + ".vcpus", $"{vm.Vcpus} vCPUs are more than one host may carry at {ratio} vCPUs a core", $"{ratio * host.Sockets * host.CoresPerSocket} or fewer");
            var memory = host.Memory - host.MemoryReserved;
            if (vm.Memory > memory) Add(field + ".memory", $"{Gib(vm.Memory)} GiB are more than every host can give", $"{Gib(memory)} GiB or less, or a larger host");
            if (host.Storage is { } storage && vm.Storage > storage)
                Add(field + ".storage", $"{Gib(vm.Storage)} GiB are more than every host can give", $"{Gib(storage)} GiB or less, or a larger host");
        }

        static double Gib(double bytes) => bytes / (1L << 30);

        void Add(string field, FormattableString problem, FormattableString allowed) =>
            findings.Add(new Finding("sizing", "", field, problem.ToString(CultureInfo.InvariantCulture), allowed.ToString(CultureInfo.InvariantCulture)));
    }

    /// <summary>Hosts needed for a number of VMs.</summary>
    /// <param name="vms">VMs, 0 or more.</param>
    /// <returns>The fewest hosts, at least the policy's minimum, whose usable capacity covers the VMs in every resource; and which resource decides.</returns>
    public (int Hosts, string BindingResource) HostsFor(double vms)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(vms);
        var hosts = 0;
        var binding = _resources[0].Name;
        var tightest = -1.0;
        foreach (var resource in _resources)
        {
            var bare = vms * resource.PerVm / (resource.PerHost * (1 - _policy.Buffer));
            if (bare > tightest) (tightest, binding) = (bare, resource.Name);
            hosts = Math.Max(hosts, HostsFor(resource, vms, bare));
        }

        return (Math.Max(hosts, _policy.MinimumHosts), binding);
    }

    /// <summary>VMs that some hosts carry with reserve and buffer kept.</summary>
    /// <param name="hosts">Hosts, 0 or more.</param>
    /// <returns>VMs; whole and fractional.</returns>
    public double UsableVms(int hosts) => _resources.Min(resource => resource.PerVm == 0 ? double.PositiveInfinity : Usable(resource, hosts) / resource.PerVm);

    /// <summary>The plan over a forecast made from the growth of the demand.</summary>
    /// <param name="months">Length, months, 12 or more.</param>
    /// <param name="installedHosts">Hosts in service today.</param>
    public ClusterPlan Plan(int months, int installedHosts = 0) => Plan(Demand.Forecast(months), installedHosts);

    /// <summary>The plan over any forecast.</summary>
    /// <param name="forecast">One entry a month, from month 0 on, at least one.</param>
    /// <param name="installedHosts">Hosts in service today, 0 or more.</param>
    public ClusterPlan Plan(ImmutableArray<DemandMonth> forecast, int installedHosts = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(installedHosts);
        if (forecast.IsEmpty) throw new ArgumentException("a forecast has at least one month", nameof(forecast));
        var months = ImmutableArray.CreateBuilder<ClusterMonth>(forecast.Length);
        var purchases = ImmutableArray.CreateBuilder<HostPurchase>();
        var hosts = installedHosts;
        foreach (var month in forecast)
        {
            var (needed, binding) = HostsFor(month.At(_policy.Risk));
            if (needed > hosts)
            {
                purchases.Add(new HostPurchase(month.Month, month.Month - _policy.LeadTime, needed - hosts));
                hosts = needed;
            }

            months.Add(new ClusterMonth(month.Month, month.Median, needed, hosts, binding));
        }

        var cluster = months.MoveToImmutable();
        return new ClusterPlan(
            cluster,
            [.. _resources.Select(resource => new SizedResource(
                resource.Name, resource.Unit, resource.PerVm, resource.PerHost, [.. forecast.Zip(cluster, (demand, month) => CapacityOf(resource, demand, month.Hosts))]))],
            purchases.ToImmutable(),
            installedHosts == 0 ? null : TimeRemaining(forecast, installedHosts));
    }

    /// <summary>How long some hosts last.</summary>
    /// <param name="forecast">One entry a month, at least one.</param>
    /// <param name="hosts">The hosts, 1 or more.</param>
    public TimeRemaining TimeRemaining(ImmutableArray<DemandMonth> forecast, int hosts)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(hosts, 1);
        var usable = UsableVms(hosts);
        return new TimeRemaining(
            hosts,
            Crossing(forecast, month => month.Median, usable),
            Crossing(forecast, month => month.High80, usable),
            Crossing(forecast, month => month.Low80, usable),
            Crossing(forecast, month => month.High95, usable),
            Crossing(forecast, month => month.Low95, usable),
            Crossing(forecast, month => month.High95, WithDensity(_density.Low).UsableVms(hosts)),
            Crossing(forecast, month => month.Low95, WithDensity(_density.High).UsableVms(hosts)),
            _resources.MinBy(resource => resource.PerVm == 0 ? double.PositiveInfinity : resource.PerHost / resource.PerVm).Name,
            forecast[^1].Month);
    }

    private ClusterSizing WithDensity(double? vmsPerHost) =>
        vmsPerHost is { } density ? new ClusterSizing(Host, _density with { VmsPerHost = density }, Demand, _policy) : this;

    private static double? Crossing(ImmutableArray<DemandMonth> forecast, Func<DemandMonth, double> level, double usable)
    {
        for (var i = 0; i < forecast.Length; i++)
        {
            var now = level(forecast[i]);
            if (now <= usable) continue;
            if (i == 0) return forecast[0].Month;
            var before = level(forecast[i - 1]);
            return forecast[i - 1].Month + ((usable - before) / (now - before) * (forecast[i].Month - forecast[i - 1].Month));
        }

        return null;
    }

    private static ImmutableArray<Resource> ResourcesOf(HostCapacity host, double density, VmFootprint vm, HeadroomPolicy policy)
    {
        const string Bytes = "bytes";
        var resources = ImmutableArray.CreateBuilder<Resource>();
        resources.Add(new Resource("density", "VMs", 1, Math.Floor(density)));
        resources.Add(new Resource("memory", Bytes, vm.Memory, (host.Memory - host.MemoryReserved) * policy.MemoryOvercommit));
        if (host.Storage is { } storage) resources.Add(new Resource("storage", Bytes, vm.Storage, storage));
        if (policy.VcpusPerCore is { } ratio) resources.Add(new Resource("vcpu", "vCPUs", vm.Vcpus, ratio * host.Sockets * host.CoresPerSocket));
        return resources.ToImmutable();
    }

    private double ReserveHosts(int hosts) => Math.Min(hosts, Math.Max(_policy.FailoverHosts, _policy.FailoverShare * hosts));

    private double Usable(Resource resource, int hosts) => (hosts - ReserveHosts(hosts)) * resource.PerHost * (1 - _policy.Buffer);

    private int HostsFor(Resource resource, double vms, double bare)
    {
        if (vms == 0 || resource.PerVm == 0) return 0;
        // The closed form gives the answer up to rounding; the loops settle the last host by the definition itself, with the
        // rounding error of a few multiplications (1e-12) allowed so that an exact fit does not buy a host.
        var wanted = vms * resource.PerVm * (1 - 1e-12);
        var hosts = (int)Math.Ceiling(Math.Max(bare + _policy.FailoverHosts, bare / (1 - _policy.FailoverShare)));
        while (Usable(resource, hosts) < wanted) hosts++;
        while (hosts > 1 && Usable(resource, hosts - 1) >= wanted) hosts--;
        return hosts;
    }

    private CapacityMonth CapacityOf(Resource resource, DemandMonth demand, int hosts)
    {
        var total = hosts * resource.PerHost;
        var reserve = ReserveHosts(hosts) * resource.PerHost;
        return new CapacityMonth(
            demand.Month,
            new DemandMonth(demand.Month, demand.Median * resource.PerVm, demand.Low80 * resource.PerVm, demand.High80 * resource.PerVm,
                demand.Low95 * resource.PerVm, demand.High95 * resource.PerVm),
            total, reserve, (total - reserve) * _policy.Buffer);
    }
}
