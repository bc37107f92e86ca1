namespace Sim.Estate.Inventory;

/// <summary>A datastore of an inventory.</summary>
public sealed record EstateDatastore
{
    /// <summary>Name.</summary>
    public required string Name { get; init; }

    /// <summary>Kind, e.g. <c>VMFS</c>, <c>NFS</c>, <c>vsan</c>; may be empty.</summary>
    public string Type { get; init; } = "";

    /// <summary>Size, MiB.</summary>
    public long? CapacityMiB { get; init; }

    /// <summary>Space in use, MiB.</summary>
    public long? InUseMiB { get; init; }

    /// <summary>Free space, MiB.</summary>
    public long? FreeMiB { get; init; }
}
