using CsCheck;
using Sim.Estate.Examples;
using Sim.Estate.RvTools;
using Sim.Scenarios.Input;

namespace Sim.Estate.Tests.RvTools;

/// <summary>Garbage in: a message or an estate out, never another exception.</summary>
public sealed class FuzzTests : IDisposable
{
    private static readonly string[] Headers =
        ["VM", "Powerstate", "CPUs", "Memory", "Template", "In Use MiB", "Creation date", "NICs", "VM ID", "Host", "", "owner", "vm "];

    private static readonly Gen<object?> Cell = Gen.OneOf(
        Gen.Bool.Select(_ => (object?)null), Gen.Bool.Select(value => (object?)value), Gen.Double.Select(value => double.IsFinite(value) ? (object?)value : null),
        Gen.Int[-5, 100_000].Select(value => (object?)value), Gen.Int[0, 100_000].Select(value => (object?)DateTime.FromOADate(value)),
        Choice.Of<object?>((object?)"poweredOn", "a", "", "4,096", "1,5", "38 %", "True", "2024-02-30", "31.12.2024", "NaN", "∞", "-", "1e400", new string('9', 400)));

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Mutated_cells_and_headers() =>
        Gen.Select(Choice.Of("vInfo", "vHost", "vCPU", "vDisk", "vMetaData"), Choice.Of(Headers).Array[0, 10], Cell.Array[0, 10].Array[0, 6])
            .Sample((sheet, header, rows) =>
            {
                var book = new WorkbookBuilder();
                if (sheet != "vInfo") book.Sheet("vInfo", WorkbookBuilder.Header, WorkbookBuilder.Vm("a"));
                Survives(book.Sheet(sheet, [[.. header], .. rows]).ToBytes());
            }, iter: 300, threads: 1);

    [Fact]
    public void Mutated_cells_under_sound_headers() =>
        Cell.Array[8].Array[1, 6].Sample(rows =>
            Survives(new WorkbookBuilder().Sheet("vInfo", [["VM", "Powerstate", "CPUs", "Memory", "Template", "In Use MiB", "Creation date", "VM ID"], .. rows]).ToBytes()),
            iter: 300, threads: 1);

    [Fact]
    public void Mutated_bytes()
    {
        using var memory = new MemoryStream();
        RvToolsWriter.Write(EstateGenerator.Generate(vms: 3), memory);
        var sound = memory.ToArray();
        Gen.Select(Gen.Int[0, sound.Length - 1], Gen.Byte).Array[1, 8].Sample(changes =>
        {
            var bytes = (byte[])sound.Clone();
            foreach (var (place, value) in changes) bytes[place] = value;
            Survives(bytes);
        }, iter: 300, threads: 1);
    }

    [Fact]
    public void Mutated_xml_inside_a_sound_package()
    {
        // Damage that the package's checksums do not catch: the sheet's own text is rewritten.
        var sound = new WorkbookBuilder().Sheet("vInfo", WorkbookBuilder.Header, WorkbookBuilder.Vm("a")).ToBytes();
        Gen.Select(Gen.Int[0, 2000], Choice.Of("<", "9999999999", "\"", "&#0;", "r=\"XFE1048577\"", "t=\"s\"", "</row>", "-1", "t=\"e\"")).Sample((place, junk) =>
            Survives(PackageSurgery.Edit(sound, "xl/worksheets/sheet1.xml", xml => xml.Insert(Math.Min(place % (xml.Length + 1), xml.Length), junk))),
            iter: 300, threads: 1);
    }

    private void Survives(byte[] bytes)
    {
        var path = _folder.Write("fuzz.xlsx", bytes);
        try
        {
            var estate = RvToolsReader.Read(path).Estate;
            Assert.All(estate.Vms, vm => Assert.InRange(vm.Vcpus, 1, 768));
            Assert.All(estate.Vms, vm => Assert.True(vm.MemoryMiB >= 4));
        }
        catch (InputException failure)
        {
            Assert.All(failure.Findings, finding => Assert.True(finding.Problem.Length > 0 && finding.File == path));
        }
    }
}
