using System.Buffers;
using Sim.Core.Diagnostics;
using Sim.Core.Time;

namespace Sim.Core.Tracing;

/// <summary>Records what happens in a run and writes it as Chrome trace events: states of threads, counters, and operations with their stages.</summary>
/// <remarks>
/// A component registers its tracks once and gets their numbers, -1 for a track that was not asked for; after that a record is 48 bytes in a
/// chunk, and a full chunk is written out. Nothing is allocated once every number in use has been seen. What is under way when the
/// window opens begins with the window, what is under way when it closes ends with it. Records come in the order of time.
/// Page: docs/tracing.md.
/// </remarks>
public sealed class RunTrace : IDisposable
{
    private const int ChunkRecords = 4096;

    private readonly long _from;
    private readonly long _to;
    private readonly TraceTable _table;
    private readonly ChromeTraceWriter _writer;
    private readonly TraceRecord[] _chunk = ArrayPool<TraceRecord>.Shared.Rent(ChunkRecords);
    private (int Name, int Value)[] _states = [];
    private (bool IsKnown, long Value)[] _counts = [];
    private Operation[] _operations = new Operation[256];
    private int[] _free = new int[256];
    private int _freeCount;
    private int _used;
    private int _recorded;
    private long _lastId;
    private Phase _phase = Phase.Before;
    private long? _cutAt;
    private bool _isDisposed;

    /// <summary>An empty trace.</summary>
    /// <param name="selection">What to keep.</param>
    /// <param name="output">Where the JSON text goes; the caller's to close.</param>
    /// <param name="facts">Name and value of what a reader should know about the run; kept at the end of the file.</param>
    public RunTrace(TraceSelection selection, Stream output, IEnumerable<KeyValuePair<string, string>> facts)
    {
        Check.That(selection.From < selection.To, "a trace's window ends before it begins");
        (_from, _to) = (selection.From.Picoseconds, selection.To.Picoseconds);
        _table = new TraceTable(selection.Objects);
        _writer = new ChromeTraceWriter(_table, output, selection.MostBytes, facts);
    }

    private enum Phase
    {
        Before,
        Open,
        Closed,
    }

    /// <summary>What every file begins with.</summary>
    public static ReadOnlySpan<byte> Head => "{\"displayTimeUnit\":\"ns\",\"traceEvents\":[\n"u8;

    /// <summary>Every object that offered a track, kept or not, in the order of names.</summary>
    public IEnumerable<string> Objects => _table.Objects;

    /// <summary>Patterns of the selection that pick no object.</summary>
    public IEnumerable<string> UnmatchedPatterns => _table.Unmatched;

    /// <summary>Interns a text that states, operations and stages are called by.</summary>
    public int Name(string text) => _table.Name(text);

    /// <summary>Registers a group of tracks; viewers show groups in this order and call them processes.</summary>
    public int Process(string name) => _table.Process(name);

    /// <summary>Registers a thread: a track that is in one state at a time.</summary>
    /// <param name="process">Its group.</param>
    /// <param name="name">The object, e.g. <c>web3/vcpu0</c>.</param>
    /// <param name="valueKey">What the number that comes with a state means, e.g. <c>pcpu</c>; empty when there is none.</param>
    /// <returns>Its number, or -1.</returns>
    public int Thread(int process, string name, string valueKey = "")
    {
        var thread = _table.Thread(process, name, valueKey);
        if (thread >= _states.Length) Array.Resize(ref _states, Math.Max(64, 2 * _states.Length));
        return thread;
    }

    /// <summary>Registers a counter.</summary>
    /// <param name="process">Its group.</param>
    /// <param name="owner">The object it belongs to.</param>
    /// <param name="name">Its name, unique in the group.</param>
    /// <param name="series">What is counted.</param>
    /// <returns>Its number, or -1.</returns>
    public int Counter(int process, string owner, string name, string series)
    {
        var counter = _table.Counter(process, owner, name, series);
        if (counter >= _counts.Length) Array.Resize(ref _counts, Math.Max(64, 2 * _counts.Length));
        return counter;
    }

    /// <summary>Registers a source of operations that overlap: requests, commands.</summary>
    /// <param name="process">Its group.</param>
    /// <param name="owner">The object it belongs to.</param>
    /// <param name="category">What kind of operations.</param>
    /// <param name="keys">What their numbers are called.</param>
    public AsyncTrace Operations(int process, string owner, string category, TraceKeys keys) =>
        new(this, _table.Source(process, owner, category, keys));

    /// <summary>A thread enters a state.</summary>
    /// <param name="thread">The thread, or -1.</param>
    /// <param name="name">The state's name, or 0 for none.</param>
    /// <param name="now">The present instant.</param>
    /// <param name="value">The number that comes with it, or -1.</param>
    public void Enter(int thread, int name, SimTime now, int value = -1)
    {
        if (thread < 0 || _phase == Phase.Closed) return;
        var isOpen = IsOpen(now.Picoseconds);
        _states[thread] = (name, value);
        if (isOpen) Append(new TraceRecord { Kind = TraceRecordKind.State, Time = now.Picoseconds, Track = thread, Name = name, Value = value });
    }

    /// <summary>A counter has a new value.</summary>
    /// <param name="counter">The counter, or -1.</param>
    /// <param name="value">The value.</param>
    /// <param name="now">The present instant.</param>
    public void Count(int counter, long value, SimTime now)
    {
        if (counter < 0 || _phase == Phase.Closed) return;
        var isOpen = IsOpen(now.Picoseconds);
        _counts[counter] = (true, value);
        if (isOpen) Append(new TraceRecord { Kind = TraceRecordKind.Count, Time = now.Picoseconds, Track = counter, Id = value });
    }

    /// <summary>Writes what is left and closes everything that is open.</summary>
    /// <param name="end">The end of the run.</param>
    public TraceSummary Finish(SimTime end)
    {
        if (_phase != Phase.Closed)
        {
            if (_phase == Phase.Before) Open();
            Close(Math.Min(end.Picoseconds, _to));
        }

        _writer.End(_cutAt);
        return new TraceSummary(_writer.Events, _writer.Bytes, _cutAt is { } time ? new SimTime(time) : null);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        ArrayPool<TraceRecord>.Shared.Return(_chunk);
    }

    internal int Begin(int source, int name, SimTime now, int value, int extra, long parent)
    {
        if (source < 0 || _phase == Phase.Closed) return -1;
        var isOpen = IsOpen(now.Picoseconds);
        var slot = _freeCount > 0 ? _free[--_freeCount] : _used++;
        if (slot == _operations.Length)
        {
            Array.Resize(ref _operations, 2 * slot);
            Array.Resize(ref _free, 2 * slot);
        }

        _operations[slot] = new Operation(++_lastId, source, name, value, extra, parent);
        if (isOpen) AppendBegin(slot, now.Picoseconds);
        return slot;
    }

    internal void Stage(int slot, int name, SimTime now)
    {
        if (_phase == Phase.Closed) return;
        var isOpen = IsOpen(now.Picoseconds);
        _operations[slot].Stage = name;
        if (isOpen) Append(new TraceRecord { Kind = TraceRecordKind.Stage, Time = now.Picoseconds, Slot = slot, Name = name });
    }

    internal void End(int slot, SimTime now)
    {
        if (_phase == Phase.Closed) return;
        if (IsOpen(now.Picoseconds)) Append(new TraceRecord { Kind = TraceRecordKind.End, Time = now.Picoseconds, Slot = slot });
        _operations[slot] = default;
        _free[_freeCount++] = slot;
    }

    internal void Hop(int slot, int thread, bool isLast, SimTime now)
    {
        if (thread < 0 || _phase == Phase.Closed || !IsOpen(now.Picoseconds)) return;
        Append(new TraceRecord
        {
            Kind = isLast ? TraceRecordKind.LastHop : TraceRecordKind.Hop, Time = now.Picoseconds, Slot = slot, Track = thread,
        });
    }

    internal long IdOf(int slot) => _operations[slot].Id;

    private bool IsOpen(long now)
    {
        if (now < _from) return false;
        if (_phase == Phase.Before) Open();
        if (now >= _to && _phase == Phase.Open) Close(_to);
        return _phase == Phase.Open;
    }

    private void Open()
    {
        _phase = Phase.Open;
        for (var thread = 0; thread < _table.Threads.Count && _phase == Phase.Open; thread++)
        {
            var (name, value) = _states[thread];
            if (name != 0) Append(new TraceRecord { Kind = TraceRecordKind.State, Time = _from, Track = thread, Name = name, Value = value });
        }

        for (var counter = 0; counter < _table.Counters.Count && _phase == Phase.Open; counter++)
        {
            var (isKnown, value) = _counts[counter];
            if (isKnown) Append(new TraceRecord { Kind = TraceRecordKind.Count, Time = _from, Track = counter, Id = value });
        }

        for (var slot = 0; slot < _used && _phase == Phase.Open; slot++)
        {
            if (_operations[slot].Id == 0) continue;
            AppendBegin(slot, _from);
            if (_operations[slot].Stage is not 0 and var stage) Append(new TraceRecord { Kind = TraceRecordKind.Stage, Time = _from, Slot = slot, Name = stage });
        }
    }

    private void Close(long time)
    {
        Spill();
        if (_phase == Phase.Open) _writer.CloseAll(time);
        _phase = Phase.Closed;
    }

    private void AppendBegin(int slot, long time)
    {
        ref readonly var operation = ref _operations[slot];
        Append(new TraceRecord
        {
            Kind = TraceRecordKind.Begin, Time = time, Slot = slot, Id = operation.Id, Parent = operation.Parent, Track = operation.Source,
            Name = operation.Name, Value = operation.Value, Extra = operation.Extra,
        });
    }

    private void Append(in TraceRecord record)
    {
        _chunk[_recorded++] = record;
        if (_recorded == ChunkRecords) Spill();
    }

    private void Spill()
    {
        var cut = _writer.Write(_chunk.AsSpan(0, _recorded));
        _recorded = 0;
        if (cut < 0) return;
        _cutAt = cut;
        _phase = Phase.Closed;
    }

    private struct Operation(long id, int source, int name, int value, int extra, long parent)
    {
        public readonly long Id = id;
        public readonly long Parent = parent;
        public readonly int Source = source;
        public readonly int Name = name;
        public readonly int Value = value;
        public readonly int Extra = extra;
        public int Stage;
    }
}
