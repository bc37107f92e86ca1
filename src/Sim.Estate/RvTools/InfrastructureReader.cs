using System.Collections.Immutable;
using Sim.Estate.Inventory;
using Sim.Estate.Quality;
using Sim.Scenarios.Input;
using static Sim.Estate.RvTools.RvToolsLayouts;

namespace Sim.Estate.RvTools;

/// <summary>Reads hosts, clusters and datastores, and ties VMs to hosts.</summary>
internal static class InfrastructureReader
{
    private const long MaxMiB = 1L << 40;

    public static (ImmutableArray<EstateHost> Hosts, ImmutableArray<EstateCluster> Clusters, ImmutableArray<EstateDatastore> Datastores) Read(
        Dictionary<string, Sheet> sheets, List<VmDraft> drafts, QualityLog log)
    {
        var hosts = sheets.TryGetValue("vHost", out var hostSheet) ? Hosts(hostSheet, log) : [];
        var clusters = sheets.TryGetValue("vCluster", out var clusterSheet) ? Clusters(clusterSheet, hosts, log) : Derived(hosts, drafts, log);
        return (hosts, clusters, sheets.TryGetValue("vDatastore", out var datastores) ? Datastores(datastores, log) : []);
    }

    public static void NoteUnknownHosts(List<VmDraft> drafts, ImmutableArray<EstateHost> hosts, QualityLog log)
    {
        var names = hosts.Select(host => host.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var draft in drafts.Where(draft => draft.Vm.IsRunning && !names.Contains(draft.Host)))
        {
            if (draft.Host.Length == 0) log.Count(QualitySections.Matching, "running VMs without a host", "");
            else
            {
                var near = NearestName.Of(draft.Host, names);
                log.Count(QualitySections.Matching, "running VMs whose host is not in vHost",
                    $"host clock unknown for them; first '{draft.Name}' on '{draft.Host}'{(near.Length > 0 ? $", nearest '{near}'" : "")}");
            }
        }
    }

    private static ImmutableArray<EstateHost> Hosts(Sheet sheet, QualityLog log)
    {
        var cells = new CellReader(sheet, null, log);
        var hosts = ImmutableArray.CreateBuilder<EstateHost>(sheet.Rows.Count);
        foreach (var (row, name) in Named(sheet, VHost.Host, cells, log))
        {
            var host = new EstateHost
            {
                Name = name,
                Datacenter = cells.Text(row, VHost.Datacenter),
                Cluster = cells.Text(row, VHost.Cluster),
                Vendor = cells.Text(row, VHost.Vendor),
                Model = cells.Text(row, VHost.Model),
                CpuModel = cells.Text(row, VHost.CpuModel),
                SpeedMHz = (int?)cells.Whole(row, VHost.Speed, 100, 20_000, "MHz"),
                Sockets = (int?)cells.Whole(row, VHost.Sockets, 1, 64, "sockets"),
                CoresPerSocket = (int?)cells.Whole(row, VHost.CoresPerSocket, 1, 1024, "cores"),
                Cores = (int?)cells.Whole(row, VHost.Cores, 1, 4096, "cores"),
                HyperThreadingActive = cells.Flag(row, VHost.HtActive),
                MemoryMiB = cells.Whole(row, VHost.Memory, 1024, 1L << 30, "MiB"),
                CpuUsagePercent = cells.Real(row, VHost.CpuUsage, 0, 100, "%"),
                MemoryUsagePercent = cells.Real(row, VHost.MemoryUsage, 0, 100, "%"),
                EsxVersion = cells.Text(row, VHost.EsxVersion),
                IsInMaintenance = cells.Flag(row, VHost.Maintenance),
            };
            if (host.Cores is null) host = host with { Cores = host.Sockets * host.CoresPerSocket };
            else if (host.Sockets * host.CoresPerSocket != host.Cores)
            {
                log.Count(QualitySections.ImpossibleValues, "vHost: # Cores is not # CPU times Cores per CPU",
                    $"# Cores wins; first {sheet.Place(row, VHost.Cores)}: '{name}'");
            }

            hosts.Add(host);
        }

        return hosts.ToImmutable();
    }

    private static ImmutableArray<EstateCluster> Clusters(Sheet sheet, ImmutableArray<EstateHost> hosts, QualityLog log)
    {
        var cells = new CellReader(sheet, null, log);
        var clusters = ImmutableArray.CreateBuilder<EstateCluster>();
        foreach (var (row, name) in Named(sheet, VCluster.Name, cells, log))
        {
            int? counted = hosts.IsEmpty ? null : hosts.Count(host => host.Cluster == name);
            var stated = (int?)cells.Whole(row, VCluster.Hosts, 0, 1000, "hosts");
            if (stated is not null && counted is not null && stated != counted)
            {
                log.Count(QualitySections.Conflicts, "vCluster: NumHosts against the rows of vHost",
                    FormattableString.Invariant($"vCluster wins; first {sheet.Place(row, VCluster.Hosts)}: '{name}' has {stated}, vHost {counted}"));
            }

            clusters.Add(new EstateCluster
            {
                Name = name,
                Hosts = stated ?? counted,
                HaEnabled = cells.Flag(row, VCluster.HaEnabled),
                FailoverLevel = (int?)cells.Whole(row, VCluster.FailoverLevel, 0, 1000, "hosts"),
                DrsEnabled = cells.Flag(row, VCluster.DrsEnabled),
            });
        }

        return clusters.ToImmutable();
    }

    private static ImmutableArray<EstateCluster> Derived(ImmutableArray<EstateHost> hosts, List<VmDraft> drafts, QualityLog log)
    {
        ImmutableArray<EstateCluster> clusters =
        [
            .. hosts.Select(host => host.Cluster).Concat(drafts.Select(draft => draft.Vm.Cluster)).Where(name => name.Length > 0)
                .Distinct(StringComparer.Ordinal)
                .Select(name => new EstateCluster { Name = name, Hosts = hosts.IsEmpty ? null : hosts.Count(host => host.Cluster == name) }),
        ];
        log.Count(QualitySections.Assumptions, "clusters taken from hosts and VMs", "no vCluster sheet: HA and DRS stay unknown", clusters.Length);
        return clusters;
    }

    private static ImmutableArray<EstateDatastore> Datastores(Sheet sheet, QualityLog log)
    {
        var cells = new CellReader(sheet, null, log);
        return
        [
            .. Named(sheet, VDatastore.Name, cells, log).Select(item => new EstateDatastore
            {
                Name = item.Name,
                Type = cells.Text(item.Row, VDatastore.Type),
                CapacityMiB = cells.Whole(item.Row, VDatastore.Capacity, 0, MaxMiB, "MiB"),
                InUseMiB = cells.Whole(item.Row, VDatastore.InUse, 0, MaxMiB, "MiB"),
                FreeMiB = cells.Whole(item.Row, VDatastore.Free, 0, MaxMiB, "MiB"),
            }),
        ];
    }

    /// <summary>Rows with a name; the others and second rows of one name are counted.</summary>
    private static IEnumerable<(SheetRow Row, string Name)> Named(Sheet sheet, SheetColumn column, CellReader cells, QualityLog log)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var row in sheet.Rows)
        {
            var name = cells.Text(row, column);
            if (name.Length == 0) log.Count(QualitySections.LeftOut, $"{sheet.Layout.Name}: rows without a name", "first " + sheet.Place(row, column));
            else if (!seen.Add(name))
                log.Count(QualitySections.LeftOut, $"{sheet.Layout.Name}: names listed twice", $"the first row is used; first {sheet.Place(row, column)}: '{name}'");
            else yield return (row, name);
        }
    }
}
