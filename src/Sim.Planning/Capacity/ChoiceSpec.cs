using System.Collections.Immutable;
using Sim.Models.Parameters;
using Sim.Models.Scenarios;
using Sim.Planning.Cost;

namespace Sim.Planning.Capacity;

/// <summary>One alternative of a plan: which hypervisor is simulated, and what is billed for it.</summary>
public sealed record ChoiceSpec
{
    [Parameter("Hypervisor that is simulated.")]
    public required HypervisorKind Simulate { get; init; }

    [Parameter("Product of the price book billed for the hypervisor; absent when it is free.")]
    public string? Product { get; init; }

    [Parameter("Guest products that come with the hypervisor subscription and are not billed again.")]
    public ImmutableArray<string> IncludedGuests { get; init; } = [];

    [Parameter("Candidate hosts in service and paid for.", Min = 0, Max = 10000)]
    public int InstalledHosts { get; init; }

    [Parameter("Years the installed hosts have left.", Min = 0, Max = 15)]
    public int InstalledYearsLeft { get; init; }

    [Parameter("VMs of one administrator on this alternative; absent, as it should be without evidence, means the same for all.", Min = 1, Max = 100000)]
    public double? VmsPerAdministrator { get; init; }

    [Parameter("Moving today's VMs here.")]
    public MigrationSpec? Migration { get; init; }
}
