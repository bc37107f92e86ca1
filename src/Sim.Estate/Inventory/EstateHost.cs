namespace Sim.Estate.Inventory;

/// <summary>One hypervisor host of an inventory. A value the export does not give is null, never zero.</summary>
public sealed record EstateHost
{
    /// <summary>Name or address as vCenter knows it.</summary>
    public required string Name { get; init; }

    /// <summary>Datacenter; may be empty.</summary>
    public string Datacenter { get; init; } = "";

    /// <summary>Cluster; empty for a stand-alone host.</summary>
    public string Cluster { get; init; } = "";

    /// <summary>Server manufacturer; may be empty.</summary>
    public string Vendor { get; init; } = "";

    /// <summary>Server model; may be empty.</summary>
    public string Model { get; init; } = "";

    /// <summary>Processor model; may be empty.</summary>
    public string CpuModel { get; init; } = "";

    /// <summary>Nominal clock, MHz.</summary>
    public int? SpeedMHz { get; init; }

    /// <summary>Processor sockets.</summary>
    public int? Sockets { get; init; }

    /// <summary>Physical cores in each socket.</summary>
    public int? CoresPerSocket { get; init; }

    /// <summary>Physical cores of the host.</summary>
    public int? Cores { get; init; }

    /// <summary>Whether SMT is on.</summary>
    public bool? HyperThreadingActive { get; init; }

    /// <summary>Installed memory, MiB.</summary>
    public long? MemoryMiB { get; init; }

    /// <summary>CPU in use at the moment of the export, percent of the host.</summary>
    public double? CpuUsagePercent { get; init; }

    /// <summary>Memory in use at the moment of the export, percent of the host.</summary>
    public double? MemoryUsagePercent { get; init; }

    /// <summary>Hypervisor version text, e.g. <c>VMware ESXi 8.0.3 build-24280767</c>; may be empty.</summary>
    public string EsxVersion { get; init; } = "";

    /// <summary>Whether the host is in maintenance mode and takes no VMs.</summary>
    public bool? IsInMaintenance { get; init; }
}
