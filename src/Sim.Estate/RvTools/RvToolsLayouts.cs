using System.Collections.Immutable;
using static Sim.Estate.RvTools.SheetColumn;

namespace Sim.Estate.RvTools;

/// <summary>The sheets the import reads. Headers: a full 4.x export; aliases: 3.x exports and the command-line (raw name) export.</summary>
internal static class RvToolsLayouts
{
    private const string Tail = "VM ID, VM UUID, VI SDK Server, VI SDK UUID";
    private const string Place = "Datacenter, Cluster, Host, Folder, OS according to the configuration file, OS according to the VMware Tools";

    public static ImmutableArray<SheetLayout> All =>
        [VInfo.Layout, VCpu.Layout, VMemory.Layout, VDisk.Layout, VPartition.Layout, VNetwork.Layout, VHost.Layout, VCluster.Layout,
            VDatastore.Layout, VMetaData.Layout];

    private static SheetLayout Layout(string name, ImmutableArray<SheetColumn> columns, string headers) =>
        new(name, columns, [.. headers.Split(", ")]);

    public static class VInfo
    {
        public static readonly SheetColumn Vm = Required("VM", "vInfoVMName");
        public static readonly SheetColumn Powerstate = Required("Powerstate", "vInfoPowerstate", "Power state");
        public static readonly SheetColumn Cpus = Required("CPUs", "vInfoCPUs", "# CPUs");
        public static readonly SheetColumn Memory = Required("Memory", "vInfoMemory", "Memory MiB");
        public static readonly SheetColumn Template = Optional("Template", "no VM is taken for a template", "vInfoTemplate");
        public static readonly SheetColumn Placeholder =
            Optional("SRM Placeholder", "no VM is taken for a placeholder", "vInfoSRMPlaceHolder");
        public static readonly SheetColumn ConnectionState =
            Optional("Connection state", "every VM is taken as connected", "vInfoConnectionState");
        public static readonly SheetColumn CreationDate = Optional("Creation date", "creation dates stay unknown", "vInfoCreateDate");
        public static readonly SheetColumn ActiveMemory =
            Optional("Active Memory", "active memory comes from vMemory or stays unknown", "vInfoActiveMemory");
        public static readonly SheetColumn Nics = Optional("NICs", "rows of vNetwork are counted instead", "vInfoNICs");
        public static readonly SheetColumn Disks = Optional("Disks", "rows of vDisk are counted instead", "vInfoNumVirtualDisks");
        public static readonly SheetColumn DiskCapacity =
            Optional("Total disk capacity MiB", "disk sizes are summed from vDisk or stay unknown");
        public static readonly SheetColumn Provisioned = Optional("Provisioned MiB", "provisioned storage stays unknown", "vInfoProvisioned");
        public static readonly SheetColumn InUse = Optional("In Use MiB", "used storage comes from vPartition or stays unknown", "vInfoInUse");
        public static readonly SheetColumn Folder = Optional("Folder", "folders stay unknown", "vInfoFolder");
        public static readonly SheetColumn Datacenter = Optional("Datacenter", "datacenters stay unknown", "vInfoDataCenter");
        public static readonly SheetColumn Cluster = Optional("Cluster", "clusters come from vHost or stay unknown", "vInfoCluster");
        public static readonly SheetColumn Host = Optional("Host", "the host of each VM stays unknown", "vInfoHost");
        public static readonly SheetColumn OsConfigured = Optional(
            "OS according to the configuration file", "the guest system comes from the tools' report", "vInfoOS");
        public static readonly SheetColumn OsTools = Optional(
            "OS according to the VMware Tools", "the guest system comes from the configuration", "vInfoOSTools");
        public static readonly SheetColumn VmId = Optional("VM ID", "sheets are joined by VM name", "vInfoVMID", "vInfoObjectID");
        public static readonly SheetColumn VmUuid = Optional("VM UUID", "VMs are told apart by VM ID or name", "vInfoUUID", "vInfoVMUUID");
        public static readonly SheetColumn Server = Optional(
            "VI SDK UUID", "all VMs are taken to be of one vCenter", "vCenter UUID", "vInfoVISDKUUID");

        public static readonly SheetLayout Layout = RvToolsLayouts.Layout(
            "vInfo",
            [Vm, Powerstate, Template, Placeholder, ConnectionState, CreationDate, Cpus, Memory, ActiveMemory, Nics, Disks, DiskCapacity,
                Provisioned, InUse, Folder, Datacenter, Cluster, Host, OsConfigured, OsTools, VmId, VmUuid, Server],
            "VM, Powerstate, Template, SRM Placeholder, Config status, DNS Name, Connection state, Guest state, Heartbeat, "
            + "Consolidation Needed, PowerOn, Suspended To Memory, Suspend time, Suspend Interval, Creation date, Change Version, CPUs, "
            + "Overall Cpu Readiness, Memory, Active Memory, NICs, Disks, Total disk capacity MiB, Fixed Passthru HotPlug, "
            + "min Required EVC Mode Key, Latency Sensitivity, Op Notification Timeout, EnableUUID, disk.EnableUUID, CBT, Primary IP Address, "
            + "Network #1, Network #2, Network #3, Network #4, Network #5, Network #6, Network #7, Network #8, Num Monitors, Video Ram KiB, "
            + "Resource pool, Folder ID, Folder, vApp, DAS protection, FT State, FT Role, FT Latency, FT Bandwidth, FT Sec. Latency, "
            + "Vm Failover In Progress, Provisioned MiB, In Use MiB, Unshared MiB, HA Restart Priority, HA Isolation Response, "
            + "HA VM Monitoring, Cluster rule(s), Cluster rule name(s), Boot Required, Boot delay, Boot retry delay, Boot retry enabled, "
            + "Boot BIOS setup, Reboot PowerOff, EFI Secure boot, Firmware, HW version, HW upgrade status, HW upgrade policy, HW target, "
            + "Path, Log directory, Snapshot directory, Suspend directory, Annotation, Datacenter, Cluster, Host, "
            + "OS according to the configuration file, OS according to the VMware Tools, Customization Info, Guest Detailed Data, VM ID, "
            + "SMBIOS UUID, VM UUID, VI SDK Server type, VI SDK API Version, VI SDK Server, VI SDK UUID");
    }

    public static class VCpu
    {
        public static readonly SheetColumn Vm = Required("VM", "vCPUVMName");
        public static readonly SheetColumn Cpus = Optional("CPUs", "vCPU counts of vInfo are not cross-checked", "vCPUCPUs");
        public static readonly SheetColumn Sockets = Optional("Sockets", "virtual sockets stay unknown", "vCPUSockets");
        public static readonly SheetColumn CoresPerSocket = Optional("Cores p/s", "virtual sockets stay unknown", "vCPUCoresPerSocket");
        public static readonly SheetColumn Max = Optional("Max", "CPU capacity is vCPUs times host clock", "vCPUMax");
        public static readonly SheetColumn Overall = Optional("Overall", "CPU demand comes from archetypes", "vCPUOverall");
        public static readonly SheetColumn Shares = Optional("Shares", "shares stay at the hypervisor's default", "vCPUShares");
        public static readonly SheetColumn Reservation = Optional("Reservation", "no CPU reservation", "vCPUReservation");
        public static readonly SheetColumn Limit = Optional("Limit", "no CPU limit", "vCPULimit");

        public static readonly SheetLayout Layout = RvToolsLayouts.Layout(
            "vCPU",
            [Vm, Cpus, Sockets, CoresPerSocket, Max, Overall, Shares, Reservation, Limit, .. VmKeys],
            "VM, Powerstate, Template, SRM Placeholder, CPUs, Sockets, Cores p/s, Max, Overall, Level, Shares, Reservation, Entitlement, "
            + "DRS Entitlement, Limit, Hot Add, Hot Remove, Numa Hotadd Exposed, Annotation, " + Place + ", " + Tail);
    }

    public static class VMemory
    {
        public static readonly SheetColumn Vm = Required("VM", "vMemoryVMName");
        public static readonly SheetColumn Size = Optional("Size MiB", "memory sizes of vInfo are not cross-checked", "vMemorySizeMiB");
        public static readonly SheetColumn Consumed = Optional("Consumed", "consumed memory stays unknown", "vMemoryConsumed");
        public static readonly SheetColumn Swapped = Optional("Swapped", "swapped memory stays unknown", "vMemorySwapped");
        public static readonly SheetColumn Ballooned = Optional("Ballooned", "ballooned memory stays unknown", "vMemoryBallooned");
        public static readonly SheetColumn Active = Optional("Active", "active memory comes from vInfo or archetypes", "vMemoryActive");
        public static readonly SheetColumn Reservation = Optional("Reservation", "no memory reservation", "vMemoryReservation");

        public static readonly SheetLayout Layout = RvToolsLayouts.Layout(
            "vMemory",
            [Vm, Size, Consumed, Swapped, Ballooned, Active, Reservation, .. VmKeys],
            "VM, Powerstate, Template, SRM Placeholder, Size MiB, Memory Reservation Locked To Max, Overhead, Max, Consumed, "
            + "Consumed Overhead, Private, Shared, Swapped, Ballooned, Active, Entitlement, DRS Entitlement, Level, Shares, Reservation, "
            + "Limit, Hot Add, Annotation, " + Place + ", " + Tail);
    }

    public static class VDisk
    {
        public static readonly SheetColumn Vm = Required("VM", "vDiskVMName");
        public static readonly SheetColumn Capacity = Required("Capacity MiB", "vDiskCapacityMiB", "vDiskCapacity");
        public static readonly SheetColumn SharingMode = Optional("Sharing mode", "every disk counts as private to its VM", "vDiskSharingMode");

        public static readonly SheetLayout Layout = RvToolsLayouts.Layout(
            "vDisk",
            [Vm, Capacity, SharingMode, .. VmKeys],
            "VM, Powerstate, Template, SRM Placeholder, Disk, Disk Key, Disk UUID, Disk Path, Capacity MiB, Raw, Disk Mode, Sharing mode, "
            + "Thin, Eagerly Scrub, Split, Write Through, Level, Shares, Reservation, Limit, Controller, Label, SCSI Unit #, Unit #, "
            + "Shared Bus, Path, Raw LUN ID, Raw Comp. Mode, Internal Sort Column, Annotation, " + Place + ", " + Tail);
    }

    public static class VPartition
    {
        public static readonly SheetColumn Vm = Required("VM", "vPartitionVMName");
        public static readonly SheetColumn Consumed = Required("Consumed MiB", "vPartitionConsumedMiB", "vPartitionConsumed");

        public static readonly SheetLayout Layout = RvToolsLayouts.Layout(
            "vPartition",
            [Vm, Consumed, .. VmKeys],
            "VM, Powerstate, Template, SRM Placeholder, Disk Key, Disk, Capacity MiB, Consumed MiB, Free MiB, Free %, "
            + "Internal Sort Column, Annotation, " + Place + ", " + Tail);
    }

    public static class VNetwork
    {
        public static readonly SheetColumn Vm = Required("VM", "vNetworkVMName");

        public static readonly SheetLayout Layout = RvToolsLayouts.Layout(
            "vNetwork",
            [Vm, .. VmKeys],
            "VM, Powerstate, Template, SRM Placeholder, NIC label, Adapter, Network, Switch, Connected, Starts Connected, Mac Address, "
            + "Type, IPv4 Address, IPv6 Address, Direct Path IO, Internal Sort Column, Annotation, " + Place + ", " + Tail);
    }

    public static class VHost
    {
        public static readonly SheetColumn Host = Required("Host", "vHostName");
        public static readonly SheetColumn Datacenter = Optional("Datacenter", "datacenters stay unknown", "vHostDatacenter");
        public static readonly SheetColumn Cluster = Optional("Cluster", "hosts count as stand-alone", "vHostCluster");
        public static readonly SheetColumn Maintenance =
            Optional("in Maintenance Mode", "no host is taken to be in maintenance", "vHostInMaintenanceMode");
        public static readonly SheetColumn CpuModel = Optional("CPU Model", "processor models stay unknown", "vHostCpuModel");
        public static readonly SheetColumn Speed = Optional("Speed", "host clocks stay unknown", "vHostCpuMhz");
        public static readonly SheetColumn HtActive = Optional("HT Active", "SMT state stays unknown", "vHostHtActive");
        public static readonly SheetColumn Sockets = Optional("# CPU", "sockets stay unknown", "vHostNumCPU", "vHostNumCpu");
        public static readonly SheetColumn CoresPerSocket = Optional("Cores per CPU", "cores per socket stay unknown", "vHostCoresPerCPU");
        public static readonly SheetColumn Cores = Optional("# Cores", "cores are sockets times cores per socket", "vHostNumCpuCores");
        public static readonly SheetColumn CpuUsage = Optional("CPU usage %", "host CPU use stays unknown", "vHostOverallCpuUsage");
        public static readonly SheetColumn Memory = Optional("# Memory", "host memory stays unknown", "vHostMemorySize");
        public static readonly SheetColumn MemoryUsage =
            Optional("Memory usage %", "host memory use stays unknown", "vHostOverallMemoryUsage");
        public static readonly SheetColumn EsxVersion = Optional("ESX Version", "hypervisor versions stay unknown", "vHostFullName");
        public static readonly SheetColumn Vendor = Optional("Vendor", "server vendors stay unknown", "vHostVendor");
        public static readonly SheetColumn Model = Optional("Model", "server models stay unknown", "vHostModel");

        public static readonly SheetLayout Layout = RvToolsLayouts.Layout(
            "vHost",
            [Host, Datacenter, Cluster, Maintenance, CpuModel, Speed, HtActive, Sockets, CoresPerSocket, Cores, CpuUsage, Memory,
                MemoryUsage, EsxVersion, Vendor, Model],
            "Host, Datacenter, Cluster, Config status, Compliance Check State, in Maintenance Mode, in Quarantine Mode, "
            + "vSAN Fault Domain Name, CPU Model, Speed, HT Available, HT Active, # CPU, Cores per CPU, # Cores, CPU usage %, # Memory, "
            + "Memory Tiering Type, Memory usage %, Console, # NICs, # HBAs, # VMs total, # VMs, VMs per Core, # vCPUs, vCPUs per Core, "
            + "vRAM, VM Used memory, VM Memory Swapped, VM Memory Ballooned, VMotion support, Storage VMotion support, Current EVC, "
            + "Max EVC, Assigned License(s), ATS Heartbeat, ATS Locking, Current CPU power man. policy, Supported CPU power man., "
            + "Host Power Policy, ESX Version, Boot time, DNS Servers, DHCP, Domain, Domain List, DNS Search Order, NTP Server(s), "
            + "NTPD running, Time Zone, Time Zone Name, GMT Offset, Vendor, Model, Serial number, Service tag, OEM specific string, "
            + "BIOS Vendor, BIOS Version, BIOS Date, Certificate Issuer, Certificate Start Date, Certificate Expiry Date, "
            + "Certificate Status, Certificate Subject, Object ID, AutoDeploy.MachineIdentity, UUID, VI SDK Server, VI SDK UUID, "
            + "vHostvCPUs, vHostVCPUsPerCore");
    }

    public static class VCluster
    {
        public static readonly SheetColumn Name = Required("Name", "vClusterName");
        public static readonly SheetColumn Hosts = Optional("NumHosts", "hosts of a cluster are counted from vHost", "vClusterNumHosts");
        public static readonly SheetColumn HaEnabled = Optional("HA enabled", "high availability stays unknown", "vClusterHAEnabled");
        public static readonly SheetColumn FailoverLevel = Optional("Failover Level", "failover level stays unknown", "vClusterFailoverLevel");
        public static readonly SheetColumn DrsEnabled = Optional("DRS enabled", "DRS state stays unknown", "vClusterDRSEnabled");

        public static readonly SheetLayout Layout = RvToolsLayouts.Layout(
            "vCluster",
            [Name, Hosts, HaEnabled, FailoverLevel, DrsEnabled],
            "Name, Config status, OverallStatus, NumHosts, numEffectiveHosts, TotalCpu, NumCpuCores, NumCpuThreads, Effective Cpu, "
            + "TotalMemory, Effective Memory, Num VMotions, HA enabled, Failover Level, AdmissionControlEnabled, Host monitoring, "
            + "HB Datastore Candidate Policy, Isolation Response, Restart Priority, Cluster Settings, Max Failures, Max Failure Window, "
            + "Failure Interval, Min Up Time, VM Monitoring, DRS enabled, DRS default VM behavior, DRS vmotion rate, DPM enabled, "
            + "DPM default behavior, DPM Host Power Action Rate, Object ID, VI SDK Server, VI SDK UUID");
    }

    public static class VDatastore
    {
        public static readonly SheetColumn Name = Required("Name", "vDatastoreName");
        public static readonly SheetColumn Type = Optional("Type", "datastore kinds stay unknown", "vDatastoreType");
        public static readonly SheetColumn Capacity = Optional("Capacity MiB", "datastore sizes stay unknown", "vDatastoreCapacity");
        public static readonly SheetColumn InUse = Optional("In Use MiB", "datastore use stays unknown", "vDatastoreInUse");
        public static readonly SheetColumn Free = Optional("Free MiB", "free space stays unknown", "vDatastoreFreeSpace");

        public static readonly SheetLayout Layout = RvToolsLayouts.Layout(
            "vDatastore",
            [Name, Type, Capacity, InUse, Free],
            "Name, Config status, Address, Accessible, Type, # VMs total, # VMs, Capacity MiB, Provisioned MiB, In Use MiB, Free MiB, "
            + "Free %, SIOC enabled, SIOC Threshold, # Hosts, Hosts, Cluster name, Cluster capacity MiB, Cluster free space MiB, "
            + "Block size, Max Blocks, # Extents, Major Version, Version, VMFS Upgradeable, MHA, URL, Object ID, VI SDK Server, VI SDK UUID");
    }

    public static class VMetaData
    {
        public static readonly SheetColumn Created = Optional("xlsx creation datetime", "the date of the export stays unknown");

        public static readonly SheetLayout Layout = RvToolsLayouts.Layout(
            "vMetaData",
            [Created],
            "RVTools major version, RVTools version, xlsx creation datetime, Server");
    }

    /// <summary>The columns that tie a row of a detail sheet to a VM of vInfo.</summary>
    private static ImmutableArray<SheetColumn> VmKeys => [KeyHost, KeyId, KeyServer];

    public static readonly SheetColumn KeyHost = Optional("Host", "VMs of one name cannot be told apart by host");
    public static readonly SheetColumn KeyId = Optional("VM ID", "rows are joined by VM name", "vCPUVMID", "vMemoryVMID", "vDiskVMID");
    public static readonly SheetColumn KeyServer =
        Optional("VI SDK UUID", "rows of several vCenters are joined by VM ID alone", "vCenter UUID");
}
