using System.Collections.Immutable;
using Sim.Models.Parameters;

namespace Sim.Planning.Cost;

/// <summary>Operating systems inside the VMs: the same VMs on every alternative, but the number of hosts to license differs with density.</summary>
public sealed record GuestSpec
{
    [Parameter("Share of the VMs that run Windows Server.", Dimension = Dimension.Fraction, Min = 0, Max = 100, Unit = "%")]
    public double WindowsShare { get; init; }

    [Parameter("Price line of sixteen Standard cores.")]
    public string WindowsStandard { get; init; } = "windows-standard";

    [Parameter("Price line of sixteen Datacenter cores.")]
    public string WindowsDatacenter { get; init; } = "windows-datacenter";

    [Parameter("Where Windows VMs may run.", Certainty = Certainty.Assumed, Source = "a VM that may move needs every host it can land on licensed; general knowledge")]
    public WindowsMobility WindowsMobility { get; init; } = WindowsMobility.Anywhere;

    [Parameter("Products of the price book that cover the guests of a host, on every host.")]
    public ImmutableArray<string> Products { get; init; } = [];
}
