namespace Sim.Planning.Licences;

/// <summary>What one host's Windows Server guests need and cost.</summary>
/// <param name="Edition">The edition.</param>
/// <param name="CoresPerStack">Cores of one full licensing of the host, an even number at or above 16.</param>
/// <param name="Stacks">Full licensings: 1 for Datacenter, ceil(VMs / 2) for Standard, 0 without Windows VMs.</param>
/// <param name="Cost">Price of all stacks, in the currency of the prices given; client access licences are extra.</param>
public readonly record struct WindowsLicence(WindowsEdition Edition, int CoresPerStack, int Stacks, double Cost)
{
    private const int CoresPerPriceUnit = 16;
    private const int FloorPerCpu = 8;
    private const int FloorPerServer = 16;
    private const int VmsPerStack = 2;

    /// <summary>The licence of a chosen edition.</summary>
    /// <param name="host">The host: all its physical cores count, at least 8 a CPU and 16 a server, sold in packs of two.</param>
    /// <param name="windowsVms">Windows VMs that may run on the host, counting those that may move or fail over to it; 0 or more.</param>
    /// <param name="edition">The edition.</param>
    /// <param name="pricePer16Cores">Price of sixteen cores of that edition, 0 or more.</param>
    public static WindowsLicence Of(HostCpus host, int windowsVms, WindowsEdition edition, double pricePer16Cores)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(windowsVms);
        ArgumentOutOfRangeException.ThrowIfNegative(pricePer16Cores);
        var cores = Math.Max(FloorPerServer, LicenceCount.BillableCores(host, FloorPerCpu));
        cores += cores % 2;
        var stacks = edition == WindowsEdition.Datacenter ? Math.Min(1, windowsVms) : (windowsVms + VmsPerStack - 1) / VmsPerStack;
        return new WindowsLicence(edition, cores, stacks, (double)stacks * cores / CoresPerPriceUnit * pricePer16Cores);
    }

    /// <summary>The cheaper edition; Standard when both cost the same.</summary>
    /// <param name="host">The host.</param>
    /// <param name="windowsVms">Windows VMs that may run on the host, 0 or more.</param>
    /// <param name="standardPer16Cores">Price of sixteen Standard cores, 0 or more.</param>
    /// <param name="datacenterPer16Cores">Price of sixteen Datacenter cores, 0 or more.</param>
    public static WindowsLicence Cheapest(HostCpus host, int windowsVms, double standardPer16Cores, double datacenterPer16Cores)
    {
        var standard = Of(host, windowsVms, WindowsEdition.Standard, standardPer16Cores);
        var datacenter = Of(host, windowsVms, WindowsEdition.Datacenter, datacenterPer16Cores);
        return datacenter.Cost < standard.Cost ? datacenter : standard;
    }
}
