namespace Sim.Estate.Inventory;

/// <summary>One VM of an inventory, as it stood at one moment. A value the export does not give is null, never zero.</summary>
public sealed record EstateVm
{
    /// <summary>Identity that stays when other VMs come and go: instance UUID, else vCenter's VM ID, else the name (with <c>#2</c>... when it repeats).</summary>
    public required string Key { get; init; }

    /// <summary>Display name; may repeat inside an estate.</summary>
    public required string Name { get; init; }

    /// <summary>Running, off or suspended.</summary>
    public required PowerState PowerState { get; init; }

    /// <summary>A template: a pattern to clone, never runs.</summary>
    public bool IsTemplate { get; init; }

    /// <summary>A Site Recovery Manager placeholder: stands for a VM that runs elsewhere.</summary>
    public bool IsPlaceholder { get; init; }

    /// <summary>Virtual CPUs, 1 to 768.</summary>
    public required int Vcpus { get; init; }

    /// <summary>Configured memory, MiB, 4 or more.</summary>
    public required long MemoryMiB { get; init; }

    /// <summary>Virtual sockets.</summary>
    public int? Sockets { get; init; }

    /// <summary>Cores in each virtual socket.</summary>
    public int? CoresPerSocket { get; init; }

    /// <summary>Storage that could be used if every thin disk filled up, MiB.</summary>
    public long? ProvisionedMiB { get; init; }

    /// <summary>Storage in use on the datastores, MiB.</summary>
    public long? InUseMiB { get; init; }

    /// <summary>Sum of the sizes of all virtual disks, MiB.</summary>
    public long? DiskCapacityMiB { get; init; }

    /// <summary>Sum of used space inside the guest's file systems, MiB; needs running guest tools.</summary>
    public long? GuestUsedMiB { get; init; }

    /// <summary>Number of virtual disks.</summary>
    public int? Disks { get; init; }

    /// <summary>Number of virtual network adapters.</summary>
    public int? Nics { get; init; }

    /// <summary>Guest operating system: what the tools report, else the configuration file; may be empty.</summary>
    public string GuestOs { get; init; } = "";

    /// <summary>Datacenter; may be empty.</summary>
    public string Datacenter { get; init; } = "";

    /// <summary>Cluster; may be empty.</summary>
    public string Cluster { get; init; } = "";

    /// <summary>Host it was on; may be empty.</summary>
    public string Host { get; init; } = "";

    /// <summary>Folder in the inventory; may be empty.</summary>
    public string Folder { get; init; } = "";

    /// <summary>CPU used at the moment of the export, MHz: one point, not a mean.</summary>
    public long? CpuUsageMHz { get; init; }

    /// <summary>CPU the VM could use at nominal clock (vCPUs times host clock), MHz.</summary>
    public long? CpuCapacityMHz { get; init; }

    /// <summary>Proportional-share weight of the whole VM.</summary>
    public long? CpuShares { get; init; }

    /// <summary>CPU that is guaranteed, MHz.</summary>
    public long? CpuReservationMHz { get; init; }

    /// <summary>CPU that is never exceeded, MHz; null when there is no limit.</summary>
    public long? CpuLimitMHz { get; init; }

    /// <summary>Memory recently touched, as the hypervisor estimated it at the moment of the export, MiB.</summary>
    public long? ActiveMemoryMiB { get; init; }

    /// <summary>Machine memory that backs the VM, MiB.</summary>
    public long? ConsumedMemoryMiB { get; init; }

    /// <summary>Memory that is guaranteed, MiB.</summary>
    public long? MemoryReservationMiB { get; init; }

    /// <summary>Memory reclaimed by the balloon driver, MiB.</summary>
    public long? BalloonedMiB { get; init; }

    /// <summary>Memory swapped out by the hypervisor, MiB.</summary>
    public long? SwappedMiB { get; init; }

    /// <summary>When the VM was created.</summary>
    public DateOnly? CreationDate { get; init; }

    /// <summary>Whether the VM asks a host for CPU: powered on, not a template, not a placeholder.</summary>
    public bool IsRunning => PowerState == PowerState.PoweredOn && !IsTemplate && !IsPlaceholder;

    /// <summary>Used storage, MiB: inside the guest when known, else on the datastore.</summary>
    public long? UsedStorageMiB => GuestUsedMiB ?? InUseMiB;
}
