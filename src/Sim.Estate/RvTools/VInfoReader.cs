using System.Globalization;
using Sim.Estate.Inventory;
using Sim.Estate.Quality;
using Sim.Scenarios.Input;
using static Sim.Estate.RvTools.RvToolsLayouts.VInfo;

namespace Sim.Estate.RvTools;

/// <summary>Reads sheet vInfo: which VMs there are.</summary>
internal static class VInfoReader
{
    // Largest VM of vSphere 8 (VMware configuration maximums): 768 vCPUs, 24 TiB. Smallest memory vCenter accepts: 4 MiB.
    public const int MaxVcpus = 768;
    private const long MinMemoryMiB = 4;
    public const long MaxMemoryMiB = 24L << 20;
    private const long MaxStorageMiB = 1L << 40;

    public static List<VmDraft> Read(Sheet sheet, SizeFallback sizes, List<Finding> findings, QualityLog log)
    {
        var cells = new CellReader(sheet, findings, log);
        var drafts = new List<VmDraft>(sheet.Rows.Count);
        var keys = new Dictionary<string, int>(StringComparer.Ordinal);
        var ids = new HashSet<(string, string, string)>();
        foreach (var row in sheet.Rows)
        {
            if (ReadRow(sheet, row, cells, sizes, findings, log) is not { } draft) continue;
            if (draft.Id.Length > 0 && !ids.Add((draft.Server, draft.Id, draft.Name)))
            {
                LeaveOut("VMs listed twice (same VM ID and name)", "the first row is used");
                continue;
            }

            draft.Vm = draft.Vm with { Key = UniqueKey(draft.Vm.Key, keys) };
            drafts.Add(draft);

            void LeaveOut(string what, string note) =>
                log.Count(QualitySections.LeftOut, what, $"{note}; first {sheet.Place(row, Vm)}: '{draft.Name}'");
        }

        NoteRepeats(drafts, log);
        NoteNotRunning(drafts, log);
        return drafts;
    }

    private static VmDraft? ReadRow(
        Sheet sheet, SheetRow row, CellReader cells, SizeFallback sizes, List<Finding> findings, QualityLog log)
    {
        var name = cells.Text(row, Vm);
        var power = cells.Text(row, Powerstate);
        if (name.Length == 0)
        {
            log.Count(QualitySections.LeftOut, "rows without a VM name", $"not a VM; first {sheet.Place(row, Vm)}");
            return null;
        }

        var before = findings.Count;
        var vcpus = cells.Whole(row, Cpus, 1, MaxVcpus, "vCPUs");
        var memory = cells.Whole(row, Memory, MinMemoryMiB, MaxMemoryMiB, "MiB");
        PowerState? state = power.ToUpperInvariant() switch
        {
            "POWEREDON" or "POWERED ON" or "ON" => PowerState.PoweredOn,
            "POWEREDOFF" or "POWERED OFF" or "OFF" => PowerState.PoweredOff,
            "SUSPENDED" => PowerState.Suspended,
            _ => null,
        };
        if (state is null && power.Length > 0)
        {
            string[] allowed = ["poweredOn", "poweredOff", "suspended"];
            findings.Add(new(sheet.File, sheet.Place(row, Powerstate), Powerstate.Header, $"'{power}' is not a power state",
                string.Join(", ", allowed), NearestName.Of(power, allowed)));
        }

        if (findings.Count > before) return null;
        vcpus ??= sizes.Vcpus(name, sheet.Place(row, Cpus));
        memory ??= sizes.MemoryMiB(name, sheet.Place(row, Memory));
        if (vcpus is null || memory is null || state is null)
        {
            var empty = vcpus is null ? Cpus : memory is null ? Memory : Powerstate;
            log.Count(QualitySections.LeftOut, $"VMs with an empty {empty.Header} cell",
                $"an empty cell is not zero, so the VM cannot be placed; first {sheet.Place(row, empty)}: '{name}'");
            return null;
        }

        var connection = cells.Text(row, ConnectionState);
        if (connection.Length > 0 && !string.Equals(connection, "connected", StringComparison.OrdinalIgnoreCase))
        {
            log.Count(QualitySections.ImpossibleValues, $"vInfo: VMs in connection state '{connection}'",
                $"kept, but vCenter cannot see them; first {sheet.Place(row, ConnectionState)}: '{name}'");
        }

        var id = cells.Text(row, VmId);
        var uuid = cells.Text(row, VmUuid);
        var tools = cells.Text(row, OsTools);
        return new VmDraft
        {
            Id = id,
            Server = cells.Text(row, Server),
            Row = row.Number,
            Vm = new EstateVm
            {
                Key = uuid.Length > 0 ? uuid : id.Length > 0 ? id : name,
                Name = name,
                PowerState = state.Value,
                IsTemplate = cells.Flag(row, Template) ?? false,
                IsPlaceholder = cells.Flag(row, Placeholder) ?? false,
                Vcpus = (int)vcpus.Value,
                MemoryMiB = memory.Value,
                ProvisionedMiB = cells.Whole(row, Provisioned, 0, MaxStorageMiB, "MiB"),
                InUseMiB = cells.Whole(row, InUse, 0, MaxStorageMiB, "MiB"),
                DiskCapacityMiB = cells.Whole(row, DiskCapacity, 0, MaxStorageMiB, "MiB"),
                Disks = (int?)cells.Whole(row, Disks, 0, 1000, "disks"),
                Nics = (int?)cells.Whole(row, Nics, 0, 1000, "adapters"),
                ActiveMemoryMiB = cells.Whole(row, ActiveMemory, 0, MaxMemoryMiB, "MiB"),
                GuestOs = tools.Length > 0 ? tools : cells.Text(row, OsConfigured),
                Datacenter = cells.Text(row, Datacenter),
                Cluster = cells.Text(row, Cluster),
                Host = cells.Text(row, Host),
                Folder = cells.Text(row, Folder),
                CreationDate = cells.Date(row, CreationDate),
            },
        };
    }

    private static string UniqueKey(string key, Dictionary<string, int> keys)
    {
        var count = keys[key] = keys.GetValueOrDefault(key) + 1;
        // A clone may share its original's UUID: the second one of a key gets a number, so that every VM has its own draws.
        return count == 1 ? key : key + "#" + count.ToString(CultureInfo.InvariantCulture);
    }

    private static void NoteRepeats(List<VmDraft> drafts, QualityLog log)
    {
        foreach (var group in drafts.GroupBy(draft => draft.Name, StringComparer.Ordinal).Where(group => group.Skip(1).Any()))
        {
            log.Count(QualitySections.Matching, "vInfo: VM names that repeat",
                FormattableString.Invariant($"all kept; first '{group.Key}' in rows {string.Join(", ", group.Take(5).Select(draft => draft.Row))}"));
        }
    }

    private static void NoteNotRunning(List<VmDraft> drafts, QualityLog log)
    {
        const string note = "listed, but asks no host for CPU or memory";
        foreach (var vm in drafts.Select(draft => draft.Vm).Where(vm => !vm.IsRunning))
        {
            var why = vm.IsTemplate ? "templates" : vm.IsPlaceholder ? "SRM placeholders"
                : vm.PowerState == PowerState.Suspended ? "suspended VMs" : "powered-off VMs";
            log.Count(QualitySections.LeftOut, why, note);
        }
    }
}
