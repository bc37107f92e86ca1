using Sim.Models.Parameters;

namespace Sim.Planning.Sizing;

/// <summary>A project that adds or removes VMs at a known time.</summary>
public sealed record PlannedChange
{
    [Parameter("The project.")]
    public required string Name { get; init; }

    [Parameter("Months from today until the VMs arrive or leave.", Dimension = Dimension.Months, Min = 0, Max = 240, Unit = "months")]
    public required int Month { get; init; }

    [Parameter("VMs added; below 0 for a removal.", Min = -1000000, Max = 1000000)]
    public required double Vms { get; init; }
}
