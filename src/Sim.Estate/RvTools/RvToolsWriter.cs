using Sim.Estate.Inventory;

namespace Sim.Estate.RvTools;

/// <summary>Writes an inventory as an xlsx with the sheets and headers of RVTools 4.x, so that it can be edited, shared and imported again.</summary>
/// <remarks>Writes the columns that an inventory fills; the VM ID is its key; disks and partitions become one row a VM disk of equal size. Same inventory, same bytes.</remarks>
public static class RvToolsWriter
{
    /// <summary>Writes a file; an existing one is replaced.</summary>
    /// <param name="estate">The inventory.</param>
    /// <param name="path">The .xlsx file.</param>
    public static void Write(VmEstate estate, string path)
    {
        using var file = File.Create(path);
        Write(estate, file);
    }

    /// <summary>Writes to a stream, which stays open.</summary>
    /// <param name="estate">The inventory.</param>
    /// <param name="target">Where to.</param>
    public static void Write(VmEstate estate, Stream target) =>
        WorkbookText.Write(target,
        [
            ("vInfo", Info(estate)), ("vCPU", Cpu(estate)), ("vMemory", Memory(estate)), ("vDisk", Disks(estate)),
            ("vPartition", Partitions(estate)), ("vNetwork", Networks(estate)), ("vHost", Hosts(estate)), ("vCluster", Clusters(estate)),
            ("vDatastore", Datastores(estate)), ("vMetaData", MetaData(estate)),
        ]);

    private static List<object?[]> Info(VmEstate estate) => Table(
        ["VM", "Powerstate", "Template", "SRM Placeholder", "Connection state", "Creation date", "CPUs", "Memory", "Active Memory", "NICs", "Disks",
            "Total disk capacity MiB", "Folder", "Provisioned MiB", "In Use MiB", "Datacenter", "Cluster", "Host",
            "OS according to the configuration file", "OS according to the VMware Tools", "VM ID"],
        estate.Vms.Select(vm => new object?[]
        {
            vm.Name, Power(vm), vm.IsTemplate, vm.IsPlaceholder, "connected", vm.CreationDate, vm.Vcpus, vm.MemoryMiB, vm.ActiveMemoryMiB, vm.Nics,
            vm.Disks, vm.DiskCapacityMiB, Filled(vm.Folder), vm.ProvisionedMiB, vm.InUseMiB, Filled(vm.Datacenter), Filled(vm.Cluster),
            Filled(vm.Host), Filled(vm.GuestOs), vm.IsRunning ? Filled(vm.GuestOs) : null, vm.Key,
        }));

    private static List<object?[]> Cpu(VmEstate estate) => Table(
        [.. VmHead, "CPUs", "Sockets", "Cores p/s", "Max", "Overall", "Shares", "Reservation", "Limit", .. VmTail],
        estate.Vms.Select(vm => Row(vm,
            vm.Vcpus, vm.Sockets, vm.CoresPerSocket, vm.CpuCapacityMHz, vm.CpuUsageMHz, vm.CpuShares, vm.CpuReservationMHz, vm.CpuLimitMHz ?? -1)));

    private static List<object?[]> Memory(VmEstate estate) => Table(
        [.. VmHead, "Size MiB", "Consumed", "Swapped", "Ballooned", "Active", "Reservation", "Limit", .. VmTail],
        estate.Vms.Select(vm => Row(vm,
            vm.MemoryMiB, vm.ConsumedMemoryMiB, vm.SwappedMiB, vm.BalloonedMiB, vm.ActiveMemoryMiB, vm.MemoryReservationMiB, -1)));

    private static List<object?[]> Disks(VmEstate estate) => Table(
        [.. VmHead, "Disk", "Capacity MiB", "Sharing mode", "Thin", .. VmTail],
        from vm in estate.Vms
        where vm.DiskCapacityMiB is not null
        let count = Math.Max(1, vm.Disks ?? 1)
        from disk in Enumerable.Range(1, count)
        // The first disk takes the remainder, so that the rows add up to the capacity.
        let size = (vm.DiskCapacityMiB / count) + (disk == 1 ? vm.DiskCapacityMiB % count : 0)
        select Row(vm, FormattableString.Invariant($"Hard disk {disk}"), size, "sharingNone", true));

    private static List<object?[]> Partitions(VmEstate estate) => Table(
        [.. VmHead, "Disk", "Capacity MiB", "Consumed MiB", "Free MiB", "Free %", .. VmTail],
        from vm in estate.Vms
        where vm.GuestUsedMiB is not null
        let capacity = vm.DiskCapacityMiB ?? vm.GuestUsedMiB
        let free = capacity - vm.GuestUsedMiB
        select Row(vm, vm.GuestOs.Contains("Windows", StringComparison.Ordinal) ? "C:\\" : "/", capacity, vm.GuestUsedMiB, free,
            capacity > 0 ? free * 100 / capacity : null));

    private static List<object?[]> Networks(VmEstate estate) => Table(
        [.. VmHead, "NIC label", "Connected", "Type", .. VmTail],
        from vm in estate.Vms
        from nic in Enumerable.Range(1, vm.Nics ?? 0)
        select Row(vm, FormattableString.Invariant($"Network adapter {nic}"), vm.IsRunning, "Vmxnet3"));

    private static List<object?[]> Hosts(VmEstate estate) => Table(
        ["Host", "Datacenter", "Cluster", "in Maintenance Mode", "CPU Model", "Speed", "HT Available", "HT Active", "# CPU", "Cores per CPU", "# Cores",
            "CPU usage %", "# Memory", "Memory usage %", "# VMs", "# vCPUs", "ESX Version", "Vendor", "Model"],
        estate.Hosts.Select(host => new object?[]
        {
            host.Name, Filled(host.Datacenter), Filled(host.Cluster), host.IsInMaintenance, Filled(host.CpuModel), host.SpeedMHz,
            host.HyperThreadingActive, host.HyperThreadingActive, host.Sockets, host.CoresPerSocket, host.Cores, host.CpuUsagePercent,
            host.MemoryMiB, host.MemoryUsagePercent, estate.Vms.Count(vm => vm.IsRunning && vm.Host == host.Name),
            estate.Vms.Where(vm => vm.IsRunning && vm.Host == host.Name).Sum(vm => vm.Vcpus), Filled(host.EsxVersion), Filled(host.Vendor),
            Filled(host.Model),
        }));

    private static List<object?[]> Clusters(VmEstate estate) => Table(
        ["Name", "NumHosts", "HA enabled", "Failover Level", "DRS enabled"],
        estate.Clusters.Select(cluster => new object?[] { cluster.Name, cluster.Hosts, cluster.HaEnabled, cluster.FailoverLevel, cluster.DrsEnabled }));

    private static List<object?[]> Datastores(VmEstate estate) => Table(
        ["Name", "Type", "Capacity MiB", "In Use MiB", "Free MiB"],
        estate.Datastores.Select(store => new object?[] { store.Name, Filled(store.Type), store.CapacityMiB, store.InUseMiB, store.FreeMiB }));

    private static List<object?[]> MetaData(VmEstate estate) => Table(
        ["RVTools major version", "xlsx creation datetime", "Server"],
        [new object?[] { "4", estate.SnapshotDate, null }]);

    private static string[] VmHead => ["VM", "Powerstate", "Template", "SRM Placeholder"];

    private static string[] VmTail => ["Datacenter", "Cluster", "Host", "OS according to the configuration file", "VM ID"];

    private static object?[] Row(EstateVm vm, params ReadOnlySpan<object?> own) =>
    [
        vm.Name, Power(vm), vm.IsTemplate, vm.IsPlaceholder, .. own, Filled(vm.Datacenter), Filled(vm.Cluster), Filled(vm.Host), Filled(vm.GuestOs),
        vm.Key,
    ];

    private static List<object?[]> Table(string[] header, IEnumerable<object?[]> rows) => [[.. header], .. rows];

    private static string? Filled(string text) => text.Length > 0 ? text : null;

    private static string Power(EstateVm vm) => vm.PowerState switch
    {
        PowerState.PoweredOn => "poweredOn",
        PowerState.PoweredOff => "poweredOff",
        _ => "suspended",
    };
}
