using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json;
using Sim.Cli.Output;
using Sim.Estate.Inventory;
using Sim.Estate.Quality;
using Sim.Estate.RvTools;
using Sim.Reporting.Tables;

namespace Sim.Cli.Commands;

/// <summary><c>hvsim import rvtools</c>: what an export holds, and how good its data is.</summary>
internal static class ImportCommand
{
    public const string Example = "hvsim import rvtools scenarios/consolidation/estate-200.xlsx";

    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "RVTools export (xlsx, 3.x or 4.x)." };
        var format = new Option<OutputFormat>("--format") { Description = "How the report is printed: table, json or csv.", DefaultValueFactory = _ => OutputFormat.Table };
        var rvtools = new Command("rvtools",
            $"Reads an RVTools export and reports what is in it, what was left out, and what had to be assumed.\n\nExample:\n  {Example}") { file, format };
        rvtools.SetAction(parsed => Import(parsed.GetRequiredValue(file), parsed.GetValue(format)));
        return new Command("import", $"Reads an inventory export and reports on the quality of its data.\n\nExample:\n  {Example}") { rvtools };
    }

    /// <summary>The quality of an import, one row a remark.</summary>
    public static ReportTable QualityTable(DataQuality quality) => new(
        "Data quality",
        [new ReportColumn("About"), new ReportColumn("Item"), new ReportColumn("Count") { Format = NumberFormat.Whole }, new ReportColumn("Note")],
        quality.Rows.Select(row => ImmutableArray.Create(
            ReportCell.Of(row.Section), ReportCell.Of(row.Item), ReportCell.Of(row.Count), ReportCell.Of(row.Note))));

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

    private static int Import(string file, OutputFormat format)
    {
        var import = RvToolsReader.Read(file);
        switch (format)
        {
            case OutputFormat.Json:
                Console.Out.Write(JsonSerializer.Serialize(new { schemaVersion = 1, import.Estate, Quality = import.Quality.Rows }, ResultDocument.Options) + "\n");
                break;
            case OutputFormat.Csv:
                Console.Out.Write(QualityTable(import.Quality).ToCsv());
                break;
            default:
                Screen.Draw(EstateTable(import.Estate));
                Screen.Draw(QualityTable(import.Quality));
                break;
        }

        return ExitCodes.Good;
    }
}
