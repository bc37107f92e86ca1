using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using Sim.Scenarios.Input;

namespace Sim.Calibration.Traces;

/// <summary>Walks directories of captured files in a fixed order; opens <c>.gz</c> and <c>.tar.gz</c>.</summary>
public static class TraceScan
{
    /// <summary>Larger files are refused: a fio file of a full sweep is far below 1 MiB, so this is an archive bomb or a mistake.</summary>
    public const long MaxUnpackedBytes = 256L << 20;

    /// <summary>All files below the given places, each once, sorted by path (ordinal).</summary>
    /// <param name="places">Directories, searched with their subdirectories, or single files.</param>
    /// <exception cref="InputException">A place does not exist or a file cannot be read or unpacked; carries all findings.</exception>
    public static ImmutableArray<TraceFile> Files(IEnumerable<string> places)
    {
        var findings = new List<Finding>();
        var files = new List<TraceFile>();
        foreach (var path in places.SelectMany(place => Paths(place, findings)).DistinctBy(Path.GetFullPath, StringComparer.Ordinal))
        {
            try
            {
                files.AddRange(Open(path, File.ReadAllBytes(path)));
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                findings.Add(new Finding(path, "", "", $"cannot be read: {failure.Message}"));
            }
            catch (InputException failure)
            {
                findings.AddRange(failure.Findings);
            }
        }

        if (findings.Count > 0) throw new InputException([.. findings]);
        return [.. files];
    }

    /// <summary>Unpacks a file: one entry for a plain or gzipped file, one a member for a tar archive.</summary>
    /// <param name="path">As the user named it.</param>
    /// <param name="stored">The bytes of the file.</param>
    /// <exception cref="InputException">The gzip or tar is damaged, or unpacks to more than <see cref="MaxUnpackedBytes"/>.</exception>
    public static ImmutableArray<TraceFile> Open(string path, byte[] stored)
    {
        var folder = Path.GetDirectoryName(path) ?? "";
        if (stored.Length < 2 || stored[0] != 0x1f || stored[1] != 0x8b)
            return [new TraceFile(path, folder, Hash(stored), [.. stored])];
        try
        {
            var content = Inflate(stored, path);
            return IsTar(content) ? Members(path, content) : [new TraceFile(path, folder, Hash(stored), [.. content])];
        }
        catch (Exception failure) when (failure is InvalidDataException or EndOfStreamException or FormatException or IOException
            or ArgumentException or NotSupportedException)
        {
            throw new InputException(new Finding(path, "", "", $"is a damaged gzip or tar file: {failure.Message}"));
        }
    }

    private static IEnumerable<string> Paths(string place, List<Finding> findings)
    {
        if (File.Exists(place)) return [place];
        if (Directory.Exists(place))
            return Directory.EnumerateFiles(place, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal);
        var parent = Path.GetDirectoryName(Path.GetFullPath(place)) ?? ".";
        var near = Directory.Exists(parent)
            ? NearestName.Of(Path.GetFileName(place), Directory.EnumerateFileSystemEntries(parent).Select(entry => Path.GetFileName(entry)))
            : "";
        findings.Add(new Finding(place, "", "", "does not exist", "a directory or file of captures", near));
        return [];
    }

    private static byte[] Inflate(byte[] stored, string path)
    {
        if (stored.Length < 18) throw new InvalidDataException("it is shorter than a gzip header and trailer");
        using var source = new GZipStream(new MemoryStream(stored), CompressionMode.Decompress);
        using var target = new MemoryStream();
        var block = new byte[1 << 16];
        int read;
        while ((read = source.Read(block)) > 0)
        {
            target.Write(block, 0, read);
            if (target.Length > MaxUnpackedBytes)
                throw new InputException(new Finding(path, "", "", $"unpacks to more than {MaxUnpackedBytes >> 20} MiB"));
        }

        // GZipStream takes a file that breaks off for one that ends; the last four bytes state the length (RFC 1952).
        var stated = BinaryPrimitives.ReadUInt32LittleEndian(stored.AsSpan(^4..));
        if (stated != (uint)target.Length)
            throw new InvalidDataException("it breaks off, or holds several gzip members (unpack it first)");
        return target.ToArray();
    }

    /// <summary>POSIX tar: the magic "ustar" stands at byte 257 of the first header.</summary>
    private static bool IsTar(byte[] content) => content.Length >= 512 && content.AsSpan(257, 5).SequenceEqual("ustar"u8);

    private static ImmutableArray<TraceFile> Members(string path, byte[] content)
    {
        var files = new List<TraceFile>();
        using var reader = new TarReader(new MemoryStream(content));
        while (reader.GetNextEntry() is { } entry)
        {
            if (entry.DataStream is not { } data) continue;
            using var bytes = new MemoryStream();
            data.CopyTo(bytes);
            var member = bytes.ToArray();
            var name = $"{path}/{entry.Name.TrimStart('.', '/')}";
            files.Add(new TraceFile(name, Path.GetDirectoryName(name) ?? path, Hash(member), [.. member]));
        }

        return [.. files.OrderBy(file => file.Path, StringComparer.Ordinal)];
    }

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
