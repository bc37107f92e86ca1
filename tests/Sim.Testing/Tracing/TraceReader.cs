using System.Globalization;
using System.Text.Json;

namespace Sim.Testing.Tracing;

/// <summary>Reads the Trace Event Format and insists on every rule that viewers silently forgive.</summary>
/// <remarks>
/// Rules: keys of the file in the order that Perfetto's tokenizer needs; times are microseconds with at most six decimals and never go
/// back; each thread begins and ends alternately; async events nest by (category, id), end by the name they began with, and an id is used
/// once; flows begin with s, end with f if at all, and are bound to an open slice; every process and thread is named once.
/// Source: Trace Event Format (Google document 1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU); json_trace_parser_impl.cc of Perfetto.
/// </remarks>
public sealed class TraceReader
{
    private readonly Dictionary<int, string> _processes = [];
    private readonly Dictionary<int, string> _threads = [];
    private readonly Dictionary<int, (string Name, long From, Dictionary<string, string> Numbers)> _open = [];
    private readonly Dictionary<string, Stack<(string Name, long From, Dictionary<string, string> Numbers)>> _nested = [];
    private readonly Dictionary<string, List<TraceSlice>> _stages = [];
    private readonly HashSet<string> _ids = [];
    private readonly Dictionary<string, List<TraceSlice>> _slices = [];
    private readonly Dictionary<string, List<(long Time, long Value)>> _counters = [];
    private readonly Dictionary<string, List<TraceStep>> _flows = [];
    private readonly List<TraceOperation> _operations = [];
    private long _now;

    private TraceReader()
    {
    }

    /// <summary>Names of processes.</summary>
    public IReadOnlyCollection<string> Processes => _processes.Values;

    /// <summary>Slices of each thread by its name; a thread without slices has an empty list.</summary>
    public IReadOnlyDictionary<string, List<TraceSlice>> Threads => _slices;

    /// <summary>Values of each counter by <c>process: name</c>.</summary>
    public IReadOnlyDictionary<string, List<(long Time, long Value)>> Counters => _counters;

    /// <summary>Async slices in the order of their ends.</summary>
    public IReadOnlyList<TraceOperation> Operations => _operations;

    /// <summary>Arrows by id.</summary>
    public IReadOnlyDictionary<string, List<TraceStep>> Flows => _flows;

    /// <summary>Events, metadata not counted.</summary>
    public int Events { get; private set; }

    /// <summary>What the file says about the run.</summary>
    public Dictionary<string, string> Facts { get; } = [];

    /// <summary>Reads a whole file.</summary>
    /// <exception cref="FormatException">Some rule does not hold.</exception>
    public static TraceReader Read(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        var keys = document.RootElement.EnumerateObject().Select(property => property.Name);
        Demand(keys.SequenceEqual(["displayTimeUnit", "traceEvents", "otherData"]), "keys of the file");
        Demand(document.RootElement.GetProperty("displayTimeUnit").GetString() is "ns" or "ms", "displayTimeUnit");
        var reader = new TraceReader();
        foreach (var entry in document.RootElement.GetProperty("traceEvents").EnumerateArray()) reader.Take(entry);
        Demand(reader._open.Count == 0, $"slices left open: {string.Join(", ", reader._open.Values)}");
        Demand(reader._nested.Count == 0, $"operations left open: {string.Join(", ", reader._nested.Keys)}");
        foreach (var fact in document.RootElement.GetProperty("otherData").EnumerateObject()) reader.Facts.Add(fact.Name, fact.Value.GetString()!);
        return reader;
    }

    private void Take(JsonElement entry)
    {
        var phase = Text(entry, "ph");
        if (phase == "M")
        {
            TakeName(entry);
            return;
        }

        Events++;
        var time = Picoseconds(entry.GetProperty("ts"));
        Demand(time >= _now, $"time goes back: {entry}");
        _now = time;
        Demand(_processes.ContainsKey(Number(entry, "pid")), $"unnamed process: {entry}");
        switch (phase)
        {
            case "B":
            case "E":
                TakeSlice(entry, phase == "B");
                break;
            case "b":
            case "e":
                TakeOperation(entry, phase == "b");
                break;
            case "C":
                var value = entry.GetProperty("args").EnumerateObject().Single();
                var counter = $"{_processes[Number(entry, "pid")]}: {Text(entry, "name")}";
                if (!_counters.TryGetValue(counter, out var values)) _counters[counter] = values = [];
                values.Add((time, value.Value.GetInt64()));
                break;
            case "s":
            case "t":
            case "f":
                TakeFlow(entry, phase[0]);
                break;
            default:
                throw new FormatException($"phase '{phase}'");
        }
    }

    private void TakeName(JsonElement entry)
    {
        var args = entry.GetProperty("args");
        switch (Text(entry, "name"))
        {
            case "process_name":
                Demand(_processes.TryAdd(Number(entry, "pid"), Text(args, "name")), $"process named twice: {entry}");
                break;
            case "thread_name":
                Demand(_processes.ContainsKey(Number(entry, "pid")), $"thread of an unnamed process: {entry}");
                Demand(_threads.TryAdd(Number(entry, "tid"), Text(args, "name")), $"thread named twice: {entry}");
                Demand(_slices.TryAdd(Text(args, "name"), []), $"two threads of one name: {entry}");
                break;
            case "process_sort_index":
            case "thread_sort_index":
                Demand(args.GetProperty("sort_index").TryGetInt32(out _), $"sort index: {entry}");
                break;
            default:
                throw new FormatException($"metadata: {entry}");
        }
    }

    private void TakeSlice(JsonElement entry, bool begins)
    {
        var thread = Number(entry, "tid");
        Demand(_threads.ContainsKey(thread), $"unnamed thread: {entry}");
        if (begins)
        {
            Demand(_open.TryAdd(thread, (Text(entry, "name"), _now, Numbers(entry))), $"begins inside another state: {entry}");
            return;
        }

        Demand(_open.Remove(thread, out var open), $"ends what has not begun: {entry}");
        _slices[_threads[thread]].Add(new TraceSlice(open.Name, open.From, _now, open.Numbers));
    }

    private void TakeOperation(JsonElement entry, bool begins)
    {
        var (category, id, name) = (Text(entry, "cat"), Text(entry, "id"), Text(entry, "name"));
        var key = category + id;
        if (begins)
        {
            if (!_nested.TryGetValue(key, out var begun))
            {
                Demand(_ids.Add(id), $"id used twice: {entry}");
                _nested[key] = begun = new();
                _stages[key] = [];
            }

            Demand(begun.Count < 2, $"stage inside a stage: {entry}");
            begun.Push((name, _now, Numbers(entry)));
            return;
        }

        Demand(_nested.TryGetValue(key, out var stack), $"ends what has not begun: {entry}");
        var (openName, from, numbers) = stack!.Pop();
        Demand(openName == name, $"ends '{openName}' by another name: {entry}");
        var slice = new TraceSlice(name, from, _now, numbers);
        if (stack.Count > 0)
        {
            _stages[key].Add(slice);
            return;
        }

        _nested.Remove(key);
        _stages.Remove(key, out var stages);
        _operations.Add(new TraceOperation(id, category, _processes[Number(entry, "pid")], slice, stages!));
    }

    private void TakeFlow(JsonElement entry, char phase)
    {
        var (id, thread) = (Text(entry, "id"), Number(entry, "tid"));
        Demand(Text(entry, "name") == "path" && Text(entry, "cat") == "path", $"flows are matched by name and category: {entry}");
        Demand(_open.ContainsKey(thread), $"an arrow bound to nothing: {entry}");
        var isNew = !_flows.TryGetValue(id, out var steps);
        Demand(isNew == (phase == 's'), $"s begins a flow and nothing else does: {entry}");
        if (isNew) _flows[id] = steps = [];
        Demand(isNew || steps![^1].Phase != 'f', $"a step after the end: {entry}");
        Demand(phase != 'f' || Text(entry, "bp") == "e", $"f binds to the next slice without bp: {entry}");
        steps!.Add(new TraceStep(phase, _threads[thread], _now));
    }

    private static Dictionary<string, string> Numbers(JsonElement entry) => entry.TryGetProperty("args", out var args)
        ? args.EnumerateObject().ToDictionary(number => number.Name, number => number.Value.ToString(), StringComparer.Ordinal)
        : [];

    private static long Picoseconds(JsonElement time)
    {
        var text = time.GetRawText();
        Demand(text.Length - 1 - (text.IndexOf('.') is >= 0 and var point ? point : text.Length - 1) <= 6, $"more than six decimals: {text}");
        // Decimal holds 28 digits: exact.
        return (long)(decimal.Parse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture) * 1_000_000m);
    }

    private static string Text(JsonElement entry, string key) => entry.GetProperty(key).GetString()!;

    private static int Number(JsonElement entry, string key) => entry.GetProperty(key).GetInt32();

    private static void Demand(bool holds, string rule)
    {
        if (!holds) throw new FormatException(rule);
    }
}
