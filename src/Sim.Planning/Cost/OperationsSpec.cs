using Sim.Models.Parameters;

namespace Sim.Planning.Cost;

/// <summary>What running hosts costs, the same for all alternatives; names of entries in the price book.</summary>
public sealed record OperationsSpec
{
    [Parameter("Price line of a kilowatt-hour.")]
    public required string Electricity { get; init; }

    [Parameter("Factor: facility power over IT power.")]
    public string Pue { get; init; } = "pue";

    [Parameter("Price line of a provisioned kilowatt-month; absent when space is not counted.")]
    public string? Colocation { get; init; }

    [Parameter("Price line of an administrator; absent when labour is not counted.")]
    public string? Administrator { get; init; }

    [Parameter("Factor: VMs of one administrator.")]
    public string VmsPerAdministrator { get; init; } = "vms-per-administrator";

    [Parameter("Factor: maintenance a year after warranty, share of the host's price.")]
    public string HardwareSupport { get; init; } = "hardware-support";

    [Parameter("Years of warranty within the host's price.", Min = 0, Max = 10, Certainty = Certainty.Assumed, Source = "common server terms are 3 to 5 years")]
    public int WarrantyYears { get; init; } = 3;

    [Parameter("Years after which a host is replaced.", Min = 1, Max = 15, Certainty = Certainty.Assumed, Source = "Azure sets 72 months (GreenSKU); enterprises 5")]
    public int HostLifetimeYears { get; init; } = 5;

    [Parameter("Years over which purchases are depreciated.", Min = 1, Max = 15, Certainty = Certainty.Secondary, Source = "vRealize Business default")]
    public int DepreciationYears { get; init; } = 5;

    [Parameter("How purchases are depreciated.")]
    public DepreciationMethod Depreciation { get; init; } = DepreciationMethod.StraightLine;
}
