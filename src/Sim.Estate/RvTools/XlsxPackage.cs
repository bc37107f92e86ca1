using System.Globalization;
using System.IO.Compression;
using System.Xml;

namespace Sim.Estate.RvTools;

/// <summary>Reads the cells of an xlsx package row by row, as stored.</summary>
/// <remarks>
/// Written here because exports saved by spreadsheet programs may end with a row numbered 1,048,576: readers that fill the gap hand out a million
/// empty rows a sheet (seconds and gigabytes for nine VMs). This one sees only rows that are stored. Source: ECMA-376 part 1, 18.3 and 18.8.
/// </remarks>
internal sealed class XlsxPackage : IDisposable
{
    private const int MaxColumns = 16_384;
    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string StrictMain = "http://purl.oclc.org/ooxml/spreadsheetml/main";
    private const double Days1904 = 1462;
    private readonly ZipArchive _zip;
    private readonly List<string> _texts;
    private readonly List<bool> _isDateStyle;
    private double _dateOffset;

    /// <summary>Opens a package; the stream stays the caller's.</summary>
    /// <exception cref="InvalidDataException">Not a zip archive, or one without a workbook.</exception>
    public XlsxPackage(Stream stream)
    {
        _zip = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
        var root = Relations("").FirstOrDefault(item => item.Type.EndsWith("/officeDocument", StringComparison.Ordinal)).Target
            ?? throw new InvalidDataException("it has no workbook part");
        var parts = Relations(root);
        _texts = parts.Where(item => item.Type.EndsWith("/sharedStrings", StringComparison.Ordinal)).Take(1).SelectMany(item => Texts(item.Target)).ToList();
        _isDateStyle = parts.Where(item => item.Type.EndsWith("/styles", StringComparison.Ordinal)).Take(1).SelectMany(item => DateStyles(item.Target)).ToList();
        Sheets = ReadSheets(root, parts);
    }

    /// <summary>Names of the sheets and of their parts, in the order of the tabs.</summary>
    public List<(string Name, string Part)> Sheets { get; }

    /// <summary>The stored rows of a sheet: row number from 1, and cells by column; absent cells are null.</summary>
    /// <remarks>Cells are text, double, bool or <see cref="DateTime"/>.</remarks>
    public IEnumerable<(int Number, object?[] Cells)> Rows(string part)
    {
        using var xml = Open(part);
        var number = 0;
        var cells = new List<object?>();
        var inRow = false;
        while (xml.Read())
        {
            if (xml.NodeType == XmlNodeType.EndElement && Is(xml, "row") && inRow)
            {
                inRow = false;
                yield return (number, [.. cells]);
            }
            else if (xml.NodeType != XmlNodeType.Element) continue;
            else if (Is(xml, "row"))
            {
                number = int.TryParse(xml.GetAttribute("r"), NumberStyles.None, CultureInfo.InvariantCulture, out var stated) ? stated : number + 1;
                cells.Clear();
                if (xml.IsEmptyElement) yield return (number, []);
                else inRow = true;
            }
            else if (Is(xml, "c") && inRow)
            {
                var column = ColumnOf(xml.GetAttribute("r"), cells.Count);
                while (cells.Count <= column) cells.Add(null);
                cells[column] = Cell(xml);
            }
        }
    }

    public void Dispose() => _zip.Dispose();

    private static bool Is(XmlReader xml, string name) => xml.LocalName == name && (xml.NamespaceURI is Main or StrictMain);

    private static int ColumnOf(string? reference, int next)
    {
        if (string.IsNullOrEmpty(reference)) return Checked(next);
        var column = 0;
        foreach (var c in reference)
        {
            if (!char.IsAsciiLetter(c)) break;
            column = Checked((column * 26) + (char.ToUpperInvariant(c) - 'A' + 1));
        }

        return column == 0 ? throw new InvalidDataException($"a cell is called '{reference}'") : column - 1;
    }

    private static int Checked(int column) => column <= MaxColumns ? column : throw new InvalidDataException("a cell lies right of the last column, XFD");

    private object? Cell(XmlReader xml)
    {
        var type = xml.GetAttribute("t") ?? "n";
        var style = xml.GetAttribute("s");
        if (xml.IsEmptyElement) return null;
        var text = "";
        var depth = xml.Depth;
        while (xml.Read() && xml.Depth > depth)
        {
            // <v> holds the value, <is><t> an inline text; <f> is the formula and <rPh> a reading aid, neither is shown.
            if (xml.NodeType == XmlNodeType.Element && (xml.LocalName is "f" or "rPh") && !xml.IsEmptyElement) SkipContent(xml);
            else if (xml.NodeType is XmlNodeType.Text or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace or XmlNodeType.CDATA) text += xml.Value;
        }

        return type switch
        {
            "s" => int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < _texts.Count
                ? _texts[index]
                : throw new InvalidDataException($"a cell points at text '{text}', which is not there"),
            "b" => text.Trim() == "1",
            "n" when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => Number(number, style),
            _ => text,
        };
    }

    private object Number(double number, string? style)
    {
        // 0 to 2958465 is what Excel shows as a date: 1899-12-30 to 9999-12-31.
        if (int.TryParse(style, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < _isDateStyle.Count && _isDateStyle[index]
            && number + _dateOffset is >= 0 and < 2958466)
            return DateTime.FromOADate(number + _dateOffset);
        return number;
    }

    private static void SkipContent(XmlReader xml)
    {
        var depth = xml.Depth;
        while (xml.Read() && xml.Depth > depth)
        {
            // The content of the element is passed over; the loop ends on its end tag.
        }
    }

    private List<(string Name, string Part)> ReadSheets(string root, List<(string Id, string Type, string Target)> parts)
    {
        var sheets = new List<(string, string)>();
        using var xml = Open(root);
        while (xml.Read())
        {
            if (xml.NodeType != XmlNodeType.Element) continue;
            if (Is(xml, "workbookPr") && (xml.GetAttribute("date1904") is "1" or "true")) _dateOffset = Days1904;
            if (!Is(xml, "sheet")) continue;
            var name = xml.GetAttribute("name") ?? "";
            string? id = null;
            for (var more = xml.MoveToFirstAttribute(); more; more = xml.MoveToNextAttribute())
                if (xml.LocalName == "id" && xml.NamespaceURI.EndsWith("/relationships", StringComparison.Ordinal)) id = xml.Value;
            var part = parts.FirstOrDefault(item => item.Id == id).Target ?? throw new InvalidDataException($"sheet '{name}' has no part");
            sheets.Add((name, part));
        }

        return sheets;
    }

    private IEnumerable<string> Texts(string part)
    {
        using var xml = Open(part);
        string? text = null;
        while (xml.Read())
        {
            if (xml.NodeType == XmlNodeType.Element && Is(xml, "si"))
            {
                if (xml.IsEmptyElement) yield return "";
                else text = "";
            }
            else if (xml.NodeType == XmlNodeType.Element && xml.LocalName == "rPh" && !xml.IsEmptyElement) SkipContent(xml);
            else if (xml.NodeType == XmlNodeType.EndElement && Is(xml, "si"))
            {
                yield return text ?? "";
                text = null;
            }
            else if (text is not null && (xml.NodeType is XmlNodeType.Text or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace or XmlNodeType.CDATA)) text += xml.Value;
        }
    }

    /// <summary>For each cell format whether it shows a date.</summary>
    private IEnumerable<bool> DateStyles(string part)
    {
        var custom = new Dictionary<int, bool>();
        var inFormats = false;
        using var xml = Open(part);
        while (xml.Read())
        {
            if (Is(xml, "cellXfs")) inFormats = xml.NodeType == XmlNodeType.Element && !xml.IsEmptyElement;
            if (xml.NodeType != XmlNodeType.Element) continue;
            _ = int.TryParse(xml.GetAttribute("numFmtId"), NumberStyles.None, CultureInfo.InvariantCulture, out var id);
            if (Is(xml, "numFmt")) custom[id] = ShowsDate(xml.GetAttribute("formatCode") ?? "");
            else if (inFormats && Is(xml, "xf")) yield return custom.TryGetValue(id, out var isDate) ? isDate : id is (>= 14 and <= 22) or (>= 27 and <= 36) or (>= 45 and <= 47) or (>= 50 and <= 58);
        }
    }

    /// <summary>Whether a format code shows a day or year, outside quotes, brackets and escapes.</summary>
    private static bool ShowsDate(string code)
    {
        for (var i = 0; i < code.Length; i++)
        {
            switch (code[i])
            {
                case '\\' or '_' or '*':
                    i++;
                    break;
                case '"' or '[':
                    var end = code.IndexOf(code[i] == '"' ? '"' : ']', i + 1);
                    i = end < 0 ? code.Length : end;
                    break;
                case 'y' or 'Y' or 'd' or 'D':
                    return true;
            }
        }

        return false;
    }

    /// <summary>The relations of a part: id, kind, and the part meant, without a leading slash.</summary>
    private List<(string Id, string Type, string Target)> Relations(string part)
    {
        var folder = part[..(part.LastIndexOf('/') + 1)];
        var relations = new List<(string, string, string)>();
        using var xml = Open($"{folder}_rels/{part[folder.Length..]}.rels");
        while (xml.Read())
        {
            if (xml.NodeType != XmlNodeType.Element || xml.LocalName != "Relationship" || xml.GetAttribute("TargetMode") == "External") continue;
            var target = xml.GetAttribute("Target") ?? "";
            relations.Add((xml.GetAttribute("Id") ?? "", xml.GetAttribute("Type") ?? "", target.StartsWith('/') ? target[1..] : folder + target));
        }

        return relations;
    }

    private XmlReader Open(string part)
    {
        var entry = _zip.GetEntry(part) ?? _zip.Entries.FirstOrDefault(item => string.Equals(item.FullName, part, StringComparison.OrdinalIgnoreCase))
            ?? throw new InvalidDataException($"part '{part}' is not there");
        return XmlReader.Create(entry.Open(), new XmlReaderSettings { CloseInput = true, IgnoreComments = true });
    }
}
