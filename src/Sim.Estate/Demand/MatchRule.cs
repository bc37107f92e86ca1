using System.Collections.Immutable;
using System.IO.Enumeration;
using Sim.Estate.Inventory;
using Sim.Models.Parameters;

namespace Sim.Estate.Demand;

/// <summary>Which VMs an archetype is for: all conditions given must hold.</summary>
public sealed record MatchRule
{
    /// <summary>Patterns of VM names, any of them; <c>*</c> is any text, <c>?</c> any one character; case does not matter.</summary>
    [Parameter("Patterns of VM names, any of them; * is any text, ? one character.")]
    public ImmutableArray<string> Names { get; init; } = [];

    /// <summary>Patterns of guest systems, any of them.</summary>
    [Parameter("Patterns of guest systems, any of them; * is any text, ? one character.")]
    public ImmutableArray<string> Guests { get; init; } = [];

    /// <summary>Smallest size.</summary>
    [Parameter("Smallest number of vCPUs.", Min = 1, Max = 768)]
    public int? MinVcpus { get; init; }

    /// <summary>Largest size.</summary>
    [Parameter("Largest number of vCPUs.", Min = 1, Max = 768)]
    public int? MaxVcpus { get; init; }

    /// <summary>Whether no condition is given.</summary>
    public bool IsEmpty => Names.IsEmpty && Guests.IsEmpty && MinVcpus is null && MaxVcpus is null;

    /// <summary>Whether a VM fits.</summary>
    /// <param name="vm">The VM.</param>
    public bool Fits(EstateVm vm) =>
        (Names.IsEmpty || Any(Names, vm.Name)) && (Guests.IsEmpty || Any(Guests, vm.GuestOs))
        && vm.Vcpus >= (MinVcpus ?? 1) && vm.Vcpus <= (MaxVcpus ?? int.MaxValue);

    private static bool Any(ImmutableArray<string> patterns, string text) =>
        patterns.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, text, ignoreCase: true));
}
