using System.Collections.Immutable;
using Sim.Estate.Inventory;
using Sim.Estate.Quality;
using Sim.Scenarios.Input;

namespace Sim.Estate.RvTools;

/// <summary>Reads the xlsx export of RVTools 3.x or 4.x, or of its command line, into an inventory.</summary>
/// <remarks>
/// Only <c>vInfo</c> with VM, Powerstate, CPUs and Memory is required; every other sheet and column adds detail, and what is absent is listed
/// with what stands in for it. An empty cell never becomes zero. Page: docs/models/estate-import.md.
/// </remarks>
public static class RvToolsReader
{
    private const int MaxFindings = 50;

    /// <summary>Reads a workbook.</summary>
    /// <param name="path">The .xlsx file.</param>
    /// <exception cref="InputException">The file cannot be read as an RVTools export; carries every finding, with sheet and cell.</exception>
    public static EstateImport Read(string path)
    {
        var findings = new List<Finding>();
        var log = new QualityLog();
        var sheets = Workbook.Read(path, findings, log);
        if (!sheets.TryGetValue("vInfo", out var info)) throw Failure(path, findings);

        var drafts = VInfoReader.Read(info, new SizeFallback(sheets, log), findings, log);
        if (drafts.Count == 0 && findings.Count == 0)
            findings.Add(new(path, $"sheet {info.Name}", "", "lists no VM", "one row a VM under the header"));
        if (findings.Count > 0) throw Failure(path, findings);

        var join = new VmJoin(drafts);
        VmDetailReader.Read(sheets, drafts, join, log);
        var (hosts, clusters, datastores) = InfrastructureReader.Read(sheets, drafts, log);
        if (hosts.Length > 0) InfrastructureReader.NoteUnknownHosts(drafts, hosts, log);
        VmChecks.Note(drafts, log);

        var estate = new VmEstate
        {
            Name = Path.GetFileNameWithoutExtension(path),
            SnapshotDate = SnapshotDate(sheets, log),
            Vms = [.. drafts.Select(draft => draft.Vm)],
            Hosts = hosts,
            Clusters = clusters,
            Datastores = datastores,
        };
        log.Count(QualitySections.Assumptions, "one moment, not a series", "every load figure of this export is a single point: low confidence", 0);
        return new EstateImport(estate, log.ToQuality());
    }

    private static InputException Failure(string path, List<Finding> findings)
    {
        if (findings.Count <= MaxFindings) return new InputException([.. findings]);
        ImmutableArray<Finding> shown = [.. findings.Take(MaxFindings),
            new(path, "", "", FormattableString.Invariant($"and {findings.Count - MaxFindings} more findings of this kind"))];
        return new InputException(shown);
    }

    private static DateOnly? SnapshotDate(Dictionary<string, Sheet> sheets, QualityLog log)
    {
        if (sheets.TryGetValue("vMetaData", out var sheet) && sheet.Rows.Count > 0)
        {
            if (new CellReader(sheet, null, log).Date(sheet.Rows[0], RvToolsLayouts.VMetaData.Created) is { } date) return date;
        }

        log.Count(QualitySections.Assumptions, "date of the export", "unknown: no vMetaData date", 0);
        return null;
    }
}
