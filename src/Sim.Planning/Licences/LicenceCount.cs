using Sim.Planning.Prices;

namespace Sim.Planning.Licences;

/// <summary>Counts what a vendor bills. Pure functions of host shapes; no price and no product name.</summary>
/// <remarks>Source: the subscription rules cited by each <see cref="LicenceProduct"/> of the price book. Page: docs/models/tco.md.</remarks>
public static class LicenceCount
{
    /// <summary>Cores of one host billed with a floor for every CPU: sum over its CPUs of max(floor, cores).</summary>
    /// <param name="host">The host.</param>
    /// <param name="floorPerCpu">Cores billed for a CPU that has fewer, 0 or more.</param>
    /// <returns>Cores.</returns>
    public static int BillableCores(HostCpus host, int floorPerCpu)
    {
        Check(host);
        ArgumentOutOfRangeException.ThrowIfNegative(floorPerCpu);
        return checked(host.Sockets * Math.Max(floorPerCpu, host.CoresPerSocket));
    }

    /// <summary>Cores billed for one order: the sum over hosts, at least the minimum order, rounded up to whole packs. No hosts, no order.</summary>
    /// <param name="hosts">Hosts of the order.</param>
    /// <param name="floorPerCpu">Cores billed for a CPU that has fewer, 0 or more.</param>
    /// <param name="minimumOrder">Fewest cores of an order, 0 or more.</param>
    /// <param name="packSize">Cores in a pack, 1 or more.</param>
    /// <returns>Cores.</returns>
    public static int BillableCores(ReadOnlySpan<HostCpus> hosts, int floorPerCpu, int minimumOrder = 0, int packSize = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(minimumOrder);
        ArgumentOutOfRangeException.ThrowIfLessThan(packSize, 1);
        if (hosts.IsEmpty) return 0;
        var cores = 0;
        foreach (var host in hosts) cores = checked(cores + BillableCores(host, floorPerCpu));
        return checked(CeilingDivide(Math.Max(minimumOrder, cores), packSize) * packSize);
    }

    /// <summary>Raw vSAN capacity that comes with the cores.</summary>
    /// <param name="billableCores">Billable cores, 0 or more.</param>
    /// <param name="bytesPerCore">Entitlement of one core, bytes.</param>
    /// <returns>Bytes.</returns>
    public static double VsanEntitlement(int billableCores, double bytesPerCore)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(billableCores);
        ArgumentOutOfRangeException.ThrowIfNegative(bytesPerCore);
        return billableCores * bytesPerCore;
    }

    /// <summary>Populated sockets of some equal hosts.</summary>
    /// <param name="host">The host.</param>
    /// <param name="count">Hosts, 0 or more.</param>
    /// <returns>Sockets.</returns>
    public static int SocketSubscriptions(HostCpus host, int count)
    {
        Check(host);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return checked(host.Sockets * count);
    }

    /// <summary>Socket-pair subscriptions of one host: max(ceil(sockets / 2), ceil(cores / cores a pair covers)). A pair never spans hosts.</summary>
    /// <param name="host">The host.</param>
    /// <param name="coresPerPair">Cores one pair covers, 1 or more.</param>
    /// <returns>Pairs.</returns>
    public static int BareMetalPairs(HostCpus host, int coresPerPair)
    {
        Check(host);
        ArgumentOutOfRangeException.ThrowIfLessThan(coresPerPair, 1);
        return Math.Max(CeilingDivide(host.Sockets, 2), CeilingDivide(host.Cores, coresPerPair));
    }

    /// <summary>What a product bills for some equal hosts in one order.</summary>
    /// <param name="product">The product and its rule.</param>
    /// <param name="host">The host.</param>
    /// <param name="count">Hosts, 0 or more.</param>
    /// <returns>Units of the product's metric: cores, sockets, pairs or hosts.</returns>
    public static int Of(LicenceProduct product, HostCpus host, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return product.Metric switch
        {
            LicenceMetric.Core => OrderOf(product, host, count),
            LicenceMetric.Socket => SocketSubscriptions(host, count),
            LicenceMetric.BareMetalPair => checked(BareMetalPairs(host, product.CoresPerPair ?? int.MaxValue) * count),
            LicenceMetric.Host => count,
            _ => throw new ArgumentOutOfRangeException(nameof(product), product.Metric, "unknown licence metric"),
        };
    }

    private static int OrderOf(LicenceProduct product, HostCpus host, int count)
    {
        if (count == 0) return 0;
        var cores = checked(BillableCores(host, product.CoreFloorPerCpu) * count);
        return checked(CeilingDivide(Math.Max(product.MinimumOrderCores, cores), product.PackSize) * product.PackSize);
    }

    // Written without 'a + b - 1', which overflows when a pair covers any number of cores (int.MaxValue).
    private static int CeilingDivide(int a, int b) => (a / b) + (a % b == 0 ? 0 : 1);

    private static void Check(HostCpus host)
    {
        if (host.Sockets < 1 || host.CoresPerSocket < 1)
            throw new ArgumentOutOfRangeException(nameof(host), host, "a host has at least one socket with at least one core");
    }
}
