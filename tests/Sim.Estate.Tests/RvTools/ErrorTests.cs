using System.Text;
using Sim.Estate.RvTools;
using Sim.Scenarios.Input;

namespace Sim.Estate.Tests.RvTools;

/// <summary>What the user is told when a file is wrong: file, sheet, cell, field, value, range, nearest name.</summary>
public sealed class ErrorTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0, "cell C3: CPUs: 0 is out of range; allowed: a whole number, 1 to 768 vCPUs")]
    [InlineData(-4, "cell C3: CPUs: -4 is out of range")]
    [InlineData(100000, "cell C3: CPUs: 100000 is out of range")]
    [InlineData(1.5, "cell C3: CPUs: 1.5 is not a whole number")]
    [InlineData("two", "cell C3: CPUs: 'two' is not a number")]
    [InlineData(true, "cell C3: CPUs: 'True' is not a number")]
    public void Wrong_cpu_counts_name_the_cell(object cpus, string expected) =>
        Fails(Book(WorkbookBuilder.Vm("a"), WorkbookBuilder.Vm("b", cpus: cpus)), $"estate.xlsx, sheet vInfo, {expected}");

    [Theory]
    [InlineData(0, "Memory: 0 is out of range; allowed: a whole number, 4 to 25165824 MiB")]
    [InlineData(-1, "Memory: -1 is out of range")]
    [InlineData(1e12, "Memory: 1000000000000 is out of range")]
    [InlineData("lots", "Memory: 'lots' is not a number")]
    public void Wrong_memory_names_the_cell(object memory, string expected) =>
        Fails(Book(WorkbookBuilder.Vm("a", memory: memory)), "sheet vInfo, cell D2: " + expected);

    [Fact]
    public void Wrong_power_state_offers_the_right_one() =>
        Fails(Book(WorkbookBuilder.Vm("a", "powerdOn")),
            "cell B2: Powerstate: 'powerdOn' is not a power state; allowed: poweredOn, poweredOff, suspended; did you mean 'poweredOn'?");

    [Fact]
    public void Every_wrong_cell_is_reported_up_to_a_limit()
    {
        Assert.Equal(3, Fails(Book(WorkbookBuilder.Vm("a", cpus: 0, memory: 0), WorkbookBuilder.Vm("b", cpus: -1)), "cell C2").Findings.Length);
        var many = Fails(Book([.. Enumerable.Range(0, 60).Select(i => WorkbookBuilder.Vm(FormattableString.Invariant($"vm{i}"), cpus: 0))]), "and 10 more findings");
        Assert.Equal(51, many.Findings.Length);
    }

    [Fact]
    public void A_missing_sheet_lists_those_there() =>
        Fails(new WorkbookBuilder().Sheet("vInf", WorkbookBuilder.Header, WorkbookBuilder.Vm("a")).Sheet("vHost", ["Host"], ["h"]),
            "vInfo: no such sheet; allowed: sheets there: vInf, vHost; did you mean 'vInf'?");

    [Fact]
    public void A_mangled_first_header_is_named() =>
        Fails(new WorkbookBuilder().Sheet("vInfo", ["Please fill in", "Powerstate", "CPUs", "Memory"], ["a", "poweredOn", 1, 1024]),
            "sheet vInfo, cell A1: VM: the header 'Please fill in' is not known and this column is missing", "did you mean 'VM'?");

    [Fact]
    public void A_misspelt_header_is_named() =>
        Fails(new WorkbookBuilder().Sheet("vInfo", ["VM", "Powerstat", "CPUs", "Memory"], ["a", "poweredOn", 1, 1024]),
            "cell B1: Powerstate: the header 'Powerstat' is not known", "did you mean 'Powerstate'?");

    [Fact]
    public void A_removed_header_is_named_with_what_is_there() =>
        Fails(new WorkbookBuilder().Sheet("vInfo", ["VM", "Powerstate", "CPUs"], ["a", "poweredOn", 1]),
            "sheet vInfo, row 1: Memory: no such column in the header row", "found VM, Powerstate, CPUs");

    [Fact]
    public void Empty_estates_are_refused()
    {
        Fails(new WorkbookBuilder().Sheet("vInfo"), "sheet vInfo: is empty");
        Fails(Book(), "sheet vInfo: lists no VM");
        Fails(Book([], [" "]), "sheet vInfo: lists no VM");
    }

    [Fact]
    public void Files_that_are_no_workbook_say_what_they_are()
    {
        FailsFile(_folder.Write("a.xlsx", "VM;Powerstate\na;poweredOn\n"), "a.xlsx: is a text file (a renamed CSV?)");
        FailsFile(_folder.Write("b.xlsx", []), "b.xlsx: is empty");
        FailsFile(_folder.Write("c.xlsx", [0, 1, 2, 3, 4, 5, 6, 7, 8]), "is not an Excel workbook");
        byte[] compound = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, .. new byte[600]];
        FailsFile(_folder.Write("d.xlsx", compound), "is an old .xls workbook");
        FailsFile(_folder.Write("e.xlsx", [.. compound, .. Encoding.Unicode.GetBytes("EncryptedPackage"), .. new byte[100]]), "is protected with a password");
        var whole = Book(WorkbookBuilder.Vm("a")).ToBytes();
        FailsFile(_folder.Write("f.xlsx", whole[..(whole.Length / 2)]), "f.xlsx: is damaged or not an Excel workbook");
        FailsFile(_folder.Write("g.xlsx", [.. "PK"u8, .. new byte[50]]), "g.xlsx: is damaged or not an Excel workbook");
    }

    [Fact]
    public void A_missing_file_offers_the_nearest_name()
    {
        _folder.Write("inventory.xlsx", "x");
        FailsFile(_folder.File("inventry.xlsx"), "inventry.xlsx: does not exist", "did you mean 'inventory.xlsx'?");
        FailsFile(_folder.Full, "is a directory, not a file");
        FailsFile("", "does not exist");
    }

    private static WorkbookBuilder Book(params object?[][] vms) => new WorkbookBuilder().Sheet("vInfo", [WorkbookBuilder.Header, .. vms]);

    private InputException Fails(WorkbookBuilder workbook, params string[] expected) => FailsFile(workbook.Save(_folder), expected);

    private static InputException FailsFile(string path, params string[] expected)
    {
        var failure = Assert.Throws<InputException>(() => RvToolsReader.Read(path));
        foreach (var text in expected) Assert.Contains(text, failure.Message, StringComparison.Ordinal);
        return failure;
    }
}
