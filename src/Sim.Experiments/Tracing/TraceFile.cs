using System.IO.Compression;
using Sim.Core.Tracing;
using Sim.Models.Wiring;

namespace Sim.Experiments.Tracing;

/// <summary>A trace of one replication in a file, compressed when its name ends in <c>.gz</c>.</summary>
/// <remarks>The file appears under its name when the replication has ended; one that fails or is stopped leaves nothing behind.</remarks>
public sealed class TraceFile
{
    private const string Unfinished = ".unfinished";

    /// <summary>Where it goes.</summary>
    public required string Path { get; init; }

    /// <summary>The replication, 0 or more.</summary>
    public required int Replication { get; init; }

    /// <summary>What it keeps.</summary>
    public required TraceSelection Selection { get; init; }

    /// <summary>Name and value of what a reader should know about the run.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Facts { get; init; }

    /// <summary>What became of it; null until its replication has ended.</summary>
    public TraceSummary? Summary { get; private set; }

    /// <summary>Whether a file of this name may be replaced: there is none, or it begins as a trace does.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static bool MayReplace(string path)
    {
        if (!File.Exists(path)) return true;
        using var file = File.OpenRead(path);
        using var text = IsCompressed(path) ? new GZipStream(file, CompressionMode.Decompress) : (Stream)file;
        var head = RunTrace.Head;
        var start = new byte[head.Length];
        try
        {
            return text.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == 0 || start.AsSpan().SequenceEqual(head);
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    /// <summary>Why a file cannot be written here, to be known before time is spent on a simulation; null when it can. Leaves nothing behind.</summary>
    /// <param name="path">The name it is to have.</param>
    public static string? WhyNotWritable(string path)
    {
        try
        {
            var unfinished = path + Unfinished;
            var existed = File.Exists(unfinished);
            using (new FileStream(unfinished, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                // Opening is the question.
            }

            if (!existed) File.Delete(unfinished);
            return null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return failure.Message.TrimEnd('.');
        }
    }

    /// <summary>Runs a host and traces it.</summary>
    /// <param name="host">The host, not yet run.</param>
    /// <param name="run">Runs it.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    internal void Record(SimulatedHost host, Action run)
    {
        var unfinished = Path + Unfinished;
        try
        {
            using (var file = new FileStream(unfinished, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
            using (var output = IsCompressed(Path) ? new GZipStream(file, CompressionLevel.Fastest) : (Stream)file)
            using (var trace = new RunTrace(Selection, output, Facts))
            {
                host.Record(trace);
                run();
                Summary = trace.Finish(host.Calendar.Now);
            }

            File.Move(unfinished, Path, overwrite: true);
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

    private static bool IsCompressed(string path) => path.EndsWith(".gz", StringComparison.Ordinal);
}
