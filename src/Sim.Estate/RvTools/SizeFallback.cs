using Sim.Estate.Quality;

namespace Sim.Estate.RvTools;

/// <summary>Sizes from vCPU and vMemory for VMs whose row in vInfo was cut off by the sender.</summary>
internal sealed class SizeFallback(Dictionary<string, Sheet> sheets, QualityLog log)
{
    private readonly Dictionary<string, long?> _vcpus = ByName(sheets, "vCPU", RvToolsLayouts.VCpu.Vm, RvToolsLayouts.VCpu.Cpus, VInfoReader.MaxVcpus, log);
    private readonly Dictionary<string, long?> _memory =
        ByName(sheets, "vMemory", RvToolsLayouts.VMemory.Vm, RvToolsLayouts.VMemory.Size, VInfoReader.MaxMemoryMiB, log);

    public long? Vcpus(string vm, string place) => Note(_vcpus.GetValueOrDefault(vm), vm, place, "CPUs", "vCPU");

    public long? MemoryMiB(string vm, string place) => Note(_memory.GetValueOrDefault(vm), vm, place, "Memory", "vMemory");

    private long? Note(long? value, string vm, string place, string field, string sheet)
    {
        if (value is not null) log.Count(QualitySections.Assumptions, $"VMs whose {field} come from {sheet}", $"the cell of vInfo is empty; first {place}: '{vm}'");
        return value;
    }

    /// <summary>One value a name; a name that repeats has none, because nothing says which row is meant.</summary>
    private static Dictionary<string, long?> ByName(
        Dictionary<string, Sheet> sheets, string name, SheetColumn vm, SheetColumn size, long max, QualityLog log)
    {
        var sizes = new Dictionary<string, long?>(StringComparer.Ordinal);
        if (!sheets.TryGetValue(name, out var sheet)) return sizes;
        var cells = new CellReader(sheet, null, log);
        foreach (var row in sheet.Rows)
        {
            var key = cells.Text(row, vm);
            sizes[key] = sizes.ContainsKey(key) ? null : cells.Whole(row, size, 1, max, "");
        }

        return sizes;
    }
}
