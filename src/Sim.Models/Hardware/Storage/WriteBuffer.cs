using Sim.Core.Collections;
using Sim.Core.Events;
using Sim.Core.Statistics;
using Sim.Core.Time;

namespace Sim.Models.Hardware.Storage;

/// <summary>The controller's memory for acknowledged writes, emptied at program bandwidth over write amplification.</summary>
/// <remarks>
/// A program starts when a whole program unit has gathered, or sooner when a write waits for room or a flush waits. Writes are admitted in
/// order; one larger than the room left takes the room as it comes free.
/// </remarks>
internal sealed class WriteBuffer : IEventTarget
{
    private readonly EventCalendar _calendar;
    private readonly FlashArray _flash;
    private readonly NvmeDevice _controller;
    private readonly RingQueue<(int Command, int Bytes)> _waiting = new();
    private readonly RingQueue<(int Command, long Until)> _flushes = new();
    private readonly long _capacity;
    private readonly long _hostBytesPerProgram;
    private readonly double _secondsPerHostByte;
    private long _admitted;
    private long _programmed;
    private bool _programming;

    public WriteBuffer(EventCalendar calendar, NvmeParameters parameters, FlashArray flash, NvmeDevice controller)
    {
        _calendar = calendar;
        _flash = flash;
        _controller = controller;
        _capacity = parameters.WriteBuffer;
        _hostBytesPerProgram = (long)(parameters.ProgramUnit / parameters.EffectiveWriteAmplification);
        _secondsPerHostByte = parameters.EffectiveWriteAmplification / parameters.ProgramBandwidth;
    }

    public TimeWeighted Bytes { get; } = new();

    private long Buffered => _admitted - _programmed;

    public void Write(int command, int bytes)
    {
        _waiting.Enqueue((command, bytes));
        Advance();
    }

    /// <summary>The controller hears when everything admitted so far is programmed.</summary>
    public void Flush(int command)
    {
        _flushes.Enqueue((command, _admitted));
        Advance();
    }

    public void OnEvent(in EventAction action)
    {
        _programming = false;
        _programmed += action.Arg;
        Advance();
    }

    private void Advance()
    {
        while (_waiting.Count > 0 && Buffered < _capacity)
        {
            _waiting.TryDequeue(out var head);
            var taken = (int)Math.Min(head.Bytes, _capacity - Buffered);
            _admitted += taken;
            if (taken == head.Bytes) _controller.OnWriteBuffered(head.Command);
            else _waiting.PutBack((head.Command, head.Bytes - taken));
        }

        while (_flushes.Count > 0 && _flushes.Peek().Until <= _programmed)
        {
            _flushes.TryDequeue(out var flush);
            _controller.OnFlushed(flush.Command);
        }

        Bytes.Set(_calendar.Now, Buffered);
        StartProgram();
    }

    private void StartProgram()
    {
        if (_programming || Buffered == 0) return;
        if (Buffered < _hostBytesPerProgram && _waiting.Count == 0 && _flushes.Count == 0) return;
        _programming = true;
        var bytes = Math.Min(Buffered, _hostBytesPerProgram);
        _calendar.Schedule(SimDuration.FromSeconds(bytes * _secondsPerHostByte), new EventAction(this, Kind: 0, Index: 0, bytes));
        _flash.BlockForProgram();
    }
}
