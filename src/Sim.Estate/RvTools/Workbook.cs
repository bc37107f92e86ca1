using System.Text;
using System.Xml;
using Sim.Estate.Quality;
using Sim.Scenarios.Input;

namespace Sim.Estate.RvTools;

/// <summary>Opens an xlsx file and reads the sheets that have a layout.</summary>
internal static class Workbook
{
    private const int MagicLength = 8;

    public static Dictionary<string, Sheet> Read(string path, List<Finding> findings, QualityLog log)
    {
        using var stream = Open(path);
        var sheets = new Dictionary<string, Sheet>(StringComparer.Ordinal);
        var names = new List<string>();
        var met = new HashSet<string>(StringComparer.Ordinal);
        try
        {
            using var package = new XlsxPackage(stream);
            foreach (var (name, part) in package.Sheets)
            {
                names.Add(name);
                if (LayoutOf(name) is not { } layout) continue;
                if (!met.Add(layout.Name))
                    log.Count(QualitySections.Sheets, $"{layout.Name}: sheet", $"'{name}' is a second sheet of this name and not used", by: 0);
                else if (Sheet.Read(name, package.Rows(part), layout, path, findings, log) is { } sheet) sheets[layout.Name] = sheet;
            }
        }
        catch (Exception failure) when (failure is InvalidDataException or XmlException or IOException or NotSupportedException or ArgumentException)
        {
            throw new InputException(new Finding(path, "", "", $"is damaged or not an Excel workbook ({failure.Message.TrimEnd('.')})",
                "an .xlsx file as RVTools writes it"));
        }

        if (!met.Contains("vInfo"))
        {
            findings.Add(new(path, "", "vInfo", "no such sheet", names.Count == 0 ? "" : "sheets there: " + string.Join(", ", names.Take(40)),
                NearestName.Of("vInfo", names)));
        }

        foreach (var layout in RvToolsLayouts.All.Where(layout => !met.Contains(layout.Name)))
            log.Count(QualitySections.Sheets, $"{layout.Name}: sheet", "not in the workbook", by: 0);
        foreach (var name in names.Where(name => LayoutOf(name) is null))
            log.Count(QualitySections.Sheets, $"{name.Trim()}: sheet", "not used by the import", by: 0);
        return sheets;
    }

    private static SheetLayout? LayoutOf(string name)
    {
        var trimmed = name.Trim();
        foreach (var prefix in (ReadOnlySpan<string>)["RVTools_tab", "tab"])
            if (trimmed.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)) trimmed = trimmed[prefix.Length..];
        return RvToolsLayouts.All.FirstOrDefault(layout => string.Equals(layout.Name, trimmed, StringComparison.OrdinalIgnoreCase));
    }

    private static FileStream Open(string path)
    {
        FileStream stream;
        try
        {
            stream = File.OpenRead(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new InputException(Unreadable(path));
        }

        var problem = Problem(stream);
        stream.Position = 0;
        if (problem.Length == 0) return stream;
        stream.Dispose();
        throw new InputException(new Finding(path, "", "", problem, "an .xlsx file as RVTools writes it"));
    }

    private static Finding Unreadable(string path)
    {
        if (Directory.Exists(path)) return new(path, "", "", "is a directory, not a file", "an .xlsx file");
        var folder = Path.GetDirectoryName(Path.GetFullPath(path.Length == 0 ? "." : path)) ?? ".";
        var near = Directory.Exists(folder)
            ? NearestName.Of(Path.GetFileName(path), Directory.EnumerateFiles(folder).Select(file => Path.GetFileName(file)))
            : "";
        return new(path, "", "", File.Exists(path) ? "cannot be read" : "does not exist", "an .xlsx file", near);
    }

    /// <summary>Says from the first bytes why a file cannot be an xlsx workbook; empty when it can.</summary>
    private static string Problem(FileStream stream)
    {
        Span<byte> magic = stackalloc byte[MagicLength];
        var length = stream.ReadAtLeast(magic, MagicLength, throwOnEndOfStream: false);
        magic = magic[..length];
        if (length == 0) return "is empty";
        if (magic.StartsWith("PK"u8)) return "";
        if (magic.StartsWith((ReadOnlySpan<byte>)[0xD0, 0xCF, 0x11, 0xE0]))
        {
            return HasEncryptedPackage(stream)
                ? "is protected with a password: open it in Excel, remove the password and save it again"
                : "is an old .xls workbook: open it in Excel and save it as .xlsx";
        }

        foreach (var b in magic) if (b is < 0x09 or (> 0x0D and < 0x20)) return "is not an Excel workbook";
        return "is a text file (a renamed CSV?), not an Excel workbook";
    }

    /// <summary>An encrypted xlsx is a compound file with a stream of this name, written in UTF-16 in its directory.</summary>
    private static bool HasEncryptedPackage(FileStream stream)
    {
        stream.Position = 0;
        var bytes = new byte[Math.Min(stream.Length, 64L << 20)];
        stream.ReadExactly(bytes);
        return bytes.AsSpan().IndexOf(Encoding.Unicode.GetBytes("EncryptedPackage")) >= 0;
    }
}
