using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Sim.Core.Diagnostics;

namespace Sim.Core.Tracing;

/// <summary>The tracks of a trace with their constant texts, and which of them are kept.</summary>
internal sealed class TraceTable(ImmutableArray<string> patterns)
{
    /// <summary>Thread ids start here, so that no thread is taken for its process.</summary>
    private const int FirstThread = 100_000;

    private readonly List<(string Name, bool IsShown)> _processes = [];
    private readonly List<(int Process, string Name)> _threads = [];
    private readonly Dictionary<string, int> _nameIds = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _objects = new(StringComparer.Ordinal);

    /// <summary>By name id; id 0 is no name.</summary>
    public List<byte[]> Names { get; } = [[]];

    /// <summary>By thread: <c>"pid":1,"tid":2,"ts":</c>.</summary>
    public List<byte[]> Threads { get; } = [];

    /// <summary>By thread: what comes before a state's value, or nothing.</summary>
    public List<byte[]> ThreadValues { get; } = [];

    /// <summary>By counter: all up to the time.</summary>
    public List<byte[]> Counters { get; } = [];

    /// <summary>By source of operations.</summary>
    public List<TraceSource> Sources { get; } = [];

    public IEnumerable<string> Objects => _objects;

    public IEnumerable<string> Unmatched => patterns.Where(pattern => !_objects.Any(name => ObjectPattern.Picks(pattern, name)));

    public int Name(string text)
    {
        if (_nameIds.TryGetValue(text, out var id)) return id;
        id = Names.Count;
        Names.Add(Escaped(text));
        _nameIds[text] = id;
        return id;
    }

    public int Process(string name)
    {
        _processes.Add((name, false));
        return _processes.Count;
    }

    public int Thread(int process, string name, string valueKey)
    {
        if (!Keeps(process, name)) return -1;
        var number = Threads.Count;
        Threads.Add(Bytes($"\"pid\":{process},\"tid\":{FirstThread + number},\"ts\":"));
        ThreadValues.Add(valueKey.Length > 0 ? Bytes($",\"args\":{{\"{valueKey}\":") : []);
        _threads.Add((process, name));
        return number;
    }

    public int Counter(int process, string owner, string name, string series)
    {
        if (!Keeps(process, owner)) return -1;
        Counters.Add(Bytes($"{{\"ph\":\"C\",\"name\":\"{JsonEncodedText.Encode(name)}\",\"args\":{{\"{series}\":"));
        CounterTails.Add(Bytes($"}},\"pid\":{process},\"ts\":"));
        return Counters.Count - 1;
    }

    /// <summary>By counter: what stands between the value and the time.</summary>
    public List<byte[]> CounterTails { get; } = [];

    public int Source(int process, string owner, string category, TraceKeys keys)
    {
        if (!Keeps(process, owner)) return -1;
        Sources.Add(new TraceSource(
            Bytes($"\"cat\":\"{category}\",\"pid\":{process},\"ts\":"), Key(keys.Value), Key(keys.Extra), Key(keys.Parent)));
        return Sources.Count - 1;
    }

    /// <summary>The longest event that may be written, bytes, with room to spare for its fixed words.</summary>
    public int LongestEvent => 640 + (2 * Names.Max(name => name.Length)) + (Counters.Count > 0 ? Counters.Max(counter => counter.Length) : 0);

    /// <summary>The events that name processes and threads, one a line, each followed by a comma.</summary>
    public byte[] Metadata()
    {
        var text = new StringBuilder();
        for (var process = 1; process <= _processes.Count; process++)
        {
            var (name, isShown) = _processes[process - 1];
            if (!isShown) continue;
            text.Append(CultureInfo.InvariantCulture, $"{{\"ph\":\"M\",\"name\":\"process_name\",\"pid\":{process},\"args\":{{\"name\":\"{JsonEncodedText.Encode(name)}\"}}}},\n");
            text.Append(CultureInfo.InvariantCulture, $"{{\"ph\":\"M\",\"name\":\"process_sort_index\",\"pid\":{process},\"args\":{{\"sort_index\":{process}}}}},\n");
        }

        for (var thread = 0; thread < _threads.Count; thread++)
        {
            var (process, name) = _threads[thread];
            var ids = string.Create(CultureInfo.InvariantCulture, $"\"pid\":{process},\"tid\":{FirstThread + thread}");
            text.Append(CultureInfo.InvariantCulture, $"{{\"ph\":\"M\",\"name\":\"thread_name\",{ids},\"args\":{{\"name\":\"{JsonEncodedText.Encode(name)}\"}}}},\n");
            text.Append(CultureInfo.InvariantCulture, $"{{\"ph\":\"M\",\"name\":\"thread_sort_index\",{ids},\"args\":{{\"sort_index\":{thread}}}}},\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private bool Keeps(int process, string owner)
    {
        Check.That(process > 0 && process <= _processes.Count, "no such process in the trace");
        _objects.Add(owner);
        if (patterns.Length > 0 && !patterns.Any(pattern => ObjectPattern.Picks(pattern, owner))) return false;
        _processes[process - 1] = _processes[process - 1] with { IsShown = true };
        return true;
    }

    private static byte[] Key(string key) => key.Length > 0 ? Bytes($"\"{key}\":") : [];

    private static byte[] Escaped(string text) => JsonEncodedText.Encode(text).EncodedUtf8Bytes.ToArray();

    private static byte[] Bytes(FormattableString text) => Encoding.UTF8.GetBytes(FormattableString.Invariant(text));
}
