using CsCheck;
using Sim.Planning.Licences;
using Sim.Planning.Prices;
using Sim.Testing;

namespace Sim.Planning.Tests.Licences;

public sealed class LicenceCountTests
{
    private static readonly Gen<HostCpus> Hosts = Gen.Select(Gen.Int[1, 8], Gen.Int[1, 256], (sockets, cores) => new HostCpus(sockets, cores));

    // Checks of planning-and-tco 1.1: a CPU with fewer than 16 cores is billed as 16.
    [Theory]
    [InlineData(2, 8, 32)]
    [InlineData(2, 12, 32)]
    [InlineData(1, 24, 24)]
    [InlineData(2, 32, 64)]
    public void Billable_cores_of_a_host(int sockets, int cores, int billed) =>
        Assert.Equal(billed, LicenceCount.BillableCores(new HostCpus(sockets, cores), 16));

    // Three hosts of 1 x 8: 3 x 16 = 48; a minimum order of 16 changes nothing, one of 72 does; packs of 32 round 48 to 64 and 72 to 96.
    [Theory]
    [InlineData(0, 1, 48)]
    [InlineData(16, 1, 48)]
    [InlineData(72, 1, 72)]
    [InlineData(0, 32, 64)]
    [InlineData(72, 32, 96)]
    public void Minimum_order_and_packs(int minimumOrder, int pack, int billed) =>
        Assert.Equal(billed, LicenceCount.BillableCores([new(1, 8), new(1, 8), new(1, 8)], 16, minimumOrder, pack));

    [Fact]
    public void No_hosts_no_order() => Assert.Equal(0, LicenceCount.BillableCores([], 16, minimumOrder: 72, packSize: 32));

    // 4 hosts of 2 x 32 are 256 cores: VVF 256 x 0.25 TiB = 64 TiB, VCF 256 TiB.
    [Theory]
    [InlineData("vvf", 64)]
    [InlineData("vcf", 256)]
    public void Vsan_entitlement_of_shipped_products(string product, double tebibytes)
    {
        var rule = PriceBookReader.Read(Repository.PathOf("scenarios/prices/us-2026-11.prices.yaml")).Value.Product(product);
        var cores = LicenceCount.Of(rule, new HostCpus(2, 32), 4);
        Assert.Equal(256, cores);
        Assert.Equal(tebibytes * (1L << 40), LicenceCount.VsanEntitlement(cores, rule.VsanPerCore));
    }

    // max(ceil(sockets / 2), ceil(cores / 128)): 1 x 32 -> 1; 2 x 64 = 128 -> 1; 2 x 96 = 192 -> 2; 4 x 16 -> 2 sockets pairs; 3 sockets -> 2.
    [Theory]
    [InlineData(1, 32, 1)]
    [InlineData(2, 64, 1)]
    [InlineData(2, 65, 2)]
    [InlineData(2, 96, 2)]
    [InlineData(4, 16, 2)]
    [InlineData(3, 16, 2)]
    public void Bare_metal_pairs(int sockets, int cores, int pairs) => Assert.Equal(pairs, LicenceCount.BareMetalPairs(new HostCpus(sockets, cores), 128));

    [Fact]
    public void A_pair_that_covers_any_number_of_cores_counts_sockets_only() =>
        Assert.Equal(1, LicenceCount.BareMetalPairs(new HostCpus(2, 256), int.MaxValue));

    [Fact]
    public void Impossible_hosts_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => LicenceCount.BillableCores(new HostCpus(0, 8), 16));
        Assert.Throws<ArgumentOutOfRangeException>(() => LicenceCount.SocketSubscriptions(new HostCpus(2, 8), -1));
    }

    [Fact]
    public void Billing_never_falls_with_a_host_more_and_never_below_the_floor() =>
        Gen.Select(Hosts.Array[0, 12], Hosts, Gen.Int[0, 64], Gen.Int[0, 100], Gen.Int[1, 40]).Sample((hosts, extra, floor, minimum, pack) =>
        {
            var before = LicenceCount.BillableCores(hosts, floor, minimum, pack);
            var after = LicenceCount.BillableCores([.. hosts, extra], floor, minimum, pack);
            var physical = hosts.Sum(host => host.Cores) + extra.Cores;
            var sockets = hosts.Sum(host => host.Sockets) + extra.Sockets;
            return after >= before && after >= physical && after >= floor * sockets && after >= minimum && after % pack == 0
                && after - Math.Max(minimum, LicenceCount.BillableCores([.. hosts, extra], floor)) < pack;
        });

    [Fact]
    public void A_product_bills_equal_hosts_like_the_list_of_them() =>
        Gen.Select(Hosts, Gen.Int[0, 20], Gen.Int[0, 64], Gen.Int[0, 100], Gen.Int[1, 40]).Sample((host, count, floor, minimum, pack) =>
        {
            var product = Product(LicenceMetric.Core) with { CoreFloorPerCpu = floor, MinimumOrderCores = minimum, PackSize = pack };
            return LicenceCount.Of(product, host, count)
                == LicenceCount.BillableCores([.. Enumerable.Repeat(host, count)], floor, minimum, pack);
        });

    [Fact]
    public void Every_metric_never_falls_with_a_host_more() =>
        Gen.Select(Hosts, Gen.Int[0, 20], Gen.Enum<LicenceMetric>()).Sample((host, count, metric) =>
        {
            var product = Product(metric) with { CoresPerPair = 128 };
            var (before, after) = (LicenceCount.Of(product, host, count), LicenceCount.Of(product, host, count + 1));
            return after > before && LicenceCount.Of(product, host, 0) == 0;
        });

    private static LicenceProduct Product(LicenceMetric metric) =>
        new() { Meaning = "", Metric = metric, Price = "", Source = "", Confidence = PriceConfidence.Primary };
}
