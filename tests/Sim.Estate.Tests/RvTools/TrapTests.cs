using Sim.Estate.Inventory;
using Sim.Estate.Quality;
using Sim.Estate.RvTools;

namespace Sim.Estate.Tests.RvTools;

/// <summary>Every trap that real exports hold, one workbook each.</summary>
public sealed class TrapTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Headers_match_without_case_outer_blanks_and_double_blanks()
    {
        var vm = Single(new WorkbookBuilder().Sheet("VINFO ", [" vm", "POWERSTATE ", "cpus", "Memory ", "In  use MB "], ["a", "PoweredOn", 3, 100, 7]));
        Assert.Equal((3, 100L, 7L, PowerState.PoweredOn), (vm.Vcpus, vm.MemoryMiB, vm.InUseMiB, vm.PowerState));
    }

    [Fact]
    public void Raw_command_line_names_are_understood()
    {
        var import = Read(new WorkbookBuilder()
            .Sheet("vInfo",
                ["vInfoVMName", "vInfoPowerstate", "vInfoTemplate", "vInfoCPUs", "vInfoMemory", "vInfoProvisioned", "vInfoInUse", "vInfoOS", "vInfoCluster",
                    "vInfoHost", "vInfoSRMPlaceHolder", "vInfoNICs", "vInfoNumVirtualDisks"],
                ["a", "poweredOn", "False", 2, 2048, 30, 20, "Debian", "c1", "h1", "False", 1, 4])
            .Sheet("vHost", ["vHostName", "vHostCluster", "vHostCpuMhz", "vHostNumCpu", "vHostCoresPerCPU", "vHostNumCpuCores", "vHostMemorySize", "vHostFullName"],
                ["h1", "c1", 2600, 2, 16, 32, 262144, "VMware ESXi 6.7.0"])
            .Sheet("vMemory", ["vMemoryVMName", "vMemorySizeMiB", "vMemoryReservation"], ["a", 2048, 512])
            .Sheet("vPartition", ["vPartitionDisk", "vPartitionVMName", "vPartitionCapacityMiB", "vPartitionConsumedMiB"], ["/", "a", 100, 40], ["/home", "a", 50, 2]));
        var vm = Assert.Single(import.Estate.Vms);
        Assert.Equal((30L, 20L, 4, 512L, 42L, "Debian"), (vm.ProvisionedMiB, vm.InUseMiB, vm.Disks, vm.MemoryReservationMiB, vm.UsedStorageMiB, vm.GuestOs));
        var host = Assert.Single(import.Estate.Hosts);
        Assert.Equal((2600, 2, 16, 32, 262144L, "VMware ESXi 6.7.0"),
            (host.SpeedMHz, host.Sockets, host.CoresPerSocket, host.Cores, host.MemoryMiB, host.EsxVersion));
        Assert.Empty(import.Quality.Section(QualitySections.UnknownColumns));
    }

    [Fact]
    public void Old_unit_names_mean_the_same_numbers()
    {
        var import = Read(new WorkbookBuilder()
            .Sheet("vInfo", [.. WorkbookBuilder.Header, "Provisioned MB", "In Use MB"], [.. WorkbookBuilder.Vm("a"), 86201, 62420])
            .Sheet("vDisk", ["VM", "Capacity MB"], ["a", 1000], ["a", 24]));
        var vm = Assert.Single(import.Estate.Vms);
        Assert.Equal((86201L, 62420L, 1024L, 2), (vm.ProvisionedMiB, vm.InUseMiB, vm.DiskCapacityMiB, vm.Disks));
    }

    [Fact]
    public void Blank_rows_are_counted_and_skipped_also_in_the_middle()
    {
        var import = Read(new WorkbookBuilder().Sheet("vInfo", WorkbookBuilder.Header, WorkbookBuilder.Vm("a"), [], [" ", ""], WorkbookBuilder.Vm("b"), [], []));
        Assert.Equal(2, import.Estate.Vms.Length);
        Assert.Equal(4, import.Quality.CountOf(QualitySections.Sheets, "vInfo: blank rows"));
    }

    [Fact]
    public void An_empty_cell_is_never_zero()
    {
        var import = Read(new WorkbookBuilder()
            .Sheet("vInfo", [.. WorkbookBuilder.Header, "In Use MiB", "NICs", "Active Memory"], [.. WorkbookBuilder.Vm("a"), null, "", " "],
                ["no cpu", "poweredOn", null, 4096], ["no memory", "poweredOn", 2, ""], ["no state", null, 2, 4096])
            .Sheet("vCPU", ["VM", "Overall", "Reservation", "Limit"], ["a", null, null, -1]));
        var vm = Assert.Single(import.Estate.Vms);
        Assert.Equal((null, null, null), (vm.InUseMiB, vm.Nics, vm.ActiveMemoryMiB));
        Assert.Equal((null, null, null), (vm.CpuUsageMHz, vm.CpuReservationMHz, vm.CpuLimitMHz));
        Assert.Equal(1, import.Quality.CountOf(QualitySections.LeftOut, "VMs with an empty CPUs cell"));
        Assert.Equal(1, import.Quality.CountOf(QualitySections.LeftOut, "VMs with an empty Memory cell"));
        Assert.Equal(1, import.Quality.CountOf(QualitySections.LeftOut, "VMs with an empty Powerstate cell"));
        Assert.Contains(import.Quality.Rows, row => row.Note.Contains("sheet vInfo, cell C3: 'no cpu'", StringComparison.Ordinal));
    }

    [Fact]
    public void A_row_cut_off_by_the_sender_is_completed_from_vcpu_and_vmemory()
    {
        var import = Read(new WorkbookBuilder()
            .Sheet("vInfo", WorkbookBuilder.Header, ["cut", "poweredOn"], ["twin", "poweredOn"])
            .Sheet("vCPU", ["VM", "CPUs"], ["cut", 6], ["twin", 1], ["twin", 2])
            .Sheet("vMemory", ["VM", "Size MiB"], ["cut", 8192], ["twin", 1024]));
        var vm = Assert.Single(import.Estate.Vms);
        Assert.Equal(("cut", 6, 8192L), (vm.Name, vm.Vcpus, vm.MemoryMiB));
        Assert.Equal(1, import.Quality.CountOf(QualitySections.Assumptions, "VMs whose CPUs come from vCPU"));
        Assert.Equal(1, import.Quality.CountOf(QualitySections.LeftOut, "VMs with an empty CPUs cell"));
    }

    [Fact]
    public void A_last_row_at_the_end_of_the_sheet_costs_nothing()
    {
        var sound = new WorkbookBuilder().Sheet("vInfo", WorkbookBuilder.Header, WorkbookBuilder.Vm("a")).ToBytes();
        var edited = PackageSurgery.Edit(sound, "xl/worksheets/sheet1.xml", xml => xml.Replace("</x:sheetData>", "<x:row r=\"1048576\"/></x:sheetData>", StringComparison.Ordinal));
        Assert.Contains("1048576", PackageSurgery.Parts(edited).Single(part => part.Name == "xl/worksheets/sheet1.xml").Text, StringComparison.Ordinal);
        var import = RvToolsReader.Read(_folder.Write("end.xlsx", edited));
        Assert.Equal(1, import.Quality.CountOf(QualitySections.Sheets, "vInfo: blank rows"));
        Assert.Single(import.Estate.Vms);
    }

    [Theory]
    [InlineData("True", true)]
    [InlineData("TRUE", true)]
    [InlineData("1", true)]
    [InlineData("false", false)]
    [InlineData("0", false)]
    [InlineData("", false)]
    public void Booleans_come_in_many_spellings(string text, bool expected) =>
        Assert.Equal(expected, Single(new WorkbookBuilder().Sheet("vInfo", [.. WorkbookBuilder.Header, "Template"], [.. WorkbookBuilder.Vm("a"), text])).IsTemplate);

    [Fact]
    public void Booleans_may_be_typed_cells_or_numbers()
    {
        var import = Read(new WorkbookBuilder().Sheet("vInfo", [.. WorkbookBuilder.Header, "Template", "SRM Placeholder"],
            [.. WorkbookBuilder.Vm("a"), true, false], [.. WorkbookBuilder.Vm("b"), 0, 1], [.. WorkbookBuilder.Vm("c", "suspended"), false, false],
            [.. WorkbookBuilder.Vm("d", "poweredOff"), false, false], [.. WorkbookBuilder.Vm("e"), false, "maybe"]));
        Assert.Equal("e", Assert.Single(import.Estate.RunningVms).Name);
        foreach (var item in new[] { "templates", "SRM placeholders", "suspended VMs", "powered-off VMs" })
            Assert.Equal(1, import.Quality.CountOf(QualitySections.LeftOut, item));
        Assert.Contains(import.Quality.Rows, row => row.Item == "vInfo: SRM Placeholder" && row.Note.Contains("cell F6: 'maybe'", StringComparison.Ordinal));
    }

    public static TheoryData<object, string, string> Dates => new()
    {
        { 45714.5372106481, "2025-02-26", "Excel serial numbers" },   // 45714 days after 1899-12-30
        { new DateTime(2024, 2, 29, 13, 0, 0), "2024-02-29", "date cells" },
        { "2024/02/29 13:00:00", "2024-02-29", "text, year first" },
        { "29.02.2024 13:00", "2024-02-29", "text, day first" },
        { "29/02/2024", "2024-02-29", "text, day first" },
        { "2/29/2024 1:00:00 PM", "2024-02-29", "text, month first" },
        { "3/4/2024", "2024-03-04", "text, month/day/year assumed (day and month could be swapped)" },
        { "45714,5", "2025-02-26", "Excel serial numbers written as text" },
    };

    [Theory]
    [MemberData(nameof(Dates))]
    public void Dates_come_in_many_forms_and_the_form_is_reported(object cell, string expected, string form)
    {
        var import = Read(new WorkbookBuilder().Sheet("vInfo", [.. WorkbookBuilder.Header, "Creation date"], [.. WorkbookBuilder.Vm("a"), cell]));
        Assert.Equal(DateOnly.ParseExact(expected, "yyyy-MM-dd", null), import.Estate.Vms[0].CreationDate);
        Assert.Equal(1, import.Quality.CountOf(QualitySections.Assumptions, "vInfo: Creation date: " + form));
    }

    [Fact]
    public void Metadata_dates_the_snapshot()
    {
        var import = Read(Healthy().Sheet("vMetaData", ["RVTools major version", "RVTools version", "xlsx creation datetime", "Server"],
            ["4", "4.4.2", "2026/11/02 08:15:00", "vc"]));
        Assert.Equal(new DateOnly(2026, 11, 2), import.Estate.SnapshotDate);
    }

    [Theory]
    [InlineData("4096", 4096)]
    [InlineData(" 4096 ", 4096)]
    [InlineData("4,096", 4096)]
    [InlineData("4.096", 4096)]
    [InlineData("1.234.567", 1234567)]
    [InlineData("4 096", 4096)]
    [InlineData("4'096", 4096)]
    [InlineData("4096.0", 4096)]
    [InlineData("4096,0", 4096)]
    public void Whole_numbers_may_be_text_with_separators(string text, long expected) =>
        Assert.Equal(expected, Single(new WorkbookBuilder().Sheet("vInfo", WorkbookBuilder.Header, WorkbookBuilder.Vm("a", memory: text))).MemoryMiB);

    [Theory]
    [InlineData("38", 38)]
    [InlineData("38 %", 38)]
    [InlineData("38,5%", 38.5)]
    [InlineData("38.5", 38.5)]
    [InlineData("1,234", 1.234)]
    public void Percentages_may_be_text_and_use_a_decimal_comma(string text, double expected)
    {
        var import = Read(Healthy().Sheet("vHost", ["Host", "CPU usage %"], ["h1", text]));
        Assert.Equal(expected, import.Estate.Hosts[0].CpuUsagePercent);
    }

    [Fact]
    public void Custom_and_misspelt_columns_are_listed_with_the_nearest_name()
    {
        var import = Read(new WorkbookBuilder().Sheet("vInfo", [.. WorkbookBuilder.Header, "Backup owner", "Provisoned MiB", "CPUs"], [.. WorkbookBuilder.Vm("a"), "x", 5, 9]));
        var unknown = import.Quality.Section(QualitySections.UnknownColumns);
        Assert.Contains(unknown, row => row is { Item: "vInfo: Provisoned MiB", Count: 1 } && row.Note.Contains("cell F1", StringComparison.Ordinal)
            && row.Note.Contains("'Provisioned MiB'", StringComparison.Ordinal));
        Assert.Contains(unknown, row => row.Item == "vInfo: Backup owner" && row.Note.Contains("custom attribute", StringComparison.Ordinal));
        Assert.Contains(unknown, row => row.Item == "vInfo: CPUs (again)");
        Assert.Equal((2, null), (import.Estate.Vms[0].Vcpus, import.Estate.Vms[0].ProvisionedMiB));
        Assert.Equal(1, import.Quality.CountOf(QualitySections.MissingColumns, "vInfo: Provisioned MiB"));
    }

    [Fact]
    public void Rows_are_joined_by_id_then_name_then_host_and_misses_are_counted()
    {
        var import = Read(new WorkbookBuilder()
            .Sheet("vInfo", [.. WorkbookBuilder.Header, "Host", "VM ID"], [.. WorkbookBuilder.Vm("twin"), "h1", "vm-1"], [.. WorkbookBuilder.Vm("twin"), "h2", "vm-2"],
                [.. WorkbookBuilder.Vm("solo"), "h1", "vm-3"])
            .Sheet("vMemory", ["VM", "Active", "VM ID"], ["twin", 11, "vm-1"], ["twin", 22, "vm-2"], ["ghost", 33, "vm-9"])
            .Sheet("vCPU", ["VM", "Overall", "Host"], ["twin", 100, "h2"], ["solo", 300, "h7"], ["twin", 5, "h9"], ["ghost", 5, "h1"]));
        Assert.Equal([11L, 22L, null], import.Estate.Vms.Select(vm => vm.ActiveMemoryMiB));
        Assert.Equal([null, 100L, 300L], import.Estate.Vms.Select(vm => vm.CpuUsageMHz));
        Assert.Equal(1, import.Quality.CountOf(QualitySections.Matching, "vMemory: rows of VMs that vInfo does not list"));
        Assert.Equal(1, import.Quality.CountOf(QualitySections.Matching, "vCPU: rows of VMs that vInfo does not list"));
        Assert.Equal(1, import.Quality.CountOf(QualitySections.Matching, "vCPU: rows whose VM name is ambiguous"));
        Assert.Equal(1, import.Quality.CountOf(QualitySections.Matching, "vInfo: VM names that repeat"));
        Assert.Equal(["vm-1", "vm-2", "vm-3"], import.Estate.Vms.Select(vm => vm.Key));
    }

    [Fact]
    public void Equal_ids_of_two_vcenters_are_two_vms()
    {
        var import = Read(new WorkbookBuilder()
            .Sheet("vInfo", [.. WorkbookBuilder.Header, "VM ID", "vCenter UUID"], [.. WorkbookBuilder.Vm("a"), "vm-1", "vc1"], [.. WorkbookBuilder.Vm("b"), "vm-1", "vc2"])
            .Sheet("vMemory", ["VM", "Active", "VM ID", "VI SDK UUID"], ["b", 2, "vm-1", "vc2"], ["a", 1, "vm-1", "vc1"]));
        Assert.Equal([1L, 2L], import.Estate.Vms.Select(vm => vm.ActiveMemoryMiB));
        Assert.Equal(["vm-1", "vm-1#2"], import.Estate.Vms.Select(vm => vm.Key));
    }

    [Fact]
    public void A_vm_listed_twice_counts_once()
    {
        var import = Read(new WorkbookBuilder().Sheet("vInfo", [.. WorkbookBuilder.Header, "VM ID"], [.. WorkbookBuilder.Vm("a"), "vm-1"], [.. WorkbookBuilder.Vm("a", cpus: 9), "vm-1"]));
        Assert.Equal(2, Assert.Single(import.Estate.Vms).Vcpus);
        Assert.Equal(1, import.Quality.CountOf(QualitySections.LeftOut, "VMs listed twice (same VM ID and name)"));
    }

    [Fact]
    public void Conflicts_say_which_sheet_wins()
    {
        var import = Read(new WorkbookBuilder()
            .Sheet("vInfo", [.. WorkbookBuilder.Header, "Total disk capacity MiB", "NICs"], [.. WorkbookBuilder.Vm("a"), 500, 2])
            .Sheet("vCPU", ["VM", "CPUs"], ["a", 8])
            .Sheet("vDisk", ["VM", "Capacity MiB"], ["a", 300], ["a", 100])
            .Sheet("vNetwork", ["VM", "Adapter"], ["a", "x"]));
        var vm = import.Estate.Vms[0];
        Assert.Equal((2, 400L, 2), (vm.Vcpus, vm.DiskCapacityMiB, vm.Nics));
        var conflicts = import.Quality.Section(QualitySections.Conflicts);
        Assert.Equal(3, conflicts.Length);
        Assert.Contains(conflicts, row => row.Note == "vInfo wins; first sheet vCPU, cell B2: 'a' has 8, vInfo 2");
        Assert.Contains(conflicts, row => row.Note.StartsWith("the sum over vDisk wins", StringComparison.Ordinal));
    }

    [Fact]
    public void Used_storage_falls_back_and_says_so()
    {
        var import = Read(new WorkbookBuilder()
            .Sheet("vInfo", [.. WorkbookBuilder.Header, "In Use MiB"], [.. WorkbookBuilder.Vm("tools"), 90], [.. WorkbookBuilder.Vm("none"), 80], [.. WorkbookBuilder.Vm("half"), 70])
            .Sheet("vPartition", ["VM", "Consumed MiB"], ["tools", 40], ["tools", 2], ["half", 5], ["half", null]));
        Assert.Equal([42L, 80L, 70L], import.Estate.Vms.Select(vm => vm.UsedStorageMiB));
        Assert.Equal(2, import.Quality.CountOf(QualitySections.Assumptions, "VMs whose used storage is In Use MiB of vInfo"));
    }

    [Fact]
    public void Impossible_values_are_listed_and_unusable_ones_count_as_absent()
    {
        var import = Read(new WorkbookBuilder()
            .Sheet("vInfo", [.. WorkbookBuilder.Header, "In Use MiB", "Provisioned MiB", "Active Memory"], [.. WorkbookBuilder.Vm("a"), -5, 10, 5000],
                [.. WorkbookBuilder.Vm("b"), 20, 10, "n/a"])
            .Sheet("vHost", ["Host", "# CPU", "Cores per CPU", "# Cores", "CPU usage %"], ["h", 2, 8, 20, 140], ["h", 1, 1, 1, 1]));
        Assert.Equal([null, 20L], import.Estate.Vms.Select(vm => vm.InUseMiB));
        Assert.Equal([5000L, null], import.Estate.Vms.Select(vm => vm.ActiveMemoryMiB));
        foreach (var item in new[] { "vInfo: In Use MiB", "vInfo: Active Memory", "active memory above configured memory",
            "storage in use above provisioned storage", "vHost: # Cores is not # CPU times Cores per CPU", "vHost: CPU usage %" })
            Assert.Equal(1, import.Quality.CountOf(QualitySections.ImpossibleValues, item));
        Assert.Equal((20, null), (Assert.Single(import.Estate.Hosts).Cores, import.Estate.Hosts[0].CpuUsagePercent));
    }

    [Fact]
    public void Clusters_come_from_hosts_and_vms_when_the_sheet_is_missing()
    {
        var import = Read(new WorkbookBuilder().Sheet("vInfo", [.. WorkbookBuilder.Header, "Cluster"], [.. WorkbookBuilder.Vm("a"), "c2"])
            .Sheet("vHost", ["Host", "Cluster"], ["h1", "c1"], ["h2", "c1"]));
        Assert.Equal([("c1", 2), ("c2", 0)], import.Estate.Clusters.Select(cluster => (cluster.Name, cluster.Hosts ?? -1)));
    }

    [Fact]
    public void Memory_in_gibibytes_is_suspected() =>
        Assert.Equal(2, Read(new WorkbookBuilder().Sheet("vInfo", WorkbookBuilder.Header, WorkbookBuilder.Vm("a", memory: 8), WorkbookBuilder.Vm("b", memory: 16)))
            .Quality.CountOf(QualitySections.ImpossibleValues, "every VM has less than 512 MiB of memory"));

    private static WorkbookBuilder Healthy() => new WorkbookBuilder().Sheet("vInfo", WorkbookBuilder.Header, WorkbookBuilder.Vm("a"));

    private EstateImport Read(WorkbookBuilder workbook) => RvToolsReader.Read(workbook.Save(_folder));

    private EstateVm Single(WorkbookBuilder workbook) => Assert.Single(Read(workbook).Estate.Vms);
}
