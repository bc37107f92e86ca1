using System.Collections.Immutable;
using CsCheck;
using Sim.Planning.Sizing;
using Sim.Scenarios.Input;

namespace Sim.Planning.Tests.Sizing;

public sealed class ClusterSizingTests
{
    private const double Gib = 1L << 30;

    private static readonly HostCapacity Host = new()
    {
        Sockets = 2, CoresPerSocket = 16, Memory = 520 * Gib, MemoryReserved = 8 * Gib, Storage = 10_000 * Gib,
    };

    private static readonly HeadroomPolicy Bare = new() { FailoverHosts = 0, Buffer = 0, LeadTime = 3 };

    private static VmDemand Demand(double vms = 100, double growth = 0, double memory = 8, double storage = 100) => new()
    {
        Vms = vms, GrowthPerYear = growth, AverageVm = new VmFootprint { Vcpus = 4, Memory = memory * Gib, Storage = storage * Gib },
    };

    private static ClusterSizing Cluster(double density = 20, VmDemand? demand = null, HeadroomPolicy? policy = null) =>
        new(Host, new DensityEstimate { VmsPerHost = density, Low = density * 0.9, High = density * 1.1 }, demand ?? Demand(), policy ?? Bare);

    // 100 VMs at 20 a host are 5 hosts; N+1 makes 6, N+2 7. A 10 % buffer leaves 18 a host: ceil(100 / 18) = 6, plus 1 = 7.
    // A 25 % failover share keeps a quarter: usable(h) = 0.75 h x 20, so h = ceil(6.67) = 7.
    [Theory]
    [InlineData(0, 0, 0, 5)]
    [InlineData(1, 0, 0, 6)]
    [InlineData(2, 0, 0, 7)]
    [InlineData(1, 0, 0.1, 7)]
    [InlineData(0, 0.25, 0, 7)]
    [InlineData(1, 0.25, 0, 7)]
    public void Reserve_and_buffer(int failover, double share, double buffer, int hosts) =>
        Assert.Equal(hosts, Cluster(policy: Bare with { FailoverHosts = failover, FailoverShare = share, Buffer = buffer }).HostsFor(100).Hosts);

    // Density 20.9 counts as 20: 100 VMs need 5 hosts and 101 need 6.
    [Fact]
    public void A_part_of_a_vm_does_not_count()
    {
        Assert.Equal(5, Cluster(20.9).HostsFor(100).Hosts);
        Assert.Equal(6, Cluster(20.9).HostsFor(101).Hosts);
    }

    // 512 GiB usable / 32 GiB = 16 VMs a host: 7 hosts against 5 by density; twice overcommitted 32 VMs: density decides again.
    // 10,000 GiB / 1,000 GiB = 10 VMs a host: 10 hosts. 2 vCPUs a core x 32 cores / 4 vCPUs = 16 VMs a host: 7 hosts.
    [Fact]
    public void The_tightest_resource_binds()
    {
        Assert.Equal((5, "density"), Cluster().HostsFor(100));
        Assert.Equal((7, "memory"), Cluster(demand: Demand(memory: 32)).HostsFor(100));
        Assert.Equal((5, "density"), Cluster(demand: Demand(memory: 32), policy: Bare with { MemoryOvercommit = 2 }).HostsFor(100));
        Assert.Equal((10, "storage"), Cluster(demand: Demand(storage: 1000)).HostsFor(100));
        Assert.Equal((7, "vcpu"), Cluster(policy: Bare with { VcpusPerCore = 2 }).HostsFor(100));
    }

    [Fact]
    public void A_vm_larger_than_every_host_is_an_error()
    {
        var demand = Demand() with { LargestVm = new VmFootprint { Vcpus = 65, Memory = 513 * Gib, Storage = 10_001 * Gib } };
        var failure = Assert.Throws<InputException>(() => Cluster(demand: demand));
        Assert.Equal(3, failure.Findings.Length);
        Assert.Contains("largestVm.memory: 513 GiB are more than every host can give; allowed: 512 GiB or less", failure.Message, StringComparison.Ordinal);
        Assert.Contains("65 vCPUs are more than the 64 hardware threads", failure.Message, StringComparison.Ordinal);
        // Overcommit is over VMs: it never makes one VM fit.
        Assert.Throws<InputException>(() => Cluster(demand: demand, policy: Bare with { MemoryOvercommit = 2 }));
    }

    // ln(1 + g) is split-normal with the stated ends as an 80 % interval: after 12 months the 80 % band is exactly 5 % and 20 %.
    [Fact]
    public void Stated_growth_ends_are_the_band_after_a_year()
    {
        var year = (Demand(growth: 0.1) with { GrowthLow = 0.05, GrowthHigh = 0.2 }).Forecast(24)[12];
        Assert.Equal(110, year.Median, 9);
        Assert.Equal(105, year.Low80, 9);
        Assert.Equal(120, year.High80, 9);
        // z(0.975) / z(0.9) = 1.959964 / 1.281552 = 1.529366: ln of the 95 % end is ln 1.1 + 1.529366 (ln 1.2 - ln 1.1).
        Assert.Equal(110 * Math.Exp(1.529366 * Math.Log(1.2 / 1.1)), year.High95, 1e-4);
        Assert.Equal(110 * Math.Exp(1.529366 * Math.Log(1.05 / 1.1)), year.Low95, 1e-4);
    }

    [Fact]
    public void Projects_arrive_in_their_month()
    {
        var forecast = (Demand() with { Changes = [new PlannedChange { Name = "p", Month = 6, Vms = 30 }, new PlannedChange { Name = "q", Month = 9, Vms = -10 }] }).Forecast(12);
        Assert.Equal((100, 130, 120), (forecast[5].Median, forecast[6].Median, forecast[9].Median));
    }

    // 6 hosts x 20 = 120 usable; 100 x 1.2^(t/12) reaches 120 at 12 months. Installed 6: the 7th host serves from month 13, ordered in month 10.
    [Fact]
    public void Purchases_follow_demand_with_lead_time()
    {
        var plan = Cluster(demand: Demand(growth: 0.2)).Plan(24, installedHosts: 6);
        Assert.Equal(new HostPurchase(13, 10, 1), plan.Purchases[0]);
        Assert.Equal([6, 8], plan.HostsPerYear.Take(2));
        // 144 VMs at month 24 need 8 hosts; the last month belongs to no year of the plan.
        Assert.Equal(8, plan.Months[24].HostsNeeded);
        Assert.Equal(12.0, plan.TimeRemaining!.Median!.Value, 1e-6);
    }

    // Two hosts are 40 usable, below today's 100: 0 months. Twenty are 400: beyond the forecast.
    [Fact]
    public void Time_remaining_at_its_ends()
    {
        var cluster = Cluster(demand: Demand(growth: 0.2));
        var forecast = cluster.Demand.Forecast(24);
        Assert.Equal(0, cluster.TimeRemaining(forecast, 2).Median);
        Assert.Null(cluster.TimeRemaining(forecast, 20).Median);
        Assert.Null(Cluster().Plan(12).TimeRemaining);
    }

    [Fact]
    public void Time_remaining_is_ordered_by_risk()
    {
        var demand = Demand(growth: 0.2) with { GrowthLow = 0.1, GrowthHigh = 0.3 };
        // 7 hosts are 140 usable; the slowest band (95 % low, about 5 % a year) meets the densest 154 after 8.8 years.
        var left = Cluster(demand: demand).Plan(120, installedHosts: 7).TimeRemaining!;
        Assert.True(left.Earliest < left.Early95 && left.Early95 < left.Early80 && left.Early80 < left.Median);
        Assert.True(left.Median < left.Late80 && left.Late80 < left.Late95 && left.Late95 < left.Latest);
        Assert.Equal("density", left.BindingResource);
    }

    // Buying for the upper 80 % end: at month 12 that is 130 VMs = 7 hosts, while the median's 120 needs 6.
    [Fact]
    public void Risk_chooses_the_band()
    {
        var demand = Demand(growth: 0.2) with { GrowthLow = 0.1, GrowthHigh = 0.3 };
        Assert.Equal(6, Cluster(demand: demand).Plan(12).Months[12].HostsNeeded);
        Assert.Equal(7, Cluster(demand: demand, policy: Bare with { Risk = DemandRisk.Upper80 }).Plan(12).Months[12].HostsNeeded);
    }

    // 7 hosts, N+1, 10 % buffer, memory: total 7 x 512 GiB, reserve 512, buffer 10 % of the other 6 x 512.
    [Fact]
    public void Chart_series_split_capacity()
    {
        var plan = Cluster(policy: Bare with { FailoverHosts = 1, Buffer = 0.1 }).Plan(12);
        var memory = Assert.Single(plan.Resources, resource => resource.Name == "memory").Months[0];
        Assert.Equal((7 * 512 * Gib, 512 * Gib, 307.2 * Gib), (memory.Total, memory.FailoverReserve, Math.Round(memory.Buffer, 3)));
        Assert.Equal(6 * 512 * Gib * 0.9, memory.Usable, 1);
        Assert.Equal(100 * 8 * Gib, memory.Demand.Median);
    }

    [Fact]
    public void Hosts_are_enough_and_one_fewer_is_not() => Cases.Sample(c =>
    {
        var cluster = new ClusterSizing(Host, new DensityEstimate { VmsPerHost = c.Density }, Demand(memory: c.Memory), c.Policy);
        var (hosts, _) = cluster.HostsFor(c.Vms);
        // 1e-9 allows for the rounding of the products on both sides.
        return cluster.UsableVms(hosts) >= c.Vms * (1 - 1e-9)
            && (hosts == c.Policy.MinimumHosts || cluster.UsableVms(hosts - 1) < c.Vms);
    });

    [Fact]
    public void More_vms_never_need_fewer_hosts_and_more_density_never_more() => Cases.Sample(c =>
    {
        var cluster = new ClusterSizing(Host, new DensityEstimate { VmsPerHost = c.Density }, Demand(memory: c.Memory), c.Policy);
        var denser = new ClusterSizing(Host, new DensityEstimate { VmsPerHost = c.Density + 1 }, Demand(memory: c.Memory), c.Policy);
        return cluster.HostsFor(c.Vms + 1).Hosts >= cluster.HostsFor(c.Vms).Hosts && denser.HostsFor(c.Vms).Hosts <= cluster.HostsFor(c.Vms).Hosts;
    });

    [Fact]
    public void Each_failover_host_is_one_host_more() => Cases.Sample(c =>
    {
        var policy = c.Policy with { FailoverShare = 0, MinimumHosts = 1 };
        int At(int failover) => new ClusterSizing(
            Host, new DensityEstimate { VmsPerHost = c.Density }, Demand(memory: c.Memory), policy with { FailoverHosts = failover }).HostsFor(c.Vms).Hosts;
        return At(policy.FailoverHosts + 1) == At(policy.FailoverHosts) + 1;
    });

    private static Gen<(double Vms, double Density, double Memory, HeadroomPolicy Policy)> Cases =>
        Gen.Select(
            Gen.Int[1, 5000], Gen.Double[1, 200], Gen.Double[1, 100],
            Gen.Select(Gen.Int[0, 4], Gen.Double[0, 0.5], Gen.Double[0, 0.5], Gen.Int[1, 6], (failover, share, buffer, minimum) =>
                Bare with { FailoverHosts = failover, FailoverShare = share, Buffer = buffer, MinimumHosts = minimum }),
            (vms, density, memory, policy) => ((double)vms, density, memory, policy));
}
