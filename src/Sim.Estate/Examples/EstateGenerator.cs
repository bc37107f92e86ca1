using System.Collections.Immutable;
using Sim.Core.Random;
using Sim.Estate.Inventory;
using static System.FormattableString;

namespace Sim.Estate.Examples;

/// <summary>Makes an invented but plausible estate: what a mid-sized company's export looks like, with nobody's data in it.</summary>
/// <remarks>
/// Mixes, sizes and loads are assumed, not measured. Only uniform draws are used, so that the same seed gives the same estate on every
/// platform. The shipped <c>scenarios/consolidation/estate-200.xlsx</c> is <c>Generate()</c> written by <c>RvToolsWriter</c>.
/// </remarks>
public static class EstateGenerator
{
    /// <summary>The seed of the shipped example.</summary>
    public const ulong DefaultSeed = 20261102;

    private const int ReferenceVms = 200;
    private const int OffOf200 = 8;
    private const int ClusterHostsOf200 = 6;
    private const int MiBPerGiB = 1024;
    private const string Windows2019 = "Microsoft Windows Server 2019 (64-bit)";
    private const string Windows2022 = "Microsoft Windows Server 2022 (64-bit)";
    private const string Windows11 = "Microsoft Windows 11 (64-bit)";
    private const string Rhel9 = "Red Hat Enterprise Linux 9 (64-bit)";
    private const string Ubuntu = "Ubuntu Linux (64-bit)";
    private const string Debian12 = "Debian GNU/Linux 12 (64-bit)";
    private static readonly DateOnly Snapshot = new(2026, 11, 2);
    private static readonly string[] Departments = ["orders", "billing", "stock", "portal", "people", "claims", "lab", "reports"];

    private static readonly string[] ClusterNames = ["north", "south"];

    private static readonly ImmutableArray<(string Name, string Guest)> TemplateGuests =
    [
        ("template-windows-2022", Windows2022), ("template-windows-11", Windows11), ("template-rhel-9", Rhel9), ("template-ubuntu", Ubuntu),
    ];

    private static readonly ImmutableArray<EstateRole> Roles =
    [
        new("web", 44, [(1, 2), (2, 4), (2, 4), (2, 8), (4, 8)], [Ubuntu, Debian12, Rhel9, Windows2022], (40, 80), (2, 25), (8, 30)),
        new("app", 40, [(2, 8), (4, 8), (4, 16), (4, 16), (8, 32)], [Rhel9, Ubuntu, Windows2019, Windows2022], (60, 160), (3, 30), (10, 40)),
        new("db", 24, [(4, 16), (4, 32), (8, 64), (8, 64), (12, 96), (16, 128)], [Rhel9, Windows2022, Ubuntu], (200, 1200), (4, 45), (15, 60)),
        new("file", 12, [(2, 8), (2, 8), (4, 16)], [Windows2019, Windows2022, Debian12], (500, 4000), (1, 12), (8, 25)),
        new("infra", 24, [(1, 2), (2, 4), (2, 4), (4, 8)], [Windows2022, Debian12, Ubuntu], (40, 100), (1, 12), (8, 25)),
        new("batch", 16, [(4, 8), (8, 16), (8, 32)], [Rhel9, Ubuntu], (80, 400), (0, 85), (5, 60)),
        new("desk", 40, [(2, 4), (2, 8), (4, 8)], [Windows11], (60, 120), (1, 20), (15, 45)),
    ];

    /// <summary>Makes an estate.</summary>
    /// <param name="seed">The same seed gives the same estate.</param>
    /// <param name="vms">VMs besides the four templates, 1 or more; 8 in 200 are powered off; hosts grow with them (12 for 200).</param>
    public static VmEstate Generate(ulong seed = DefaultSeed, int vms = ReferenceVms)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(vms, 1);
        var hosts = Hosts(seed, vms);
        var drafts = Enumerable.Range(0, vms).Select(i => Vm(seed, i, vms)).ToList();
        var off = drafts.Where(vm => !vm.Name.Contains("-infra-", StringComparison.Ordinal))
            .OrderBy(vm => new RngStream(seed, 0, $"estate/{vm.Key}/off").NextBits()).Take(vms * OffOf200 / ReferenceVms)
            .Select(vm => vm.Key).ToHashSet(StringComparer.Ordinal);
        var load = hosts.ToDictionary(host => host.Name, _ => 0L, StringComparer.Ordinal);
        var placed = drafts.Select((vm, i) => Place(off.Contains(vm.Key) ? TurnOff(vm) : vm, i, hosts, load)).ToList();
        placed.AddRange(Enumerable.Range(0, TemplateGuests.Length).Select(i => Template(i, vms, hosts)));
        return new VmEstate
        {
            Name = Invariant($"estate-{vms}"),
            SnapshotDate = Snapshot,
            Vms = [.. placed],
            Hosts = [.. hosts.Select(host => WithUsage(host, placed))],
            Clusters =
            [
                .. hosts.GroupBy(host => host.Cluster, StringComparer.Ordinal).Select(group =>
                    new EstateCluster { Name = group.Key, Hosts = group.Count(), HaEnabled = true, FailoverLevel = 1, DrsEnabled = true }),
            ],
            Datastores = Datastores(placed),
        };
    }

    private static EstateVm Vm(ulong seed, int index, int vms)
    {
        var role = RoleOf(index, vms);
        var key = Invariant($"vm-{1001 + index}");
        var draws = new RngStream(seed, 0, $"estate/{key}/shape");
        var (vcpus, memoryGiB) = Pick(role.Sizes, draws);
        var memory = (long)memoryGiB * MiBPerGiB;
        var disk = Between(role.DiskGiB, draws) * MiBPerGiB;
        var used = disk * (25 + draws.NextIndex(56)) / 100;
        // The hypervisor keeps zeroed and deleted blocks of thin disks that the guest no longer counts: 2 to 11 % on top.
        var inUse = Math.Min(disk, used * (102 + draws.NextIndex(10)) / 100);
        var active = memory * Between(role.ActivePercent, draws) / 100;
        var department = role.Code == "desk" ? "office" : Departments[draws.NextIndex(Departments.Length)];
        return new EstateVm
        {
            Key = key,
            Name = Invariant($"{department}-{role.Code}-{index + 1:000}"),
            PowerState = PowerState.PoweredOn,
            Vcpus = vcpus,
            MemoryMiB = memory,
            Sockets = 1,
            CoresPerSocket = vcpus,
            ProvisionedMiB = disk + memory,
            InUseMiB = inUse,
            DiskCapacityMiB = disk,
            GuestUsedMiB = used,
            Disks = disk > 200 * MiBPerGiB ? 2 + draws.NextIndex(3) : 1,
            Nics = role.Code is "db" or "file" && draws.NextIndex(3) == 0 ? 2 : 1,
            GuestOs = Pick(role.Guests, draws),
            Datacenter = "Larkspur",
            Folder = department,
            // Percent of capacity; turned into MHz when the VM has a host.
            CpuUsageMHz = Between(role.CpuPercent, draws),
            CpuShares = 1000L * vcpus,
            CpuReservationMHz = 0,
            ActiveMemoryMiB = active,
            ConsumedMemoryMiB = active + ((memory - active) * (40 + draws.NextIndex(56)) / 100),
            MemoryReservationMiB = 0,
            BalloonedMiB = 0,
            SwappedMiB = 0,
            CreationDate = Snapshot.AddDays(-30 - draws.NextIndex(1800)),
        };
    }

    private static EstateVm TurnOff(EstateVm vm) => vm with
    {
        PowerState = PowerState.PoweredOff, CpuUsageMHz = 0, ActiveMemoryMiB = 0, ConsumedMemoryMiB = 0, GuestUsedMiB = null,
    };

    /// <summary>Puts a VM on the host of its cluster with the fewest running vCPUs a core.</summary>
    private static EstateVm Place(EstateVm vm, int index, ImmutableArray<EstateHost> hosts, Dictionary<string, long> load)
    {
        // Four of seven go to the larger cluster, as its cores do.
        var cluster = index % 7 < 4 ? ClusterNames[0] : ClusterNames[1];
        var host = hosts.Where(host => host.Cluster == cluster).MinBy(host => (double)load[host.Name] / host.Cores!.Value)!;
        if (vm.IsRunning) load[host.Name] += vm.Vcpus;
        var capacity = (long)vm.Vcpus * host.SpeedMHz!.Value;
        return vm with
        {
            Cluster = cluster, Host = host.Name, CpuCapacityMHz = capacity, CpuUsageMHz = vm.CpuUsageMHz * capacity / 100,
        };
    }

    private static EstateVm Template(int index, int vms, ImmutableArray<EstateHost> hosts)
    {
        var (name, guest) = TemplateGuests[index];
        return new EstateVm
        {
            Key = Invariant($"vm-{1001 + vms + index}"), Name = name, PowerState = PowerState.PoweredOff, IsTemplate = true, Vcpus = 2,
            MemoryMiB = 4 * MiBPerGiB, Sockets = 1, CoresPerSocket = 2, ProvisionedMiB = 44 * MiBPerGiB, InUseMiB = 12 * MiBPerGiB,
            DiskCapacityMiB = 40 * MiBPerGiB, Disks = 1, Nics = 1, GuestOs = guest, Datacenter = "Larkspur", Cluster = hosts[0].Cluster,
            Host = hosts[0].Name, Folder = "templates", CreationDate = Snapshot.AddDays(-400),
        };
    }

    private static ImmutableArray<EstateHost> Hosts(ulong seed, int vms)
    {
        var each = Math.Max(1, ((vms * ClusterHostsOf200) + ReferenceVms - 1) / ReferenceVms);
        return
        [
            .. Enumerable.Range(1, each).Select(i => Host(Invariant($"north-{i:00}.larkspur.example"), ClusterNames[0],
                "Intel(R) Xeon(R) Gold 6142 CPU @ 2.60GHz", 2600, 16, 512)),
            .. Enumerable.Range(1, each).Select(i => Host(Invariant($"south-{i:00}.larkspur.example"), ClusterNames[1],
                "Intel(R) Xeon(R) Silver 4214R CPU @ 2.40GHz", 2400, 12, 384)),
        ];

        EstateHost Host(string name, string cluster, string cpu, int speed, int cores, int memoryGiB) => new()
        {
            Name = name, Datacenter = "Larkspur", Cluster = cluster, Vendor = "Example", Model = "Rack 2U", CpuModel = cpu, SpeedMHz = speed,
            Sockets = 2, CoresPerSocket = cores, Cores = 2 * cores, HyperThreadingActive = true,
            // The firmware keeps a little: 256 to 511 MiB less than the modules hold.
            MemoryMiB = (memoryGiB * MiBPerGiB) - 256 - new RngStream(seed, 0, $"estate/{name}/memory").NextIndex(256),
            EsxVersion = "VMware ESXi 8.0.3 build-24280767", IsInMaintenance = false,
        };
    }

    private static EstateHost WithUsage(EstateHost host, List<EstateVm> vms)
    {
        var own = vms.Where(vm => vm.IsRunning && vm.Host == host.Name).ToList();
        return host with
        {
            CpuUsagePercent = own.Sum(vm => vm.CpuUsageMHz) * 100 / ((long)host.Cores! * host.SpeedMHz!),
            MemoryUsagePercent = own.Sum(vm => vm.ConsumedMemoryMiB) * 100 / host.MemoryMiB,
        };
    }

    private static ImmutableArray<EstateDatastore> Datastores(List<EstateVm> vms) =>
    [
        .. ClusterNames.Select(cluster =>
        {
            var used = vms.Where(vm => vm.Cluster == cluster).Sum(vm => vm.InUseMiB ?? 0);
            var capacity = used * 8 / 5;
            return new EstateDatastore { Name = cluster + "-flash-01", Type = "VMFS", CapacityMiB = capacity, InUseMiB = used, FreeMiB = capacity - used };
        }),
    ];

    private static EstateRole RoleOf(int index, int vms)
    {
        var place = (long)index * ReferenceVms / vms;
        foreach (var role in Roles)
        {
            if (place < role.Of200) return role;
            place -= role.Of200;
        }

        return Roles[^1];
    }

    private static T Pick<T>(ImmutableArray<T> choices, RngStream draws) => choices[draws.NextIndex(choices.Length)];

    private static long Between((int Min, int Max) range, RngStream draws) => range.Min + draws.NextIndex(range.Max - range.Min + 1);
}
