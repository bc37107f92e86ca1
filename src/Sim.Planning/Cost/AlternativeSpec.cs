using System.Collections.Immutable;
using Sim.Models.Parameters;
using Sim.Planning.Sizing;

namespace Sim.Planning.Cost;

/// <summary>One way to run the VMs: a host, a hypervisor and how many VMs they carry.</summary>
public sealed record AlternativeSpec
{
    [Parameter("The host.")]
    public required HostPurchaseSpec Host { get; init; }

    [Parameter("VMs one host carries; absent when a density search supplies it.")]
    public DensityEstimate? Density { get; init; }

    [Parameter("CPU utilisation of a host filled to its density: equally spaced samples over the day or run.", Dimension = Dimension.Fraction, Min = 0, Max = 100,
        Unit = "%")]
    public ImmutableArray<double> Utilisation { get; init; } = [];

    [Parameter("Product of the price book billed for the hypervisor; absent when it is free.")]
    public string? Hypervisor { get; init; }

    [Parameter("Guest products that come with the hypervisor subscription and are not billed again.")]
    public ImmutableArray<string> IncludedGuests { get; init; } = [];

    [Parameter("Raw vSAN capacity of one host; what exceeds the entitlement is billed.", Dimension = Dimension.Bytes, Min = 0, Max = 10000, Unit = "TiB")]
    public double VsanRawPerHost { get; init; }

    [Parameter("Price line of a tebibyte of vSAN beyond the entitlement.")]
    public string VsanAddOn { get; init; } = "vsan-addon";

    [Parameter("Hosts of this kind in service and paid for.", Min = 0, Max = 10000)]
    public int InstalledHosts { get; init; }

    [Parameter("Years the installed hosts have left.", Min = 0, Max = 15)]
    public int InstalledYearsLeft { get; init; }

    [Parameter("VMs of one administrator on this alternative; absent, as it should be without evidence, means the same for all.", Min = 1, Max = 100000)]
    public double? VmsPerAdministrator { get; init; }

    [Parameter("Moving today's VMs here.")]
    public MigrationSpec? Migration { get; init; }
}
