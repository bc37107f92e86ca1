using System.Globalization;
using Sim.Estate.Inventory;
using Sim.Estate.Quality;
using Sim.Estate.RvTools;

namespace Sim.Estate.Tests.RvTools;

/// <summary>Real exports; the expected counts come from the sheet XML, not from the reader.</summary>
public sealed class RealExportTests
{
    private const string Old = "samples/rvtools/rvtools-3x-sizing-workshop.xlsx";
    private const string New = "samples/rvtools/rvtools-4x-example1.xlsx";

    [Theory]
    [InlineData(Old, 805, 34, 2698)]
    [InlineData(New, 9, 7, 990)]
    public void Counts_agree_with_the_sheet_xml(string file, int vms, int hosts, int blank)
    {
        var path = RepositoryFiles.Shared(file);
        var import = RvToolsReader.Read(path);
        var info = SheetXml.Open(path, "vInfo");

        // The XML and the sample's description first: if these fail, the expectation is wrong, not the reader.
        Assert.Equal((vms, blank), (info.Filled.Count(), info.Blank));
        Assert.Equal(vms, import.Estate.Vms.Length);
        Assert.Equal(hosts, import.Estate.Hosts.Length);
        Assert.Equal(hosts, SheetXml.Open(path, "vHost").Filled.Count());
        Assert.Equal(vms, import.Quality.CountOf(QualitySections.Sheets, "vInfo: rows read"));
        Assert.Equal(blank, import.Quality.CountOf(QualitySections.Sheets, "vInfo: blank rows"));

        int Xml(string power, string template) => info.Filled.Count(row => row["Powerstate"] == power && row["Template"] == template);
        Assert.Equal(Xml("poweredOn", "False"), import.Estate.RunningVms.Length);
        Assert.Equal(Xml("poweredOff", "False"), import.Quality.CountOf(QualitySections.LeftOut, "powered-off VMs"));
        Assert.Equal(Xml("poweredOff", "True") + Xml("poweredOn", "True"), import.Quality.CountOf(QualitySections.LeftOut, "templates"));
    }

    [Theory]
    [InlineData(Old, "Provisioned MB")]
    [InlineData(New, "Provisioned MiB")]
    public void Sums_agree_with_the_sheet_xml(string file, string provisioned)
    {
        var path = RepositoryFiles.Shared(file);
        var estate = RvToolsReader.Read(path).Estate;
        var info = SheetXml.Open(path, "vInfo").Filled.ToList();

        // The new export's last row of vInfo is cut off after ten cells; its size stands in vCPU (18) and vMemory (40960 MiB) only.
        var (cutVcpus, cutMemory) = file == New ? (18, 40960) : (0, 0);
        long Sum(string column) => info.Where(row => row.ContainsKey(column)).Sum(row => long.Parse(row[column], CultureInfo.InvariantCulture));
        Assert.Equal(Sum("CPUs") + cutVcpus, estate.Vms.Sum(vm => vm.Vcpus));
        Assert.Equal(Sum("Memory") + cutMemory, estate.Vms.Sum(vm => vm.MemoryMiB));
        Assert.Equal(Sum(provisioned), estate.Vms.Sum(vm => vm.ProvisionedMiB));
        var cores = SheetXml.Open(path, "vHost").Filled.Sum(row => long.Parse(row["# Cores"], CultureInfo.InvariantCulture));
        Assert.Equal(cores, estate.Hosts.Sum(host => (long?)host.Cores));
    }

    [Fact]
    public void Disks_are_summed_by_vm_id_even_where_names_were_scrambled()
    {
        var path = RepositoryFiles.Shared(New);
        var import = RvToolsReader.Read(path);
        var ids = SheetXml.Open(path, "vInfo").Filled.Where(row => row.ContainsKey("VM ID")).ToDictionary(row => row["VM ID"], row => row["VM"]);
        var expected = SheetXml.Open(path, "vDisk").Filled.Where(row => ids.ContainsKey(row["VM ID"])).GroupBy(row => ids[row["VM ID"]])
            .ToDictionary(group => group.Key, group => group.Sum(row => long.Parse(row["Capacity MiB"], CultureInfo.InvariantCulture)));
        Assert.NotEmpty(expected);
        foreach (var (name, capacity) in expected)
            Assert.Equal(capacity, Assert.Single(import.Estate.Vms, vm => vm.Name == name).DiskCapacityMiB);
        Assert.True(import.Quality.CountOf(QualitySections.Matching, "vDisk: rows whose VM has another name in vInfo") > 0);
    }

    [Fact]
    public void Old_export_names_what_its_author_removed()
    {
        var import = RvToolsReader.Read(RepositoryFiles.Shared(Old));
        Assert.Equal(1, import.Quality.CountOf(QualitySections.MissingColumns, "vInfo: SRM Placeholder"));
        Assert.Contains(import.Quality.Rows, row => row.Item == "vDisk: sheet" && row.Note == "not in the workbook");
        // Most of its VMs say bovmsp-04.customer.com where its hosts say vmsp-04.
        var path = RepositoryFiles.Shared(Old);
        var hosts = SheetXml.Open(path, "vHost").Filled.Select(row => row["Host"].Trim()).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var strangers = SheetXml.Open(path, "vInfo").Filled
            .Count(row => row["Powerstate"] == "poweredOn" && row["Template"] == "False" && !hosts.Contains(row["Host"].Trim()));
        Assert.InRange(strangers, 1, 763);
        Assert.Equal(strangers, import.Quality.CountOf(QualitySections.Matching, "running VMs whose host is not in vHost"));
        Assert.Null(import.Estate.SnapshotDate);
        Assert.All(import.Estate.Vms, vm => Assert.Null(vm.CpuUsageMHz));
    }

    [Fact]
    public void New_export_reports_sheets_that_disagree()
    {
        var import = RvToolsReader.Read(RepositoryFiles.Shared(New));
        var vm = Assert.Single(import.Estate.Vms, vm => vm.Name == "vm-3");
        // vInfo says 3526 MiB, vMemory (same VM ID) 4096; sockets 2 and cores 2 come from vCPU; Overall is 91 MHz.
        Assert.Equal((3, 3526L, 91L, PowerState.PoweredOn), (vm.Vcpus, vm.MemoryMiB, vm.CpuUsageMHz, vm.PowerState));
        Assert.True(import.Quality.CountOf(QualitySections.Conflicts, "vMemory: Size MiB against vInfo") > 0);
        // Sockets x cores against vCPUs: 2/1, 4/3, 8/7, 8/9, 16/13 and, for the row that is cut off, 16/18; the other three agree.
        Assert.Equal(6, import.Quality.CountOf(QualitySections.ImpossibleValues, "sockets times cores is not the number of vCPUs"));
        // Serial 45748.9163888889 is 2025-04-01 (45748 days after 1899-12-30).
        Assert.Equal(new DateOnly(2025, 4, 1), vm.CreationDate);
    }
}
