using System.Collections.Immutable;
using System.CommandLine;
using Sim.Cli.Output;
using Sim.Estate.Inventory;
using Sim.Estate.Quality;
using Sim.Estate.RvTools;
using Sim.Experiments.Manifests;
using Sim.Reporting.Tables;

namespace Sim.Cli.Commands;

/// <summary><c>hvsim import rvtools</c>: what an export holds, and how good its data is.</summary>
internal static class ImportCommand
{
    public const string Example = "hvsim import rvtools scenarios/consolidation/estate-200.xlsx";

    public static Verb Create()
    {
        var file = new Argument<string>("file") { Description = "RVTools export (xlsx, 3.x or 4.x)." };
        var rvtools = new Verb("rvtools",
            "Reads an RVTools export and reports what is in it, what was left out, and what had to be assumed.", Example) { file };
        var results = new ResultOptions(rvtools);
        rvtools.SetAction(parsed => Import(parsed.GetRequiredValue(file), results.CheckedOutput(parsed), results.Format(parsed)));
        return new Verb("import", "Reads an inventory export and reports on the quality of its data.", Example) { rvtools };
    }

    /// <summary>The quality of an import, one row a remark.</summary>
    public static ReportTable QualityTable(DataQuality quality) => Table("Data quality", quality.Rows);

    /// <summary>The quality of an import for people: remarks that say the same of several things share a row.</summary>
    public static ReportTable QualitySummary(string caption, DataQuality quality) => Table(
        caption,
        quality.Rows.GroupBy(row => (row.Section, row.Note)).Select(group => group.Count() == 1
            ? group.First()
            : new QualityRow(group.Key.Section, string.Join(", ", group.Select(ItemOf)), group.Sum(row => row.Count), group.Key.Note)));

    /// <summary>What an estate holds, one row a count.</summary>
    public static ReportTable EstateTable(VmEstate estate)
    {
        var running = estate.RunningVms;
        var others = estate.Vms.Where(vm => !vm.IsTemplate && !vm.IsPlaceholder);
        return new ReportTable(
            estate.Name,
            [new ReportColumn("What"), new ReportColumn("Count") { Format = NumberFormat.Whole }],
            [
                Row("VMs, templates and placeholders", estate.Vms.Length),
                Row("powered-on VMs (planned for)", running.Length),
                Row("powered-off VMs", others.Count(vm => vm.PowerState == PowerState.PoweredOff)),
                Row("suspended VMs", others.Count(vm => vm.PowerState == PowerState.Suspended)),
                Row("templates", estate.Vms.Count(vm => vm.IsTemplate)),
                Row("placeholders", estate.Vms.Count(vm => vm.IsPlaceholder)),
                Row("hosts", estate.Hosts.Length),
                Row("vCPUs of powered-on VMs", running.Sum(vm => vm.Vcpus)),
                Row("GiB of memory of powered-on VMs", running.Sum(vm => vm.MemoryMiB) / 1024.0),
            ]);

        static ImmutableArray<ReportCell> Row(string what, double count) => [ReportCell.Of(what), ReportCell.Of(count)];
    }

    private static ReportTable Table(string caption, IEnumerable<QualityRow> rows) => new(
        caption,
        [new ReportColumn("About"), new ReportColumn("Item"), new ReportColumn("Count") { Format = NumberFormat.Whole }, new ReportColumn("Note")],
        rows.Select(row => ImmutableArray.Create(
            ReportCell.Of(row.Section), ReportCell.Of(row.Item), ReportCell.Of(row.Count), ReportCell.Of(row.Note))));

    private static string ItemOf(QualityRow row) => row.Section == QualitySections.Sheets
        ? FormattableString.Invariant($"{row.Item.Split(':')[0]} {row.Count}")
        : row.Count > 1 ? FormattableString.Invariant($"{row.Item} ({row.Count})") : row.Item;

    private static int Import(string file, string? directory, OutputFormat format)
    {
        var import = RvToolsReader.Read(file);
        var document = new ImportDocument { Version = ToolVersion.Text, Files = [InputFile.Of(file)], Estate = import.Estate, Quality = import.Quality.Rows };
        Emission.EmitAlone(document, directory, format, () =>
        {
            Screen.Draw(EstateTable(import.Estate));
            Screen.Draw(QualitySummary("Data quality", import.Quality));
        });
        return ExitCodes.Good;
    }
}
