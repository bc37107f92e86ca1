using System.Buffers.Binary;
using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Sim.Estate.Quality;
using Sim.Scenarios.Input;

namespace Sim.Estate.Series;

/// <summary>Reads utilisation traces: Bitbrains GWA-T-12, PlanetLab, or our own CSV; a file, a directory, <c>.gz</c> or <c>.tar.gz</c>.</summary>
/// <remarks>The format is found by looking inside. Page: docs/models/demand.md.</remarks>
public static class UtilisationReader
{
    private const long MaxBytes = 1L << 29;
    private const int MinGzipLength = 18;
    private const string Formats =
        "a CSV with columns vm,timestamp,cpu_percent; Bitbrains GWA-T-12 (';' and TAB); PlanetLab (288 whole percents); plain, .gz or .tar.gz";

    /// <summary>Reads everything at a path.</summary>
    /// <param name="path">A file, or a directory whose files are read in the order of their names.</param>
    /// <exception cref="InputException">Something cannot be read; carries every finding, with file and line.</exception>
    public static UtilisationSet Read(string path)
    {
        var findings = new List<Finding>();
        var log = new QualityLog();
        var series = new List<UtilisationSeries>();
        foreach (var (name, bytes) in Files(path))
        {
            foreach (var (inner, content) in Unpack(name, bytes)) ReadText(inner, content, series, findings, log);
        }

        if (series.Count == 0 && findings.Count == 0) findings.Add(new(path, "", "", "holds no series", Formats));
        if (findings.Count > 0) throw new InputException([.. findings]);
        return new UtilisationSet([.. series], log.ToQuality());
    }

    private static void ReadText(string name, byte[] content, List<UtilisationSeries> series, List<Finding> findings, QualityLog log)
    {
        using var reader = new StreamReader(new MemoryStream(content), Encoding.UTF8);
        var lines = new List<string>();
        while (reader.ReadLine() is { } line) lines.Add(line);
        if (lines.TrueForAll(string.IsNullOrWhiteSpace))
        {
            findings.Add(new(name, "", "", "is empty", Formats));
            return;
        }

        var file = new TextFile(name, TextFile.SeriesNameOf(name), [.. lines]);
        if (BitbrainsFormat.Matches(lines[0])) BitbrainsFormat.Read(file, series, findings, log);
        else if (PlanetLabFormat.Matches(lines[0])) PlanetLabFormat.Read(file, series, findings, log);
        else if (PlainCsvFormat.Matches(lines[0])) PlainCsvFormat.Read(file, series, findings, log);
        else findings.Add(new(name, "line 1", "", $"'{TextFile.Shorten(lines[0])}' starts no known format", Formats));
    }

    private static IEnumerable<(string Name, byte[] Bytes)> Files(string path)
    {
        if (!Directory.Exists(path)) return [(path, Load(path))];
        return Directory.EnumerateFiles(path).Order(StringComparer.Ordinal).Select(file => (file, Load(file)));
    }

    private static byte[] Load(string path)
    {
        try
        {
            if (new FileInfo(path).Length > MaxBytes) throw new InputException(new Finding(path, "", "", "is larger than 512 MiB", "split it"));
            return File.ReadAllBytes(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            var folder = Path.GetDirectoryName(Path.GetFullPath(path.Length == 0 ? "." : path)) ?? ".";
            var near = Directory.Exists(folder)
                ? NearestName.Of(Path.GetFileName(path), Directory.EnumerateFileSystemEntries(folder).Select(entry => Path.GetFileName(entry)))
                : "";
            throw new InputException(new Finding(path, "", "", File.Exists(path) ? "cannot be read" : "does not exist", Formats, near));
        }
    }

    /// <summary>The text files in a file: itself, what gzip holds, or the members of the tar archive that gzip holds.</summary>
    private static List<(string Name, byte[] Content)> Unpack(string name, byte[] bytes)
    {
        if (!bytes.AsSpan().StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B])) return [(name, bytes)];
        try
        {
            using var gzip = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
            var content = Drain(gzip, name);
            // The stream ends silently where a cut-off file ends; the length in the trailer tells.
            if (bytes.Length < MinGzipLength) throw new InvalidDataException("it is cut off");
            var stated = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(^4..));
            if (stated != (uint)content.Length) throw new InvalidDataException("it is cut off");
            if (!IsTar(content)) return [(name, content)];
            var files = new List<(string, byte[])>();
            using var tar = new TarReader(new MemoryStream(content));
            while (tar.GetNextEntry() is { } entry)
            {
                if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile) || entry.DataStream is null) continue;
                files.Add(($"{name}: {entry.Name}", Drain(entry.DataStream, name)));
            }

            return files;
        }
        catch (Exception failure) when (failure is InvalidDataException or IOException or FormatException or NotSupportedException or ArgumentException or OverflowException)
        {
            throw new InputException(new Finding(name, "", "", $"is a damaged archive ({failure.Message.TrimEnd('.')})", Formats));
        }
    }

    private static bool IsTar(byte[] content) => content.Length > 512 && content.AsSpan(257, 5).SequenceEqual("ustar"u8);

    private static byte[] Drain(Stream stream, string name)
    {
        using var all = new MemoryStream();
        var buffer = new byte[1 << 16];
        for (int read; (read = stream.Read(buffer)) > 0;)
        {
            all.Write(buffer, 0, read);
            if (all.Length > MaxBytes) throw new InputException(new Finding(name, "", "", "unpacks to more than 512 MiB", "split it"));
        }

        return all.ToArray();
    }
}
