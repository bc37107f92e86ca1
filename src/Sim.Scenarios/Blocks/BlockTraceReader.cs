using System.Collections.Immutable;
using System.Globalization;
using System.IO.Compression;
using Sim.Core.Time;
using Sim.Models.Hardware.Storage;
using Sim.Models.Workload;
using Sim.Scenarios.Input;

namespace Sim.Scenarios.Blocks;

/// <summary>Reads block traces; the form is told by the first line.</summary>
public static class BlockTraceReader
{
    private const int MostFindings = 5;
    private const int MostRequests = 20_000_000;
    private const long MostBytes = 64 << 20;

    private static readonly ImmutableArray<IBlockTraceForm> Forms = [new MqsimForm(), new MsrForm(), new BlkparseForm()];

    /// <summary>Reads a trace.</summary>
    /// <param name="path">The file; <c>.gz</c> is unpacked.</param>
    /// <exception cref="InputException">It is missing, or a line cannot be read.</exception>
    public static BlockTrace Read(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            using var content = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? (Stream)new GZipStream(file, CompressionMode.Decompress) : file;
            return Parse(content, path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            var folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? ".";
            var near = Directory.Exists(folder) ? NearestName.Of(Path.GetFileName(path), Directory.EnumerateFiles(folder).Select(one => Path.GetFileName(one))) : "";
            throw new InputException(new Finding(path, "", "", File.Exists(path) ? $"cannot be read: {failure.Message}" : "does not exist", "a block trace", near));
        }
    }

    /// <summary>Reads a trace from a stream.</summary>
    /// <param name="content">The text.</param>
    /// <param name="name">What findings call it.</param>
    /// <exception cref="InputException">A line cannot be read, or there is no request in it.</exception>
    public static BlockTrace Parse(Stream content, string name)
    {
        using var reader = new StreamReader(content);
        var findings = new List<Finding>();
        var requests = new List<RecordedRequest>();
        IBlockTraceForm? form = null;
        var number = 0L;
        while (reader.ReadLine() is { } line && findings.Count < MostFindings)
        {
            number++;
            if (line.AsSpan().Trim().IsEmpty) continue;
            form ??= Forms.FirstOrDefault(one => one.TryRead(line, out _));
            if (form is null)
            {
                findings.Add(At(name, number, "is in none of the forms known", string.Join("; ", Forms.Select(one => one.Name))));
                break;
            }

            if (form.IsEnd(line)) break;
            if (!form.TryRead(line, out var request)) findings.Add(At(name, number, $"'{Shown(line)}' cannot be read", form.Name));
            else if (request.Bytes > MostBytes) findings.Add(At(name, number, string.Create(CultureInfo.InvariantCulture, $"{request.Bytes} bytes are out of range"), "up to 64 MiB a request"));
            else if (request.Operation is { } operation && (request.Bytes > 0 || operation == IoOperation.Flush)) requests.Add(request);
            if (requests.Count > MostRequests) findings.Add(At(name, number, "is one request too many", string.Create(CultureInfo.InvariantCulture, $"up to {MostRequests} requests")));
        }

        if (findings.Count == 0 && requests.Count == 0) findings.Add(new Finding(name, "", "", "holds no read, write or flush", form?.Name ?? "a block trace"));
        if (findings.Count > 0) throw new InputException([.. findings]);

        // Recordings of several CPUs are not always in order. Stable: requests of one instant keep theirs.
        var ordered = requests.OrderBy(request => request.Nanoseconds).ToList();
        var first = ordered[0].Nanoseconds;
        var longest = (ordered[^1].Nanoseconds - first) / 1_000_000_000;
        if (longest > 1_000_000)
            throw new InputException(new Finding(name, "", "", string.Create(CultureInfo.InvariantCulture, $"lasts {longest} s"), "up to 1000000 s between first and last request"));
        return new BlockTrace([.. ordered.Select(request => new BlockRequest(new SimDuration((request.Nanoseconds - first) * SimDuration.PerNanosecond), request.Operation!.Value, (int)request.Bytes, request.Offset))]);
    }

    private static Finding At(string name, long line, string problem, string allowed) => new(name, string.Create(CultureInfo.InvariantCulture, $"line {line}"), "", problem, allowed);

    private static string Shown(string line) => line.Length <= 60 ? line : line[..57] + "...";
}
