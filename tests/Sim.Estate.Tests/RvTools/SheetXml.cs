using System.IO.Compression;
using System.Xml.Linq;

namespace Sim.Estate.Tests.RvTools;

/// <summary>Reads a sheet straight from the package's XML: the second opinion that the reader is checked against.</summary>
internal sealed class SheetXml
{
    private static readonly XNamespace Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private static readonly XNamespace Relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

    private SheetXml(List<Dictionary<string, string>> rows) => Rows = rows;

    /// <summary>Every row element after the header: column header to text; a blank row is an empty dictionary.</summary>
    public List<Dictionary<string, string>> Rows { get; }

    public IEnumerable<Dictionary<string, string>> Filled => Rows.Where(row => row.Count > 0);

    public int Blank => Rows.Count(row => row.Count == 0);

    public static SheetXml Open(string path, string sheet)
    {
        using var zip = ZipFile.OpenRead(path);
        var texts = Load(zip, "xl/sharedStrings.xml").Root!.Elements(Main + "si")
            .Select(item => string.Concat(item.Descendants(Main + "t").Select(text => text.Value))).ToArray();
        var id = Load(zip, "xl/workbook.xml").Descendants(Main + "sheet").Single(item => (string?)item.Attribute("name") == sheet)
            .Attribute(Relations + "id")!.Value;
        var target = Load(zip, "xl/_rels/workbook.xml.rels").Root!.Elements().Single(item => (string?)item.Attribute("Id") == id).Attribute("Target")!.Value;
        var rows = Load(zip, "xl/" + target.TrimStart('/')).Descendants(Main + "row").Select(row => Cells(row, texts)).ToList();
        var headers = rows[0];
        return new SheetXml([.. rows.Skip(1).Select(row => row.Where(cell => headers.ContainsKey(cell.Key))
            .ToDictionary(cell => headers[cell.Key].Trim(), cell => cell.Value))]);
    }

    private static Dictionary<string, string> Cells(XElement row, string[] texts)
    {
        var cells = new Dictionary<string, string>();
        foreach (var cell in row.Elements(Main + "c"))
        {
            var raw = (string?)cell.Element(Main + "v");
            if (raw is null) continue;
            var text = (string?)cell.Attribute("t") == "s" ? texts[int.Parse(raw, System.Globalization.CultureInfo.InvariantCulture)] : raw;
            if (text.Trim().Length > 0) cells[((string)cell.Attribute("r")!).TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9')] = text;
        }

        return cells;
    }

    private static XDocument Load(ZipArchive zip, string name)
    {
        using var stream = zip.GetEntry(name)!.Open();
        return XDocument.Load(stream);
    }
}
