using Sim.Estate.Inventory;

namespace Sim.Estate.RvTools;

/// <summary>A VM while its sheets are being joined.</summary>
internal sealed class VmDraft
{
    public required EstateVm Vm { get; set; }

    /// <summary>vCenter's VM ID; may be empty.</summary>
    public required string Id { get; init; }

    /// <summary>vCenter's own ID; may be empty.</summary>
    public required string Server { get; init; }

    /// <summary>Row in vInfo.</summary>
    public required int Row { get; init; }

    public string Name => Vm.Name;

    public string Host => Vm.Host;
}
