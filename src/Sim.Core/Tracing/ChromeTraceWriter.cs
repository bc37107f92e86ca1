using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Sim.Core.Time;

namespace Sim.Core.Tracing;

/// <summary>Turns records into the Trace Event Format, one event a line, in the order of time.</summary>
/// <remarks>
/// Keeps what it has begun, so that it can end it where the window or the size limit ends the trace: begin and end always balance.
/// Times are microseconds with up to six decimals, which is every picosecond. The order of the keys of the file matters to Perfetto, which
/// stops reading at a key it does not know.
/// </remarks>
internal sealed class ChromeTraceWriter
{
    private const int BufferBytes = 1 << 16;

    /// <summary>The end of the file with the facts of a run.</summary>
    private const int TailBytes = 4096;

    private readonly TraceTable _table;
    private readonly Stream _output;
    private readonly long _mostBytes;
    private readonly KeyValuePair<string, string>[] _facts;
    private byte[] _buffer = [];
    private int[] _states = [];
    private OpenOperation[] _operations = new OpenOperation[256];
    private int _operationsUsed;
    private long _open;
    private int _longestEvent;
    private int _filled;
    private long _flushed;
    private bool _hasEvents;

    public ChromeTraceWriter(TraceTable table, Stream output, long mostBytes, IEnumerable<KeyValuePair<string, string>> facts) =>
        (_table, _output, _mostBytes, _facts) = (table, output, mostBytes, [.. facts]);

    public long Events { get; private set; }

    public long Bytes => _flushed + _filled;

    /// <returns>The time of the first record that found no room, everything closed at that time; -1 when all are written.</returns>
    public long Write(ReadOnlySpan<TraceRecord> records)
    {
        if (_buffer.Length == 0) Start();
        foreach (ref readonly var record in records)
        {
            // What is open must still find room to be closed: a state or operation with its stage.
            if (Bytes + ((_open + 3) * _longestEvent) + TailBytes > _mostBytes)
            {
                CloseAll(record.Time);
                return record.Time;
            }

            Write(in record);
        }

        return -1;
    }

    public void CloseAll(long time)
    {
        if (_buffer.Length == 0) Start();
        for (var slot = 0; slot < _operationsUsed; slot++)
        {
            if (_operations[slot].Id != 0) EndOperation(slot, time);
        }

        for (var thread = 0; thread < _states.Length; thread++) EndState(thread, time);
    }

    public void End(long? cutAt)
    {
        if (_buffer.Length == 0) Start();
        var tail = new StringBuilder("\n],\"otherData\":{");
        foreach (var (name, value) in _facts) tail.Append(CultureInfo.InvariantCulture, $"\"{JsonEncodedText.Encode(name)}\":\"{JsonEncodedText.Encode(value)}\",");
        if (cutAt is { } time) tail.Append(CultureInfo.InvariantCulture, $"\"cutAt\":\"{new SimTime(time)}\",");
        tail.Append("\"timeUnit\":\"us, simulated\"}}\n");
        Flush();
        var bytes = Encoding.UTF8.GetBytes(tail.ToString());
        _output.Write(bytes);
        _flushed += bytes.Length;
        _output.Flush();
    }

    private void Start()
    {
        _longestEvent = _table.LongestEvent;
        _buffer = new byte[BufferBytes + (3 * _longestEvent)];
        _states = new int[_table.Threads.Count];
        _output.Write(RunTrace.Head);
        var metadata = _table.Metadata();
        // The comma after the last name belongs to the first event, which may never come.
        var length = metadata.Length > 0 ? metadata.Length - 2 : 0;
        _output.Write(metadata.AsSpan(0, length));
        _hasEvents = length > 0;
        _flushed = RunTrace.Head.Length + length;
    }

    private void Write(in TraceRecord record)
    {
        switch (record.Kind)
        {
            case TraceRecordKind.State:
                EndState(record.Track, record.Time);
                if (record.Name != 0) BeginState(in record);
                break;
            case TraceRecordKind.Count:
                Next();
                Put(_table.Counters[record.Track]);
                Put(record.Id);
                Put(_table.CounterTails[record.Track]);
                PutTime(record.Time);
                Put("}"u8);
                break;
            case TraceRecordKind.Begin:
                BeginOperation(in record);
                break;
            case TraceRecordKind.Stage:
                ref var operation = ref _operations[record.Slot];
                if (operation.Stage != 0) PutOperation("e"u8, in operation, operation.Stage, record.Time);
                operation.Stage = record.Name;
                PutOperation("b"u8, in operation, operation.Stage, record.Time);
                break;
            case TraceRecordKind.End:
                EndOperation(record.Slot, record.Time);
                break;
            default:
                PutHop(in record);
                break;
        }

        if (_filled >= BufferBytes) Flush();
    }

    private void BeginState(in TraceRecord record)
    {
        _states[record.Track] = record.Name;
        _open++;
        Next();
        Put("{\"ph\":\"B\",\"name\":\""u8);
        Put(_table.Names[record.Name]);
        Put("\","u8);
        Put(_table.Threads[record.Track]);
        PutTime(record.Time);
        var key = _table.ThreadValues[record.Track];
        if (key.Length > 0 && record.Value >= 0)
        {
            Put(key);
            Put(record.Value);
            Put("}"u8);
        }

        Put("}"u8);
    }

    private void EndState(int thread, long time)
    {
        if (_states[thread] == 0) return;
        _states[thread] = 0;
        _open--;
        Next();
        Put("{\"ph\":\"E\","u8);
        Put(_table.Threads[thread]);
        PutTime(time);
        Put("}"u8);
        if (_filled >= BufferBytes) Flush();
    }

    private void BeginOperation(in TraceRecord record)
    {
        if (record.Slot >= _operations.Length) Array.Resize(ref _operations, Math.Max(record.Slot + 1, 2 * _operations.Length));
        _operationsUsed = Math.Max(_operationsUsed, record.Slot + 1);
        ref var operation = ref _operations[record.Slot];
        operation = new OpenOperation { Id = record.Id, Source = record.Track, Name = record.Name };
        _open += 2;
        var source = _table.Sources[record.Track];
        PutOperation("b"u8, in operation, record.Name, record.Time, isWhole: false);
        var separator = ",\"args\":{"u8;
        if (source.ValueKey.Length > 0)
        {
            Put(separator);
            Put(source.ValueKey);
            Put(record.Value);
            separator = ","u8;
        }

        if (source.ExtraKey.Length > 0)
        {
            Put(separator);
            Put(source.ExtraKey);
            Put(record.Extra);
            separator = ","u8;
        }

        if (source.ParentKey.Length > 0 && record.Parent != 0)
        {
            Put(separator);
            Put(source.ParentKey);
            PutId(record.Parent);
            separator = ","u8;
        }

        Put(separator.Length == 1 ? "}}"u8 : "}"u8);
    }

    private void EndOperation(int slot, long time)
    {
        ref var operation = ref _operations[slot];
        if (operation.Stage != 0) PutOperation("e"u8, in operation, operation.Stage, time);
        PutOperation("e"u8, in operation, operation.Name, time);
        operation = default;
        _open -= 2;
        if (_filled >= BufferBytes) Flush();
    }

    private void PutOperation(ReadOnlySpan<byte> phase, in OpenOperation operation, int name, long time, bool isWhole = true)
    {
        Next();
        Put("{\"ph\":\""u8);
        Put(phase);
        Put("\",\"name\":\""u8);
        Put(_table.Names[name]);
        Put("\",\"id\":"u8);
        PutId(operation.Id);
        Put(","u8);
        Put(_table.Sources[operation.Source].Place);
        PutTime(time);
        if (isWhole) Put("}"u8);
    }

    private void PutHop(in TraceRecord record)
    {
        ref var operation = ref _operations[record.Slot];
        var isLast = record.Kind == TraceRecordKind.LastHop;
        // An arrow has two ends: a last hop that is the first inside the window draws none.
        if (operation.FlowIsOver || (isLast && !operation.HasFlow))
        {
            operation.FlowIsOver = true;
            return;
        }

        Next();
        Put("{\"ph\":\""u8);
        Put(!operation.HasFlow ? "s"u8 : isLast ? "f\",\"bp\":\"e"u8 : "t"u8);
        Put("\",\"name\":\"path\",\"cat\":\"path\",\"id\":"u8);
        PutId(operation.Id);
        Put(","u8);
        Put(_table.Threads[record.Track]);
        PutTime(record.Time);
        Put("}"u8);
        operation.HasFlow = true;
        operation.FlowIsOver = isLast;
    }

    private void Next()
    {
        if (_hasEvents) Put(",\n"u8);
        _hasEvents = true;
        Events++;
    }

    private void Put(ReadOnlySpan<byte> text)
    {
        text.CopyTo(_buffer.AsSpan(_filled));
        _filled += text.Length;
    }

    private void Put(long number)
    {
        Utf8Formatter.TryFormat(number, _buffer.AsSpan(_filled), out var written);
        _filled += written;
    }

    private void PutId(long id)
    {
        Put("\"0x"u8);
        Utf8Formatter.TryFormat(id, _buffer.AsSpan(_filled), out var written, new System.Buffers.StandardFormat('x'));
        _filled += written;
        Put("\""u8);
    }

    private void PutTime(long picoseconds)
    {
        var (whole, part) = Math.DivRem(picoseconds, SimDuration.PerMicrosecond);
        Put(whole);
        if (part == 0) return;
        _buffer[_filled++] = (byte)'.';
        for (var unit = SimDuration.PerMicrosecond / 10; part > 0; unit /= 10)
        {
            var (digit, rest) = Math.DivRem(part, unit);
            _buffer[_filled++] = (byte)('0' + digit);
            part = rest;
        }
    }

    private void Flush()
    {
        _output.Write(_buffer.AsSpan(0, _filled));
        _flushed += _filled;
        _filled = 0;
    }

    private struct OpenOperation
    {
        public long Id;
        public int Source;
        public int Name;
        public int Stage;
        public bool HasFlow;
        public bool FlowIsOver;
    }
}
