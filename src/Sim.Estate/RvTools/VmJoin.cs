using Sim.Estate.Quality;

namespace Sim.Estate.RvTools;

/// <summary>Finds the VM of vInfo that a row of another sheet is about: by VM ID and vCenter, else by name, else by name and host.</summary>
internal sealed class VmJoin
{
    private readonly Dictionary<string, List<VmDraft>> _byId = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, List<VmDraft>> _byName = new(StringComparer.Ordinal);

    public VmJoin(List<VmDraft> vms)
    {
        foreach (var vm in vms)
        {
            if (vm.Id.Length > 0) Add(_byId, vm.Id, vm);
            Add(_byName, vm.Name, vm);
        }
    }

    /// <summary>The VM of each row that has one, in the order of the rows; the others are counted in the log.</summary>
    public IEnumerable<(SheetRow Row, VmDraft Vm)> Rows(Sheet sheet, SheetColumn name, CellReader cells, QualityLog log)
    {
        foreach (var row in sheet.Rows)
        {
            if (Find(row, name, sheet, cells, log) is { } vm) yield return (row, vm);
        }
    }

    private VmDraft? Find(SheetRow row, SheetColumn nameColumn, Sheet sheet, CellReader cells, QualityLog log)
    {
        var name = cells.Text(row, nameColumn);
        var id = cells.Text(row, RvToolsLayouts.KeyId);
        var server = cells.Text(row, RvToolsLayouts.KeyServer);
        if (id.Length > 0 && _byId.Count > 0)
        {
            var byId = (_byId.GetValueOrDefault(id) ?? []).Where(vm => server.Length == 0 || vm.Server.Length == 0 || vm.Server == server).ToList();
            // The same ID in two vCenters is told apart by the name when the sheet does not name its vCenter.
            if (byId.Count > 1) byId = [.. byId.Where(vm => vm.Name == name)];
            if (byId.Count == 1)
            {
                if (byId[0].Name != name)
                    Note("rows whose VM has another name in vInfo", $"joined by VM ID; first {sheet.Place(row, nameColumn)}: '{name}' is '{byId[0].Name}'");
                return byId[0];
            }

            return Miss(byId.Count == 0 ? "rows of VMs that vInfo does not list" : "rows whose VM ID is ambiguous");
        }

        var candidates = _byName.GetValueOrDefault(name) ?? [];
        if (candidates.Count > 1) candidates = [.. candidates.Where(vm => vm.Host == cells.Text(row, RvToolsLayouts.KeyHost))];
        if (candidates.Count == 1) return candidates[0];
        return Miss(_byName.ContainsKey(name) ? "rows whose VM name is ambiguous" : "rows of VMs that vInfo does not list");

        VmDraft? Miss(string why)
        {
            Note(why, $"not used; first {sheet.Place(row, nameColumn)}: '{name}'");
            return null;
        }

        void Note(string what, string note) => log.Count(QualitySections.Matching, $"{sheet.Layout.Name}: {what}", note);
    }

    private static void Add(Dictionary<string, List<VmDraft>> index, string key, VmDraft vm)
    {
        if (!index.TryGetValue(key, out var list)) index[key] = list = [];
        list.Add(vm);
    }
}
