using Sim.Estate.Inventory;
using Sim.Estate.Quality;

namespace Sim.Estate.RvTools;

/// <summary>Adds what the detail sheets (vCPU, vMemory, vDisk, vPartition, vNetwork) say about each VM.</summary>
/// <remarks>Where sheets disagree, vInfo wins for size (vCPUs, memory, adapters), the detail sheet for what only it measures (disks, active memory).</remarks>
internal static class VmDetailReader
{
    private const long MaxMHz = 100_000_000;
    private const long MaxMiB = 1L << 40;

    public static void Read(Dictionary<string, Sheet> sheets, List<VmDraft> drafts, VmJoin join, QualityLog log)
    {
        if (sheets.TryGetValue("vCPU", out var cpu)) ReadCpu(cpu, new(cpu, null, log), join, log);
        if (sheets.TryGetValue("vMemory", out var memory)) ReadMemory(memory, new(memory, null, log), join, log);
        if (sheets.TryGetValue("vDisk", out var disk)) ReadDisks(disk, new(disk, null, log), join, log);
        if (sheets.TryGetValue("vPartition", out var partition)) ReadPartitions(partition, new(partition, null, log), join, log);
        if (sheets.TryGetValue("vNetwork", out var network)) ReadNetwork(network, new(network, null, log), join, log);
        NoteStorageFallback(drafts, log);
    }

    private static void ReadCpu(Sheet sheet, CellReader cells, VmJoin join, QualityLog log)
    {
        foreach (var (row, draft) in join.Rows(sheet, RvToolsLayouts.VCpu.Vm, cells, log))
        {
            if (cells.Whole(row, RvToolsLayouts.VCpu.Cpus, 1, 768, "vCPUs") is { } vcpus && vcpus != draft.Vm.Vcpus)
                Conflict(log, sheet, row, RvToolsLayouts.VCpu.Cpus, draft, "vInfo wins", vcpus, draft.Vm.Vcpus);
            var limit = cells.Whole(row, RvToolsLayouts.VCpu.Limit, -1, MaxMHz, "MHz");
            draft.Vm = draft.Vm with
            {
                Sockets = (int?)cells.Whole(row, RvToolsLayouts.VCpu.Sockets, 1, 768, "sockets"),
                CoresPerSocket = (int?)cells.Whole(row, RvToolsLayouts.VCpu.CoresPerSocket, 1, 768, "cores"),
                CpuCapacityMHz = PositiveOrNull(cells.Whole(row, RvToolsLayouts.VCpu.Max, 0, MaxMHz, "MHz")),
                CpuUsageMHz = cells.Whole(row, RvToolsLayouts.VCpu.Overall, 0, MaxMHz, "MHz"),
                CpuShares = PositiveOrNull(cells.Whole(row, RvToolsLayouts.VCpu.Shares, 0, 1_000_000_000, "shares")),
                CpuReservationMHz = cells.Whole(row, RvToolsLayouts.VCpu.Reservation, 0, MaxMHz, "MHz"),
                CpuLimitMHz = limit is -1 ? null : limit,
            };
        }
    }

    private static void ReadMemory(Sheet sheet, CellReader cells, VmJoin join, QualityLog log)
    {
        foreach (var (row, draft) in join.Rows(sheet, RvToolsLayouts.VMemory.Vm, cells, log))
        {
            if (cells.Whole(row, RvToolsLayouts.VMemory.Size, 1, MaxMiB, "MiB") is { } size && size != draft.Vm.MemoryMiB)
                Conflict(log, sheet, row, RvToolsLayouts.VMemory.Size, draft, "vInfo wins", size, draft.Vm.MemoryMiB);
            var active = cells.Whole(row, RvToolsLayouts.VMemory.Active, 0, MaxMiB, "MiB");
            if (active is { } here && draft.Vm.ActiveMemoryMiB is { } there && here != there)
                Conflict(log, sheet, row, RvToolsLayouts.VMemory.Active, draft, "vMemory wins", here, there);
            draft.Vm = draft.Vm with
            {
                ActiveMemoryMiB = active ?? draft.Vm.ActiveMemoryMiB,
                ConsumedMemoryMiB = cells.Whole(row, RvToolsLayouts.VMemory.Consumed, 0, MaxMiB, "MiB"),
                MemoryReservationMiB = cells.Whole(row, RvToolsLayouts.VMemory.Reservation, 0, MaxMiB, "MiB"),
                BalloonedMiB = cells.Whole(row, RvToolsLayouts.VMemory.Ballooned, 0, MaxMiB, "MiB"),
                SwappedMiB = cells.Whole(row, RvToolsLayouts.VMemory.Swapped, 0, MaxMiB, "MiB"),
            };
        }
    }

    private static void ReadDisks(Sheet sheet, CellReader cells, VmJoin join, QualityLog log)
    {
        foreach (var group in join.Rows(sheet, RvToolsLayouts.VDisk.Vm, cells, log).ToList().GroupBy(pair => pair.Vm))
        {
            long sum = 0;
            var isComplete = true;
            foreach (var (row, _) in group)
            {
                var sharing = cells.Text(row, RvToolsLayouts.VDisk.SharingMode);
                if (sharing.Length > 0 && !sharing.StartsWith("sharingNone", StringComparison.OrdinalIgnoreCase))
                    log.Count(QualitySections.Matching, "vDisk: disks shared between VMs", "counted with each of their VMs: capacity is overstated");
                if (cells.Whole(row, RvToolsLayouts.VDisk.Capacity, 0, MaxMiB, "MiB") is { } capacity) sum += capacity;
                else isComplete = false;
            }

            var vm = group.Key.Vm;
            var (first, count) = (group.First().Row, group.Count());
            if (!isComplete)
            {
                log.Count(QualitySections.Matching, "vDisk: VMs with a disk of unknown size", "the total of vInfo is used, if it has one");
                continue;
            }

            if (vm.DiskCapacityMiB is { } total && total != sum)
                Conflict(log, sheet, first, RvToolsLayouts.VDisk.Capacity, group.Key, "the sum over vDisk wins", sum, total);
            group.Key.Vm = vm with { DiskCapacityMiB = sum, Disks = vm.Disks ?? count };
        }
    }

    private static void ReadPartitions(Sheet sheet, CellReader cells, VmJoin join, QualityLog log)
    {
        foreach (var group in join.Rows(sheet, RvToolsLayouts.VPartition.Vm, cells, log).ToList().GroupBy(pair => pair.Vm))
        {
            var used = group.Select(pair => cells.Whole(pair.Row, RvToolsLayouts.VPartition.Consumed, 0, MaxMiB, "MiB")).ToList();
            // One unknown partition makes the sum meaningless; a partial sum would look like a small VM.
            if (used.All(value => value is not null)) group.Key.Vm = group.Key.Vm with { GuestUsedMiB = used.Sum() };
            else log.Count(QualitySections.Matching, "vPartition: VMs with a partition of unknown use", "In Use MiB of vInfo is used instead");
        }
    }

    private static void ReadNetwork(Sheet sheet, CellReader cells, VmJoin join, QualityLog log)
    {
        foreach (var group in join.Rows(sheet, RvToolsLayouts.VNetwork.Vm, cells, log).ToList().GroupBy(pair => pair.Vm))
        {
            var (vm, count) = (group.Key.Vm, group.Count());
            if (vm.Nics is { } nics && nics != count)
                Conflict(log, sheet, group.First().Row, RvToolsLayouts.VNetwork.Vm, group.Key, "NICs of vInfo wins", count, nics);
            group.Key.Vm = vm with { Nics = vm.Nics ?? count };
        }
    }

    private static void NoteStorageFallback(List<VmDraft> drafts, QualityLog log)
    {
        foreach (var vm in drafts.Select(draft => draft.Vm).Where(vm => vm.GuestUsedMiB is null))
        {
            if (vm.InUseMiB is null) log.Count(QualitySections.Assumptions, "VMs whose used storage is unknown", "neither vPartition nor In Use MiB");
            else
            {
                log.Count(QualitySections.Assumptions, "VMs whose used storage is In Use MiB of vInfo",
                    "no vPartition rows (the tools were not running): space on the datastore, not inside the guest");
            }
        }
    }

    private static void Conflict(
        QualityLog log, Sheet sheet, SheetRow row, SheetColumn column, VmDraft draft, string winner, long here, long there) =>
        log.Count(QualitySections.Conflicts, $"{sheet.Layout.Name}: {(column.Header == "VM" ? "number of rows" : column.Header)} against vInfo",
            FormattableString.Invariant($"{winner}; first {sheet.Place(row, column)}: '{draft.Name}' has {here}, vInfo {there}"));

    private static long? PositiveOrNull(long? value) => value is 0 ? null : value;
}
