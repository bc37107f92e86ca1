using Sim.Core.Collections;
using Sim.Core.Events;
using Sim.Core.Statistics;
using Sim.Core.Time;

namespace Sim.Models.Hardware.Storage;

/// <summary>The controller's memory for acknowledged writes, and the stream of programs that empties it.</summary>
/// <remarks>
/// Programs for the host and moves of cleaning go to the units one after the other at program bandwidth (channels, parity and power of the drive), and
/// then hold their unit. A host program starts when a whole program unit has gathered, or sooner when a write waits for room that no program will
/// bring, or a flush waits. Room comes free when the unit has programmed the data. Writes are admitted in order; one larger than the room left
/// takes the room as it comes free. A flush holds later programs back until those before it are done. Source: network-and-storage 1.4. Page: docs/models/nvme.md.
/// </remarks>
internal sealed class WriteBuffer : IEventTarget
{
    private const int Move = -1;

    private readonly EventCalendar _calendar;
    private readonly FlashArray _flash;
    private readonly FlashSpace? _space;
    private readonly NvmeParameters _parameters;
    private readonly NvmeDevice _controller;
    private readonly RingQueue<(int Command, int Bytes)> _waiting = new();
    private readonly RingQueue<(int Command, long Until)> _flushes = new();
    private long _admitted;
    private long _issued;
    private long _programmed;
    private double _moveShare;
    private int _moving;
    private bool _sending;

    public WriteBuffer(EventCalendar calendar, NvmeParameters parameters, FlashArray flash, FlashSpace? space, NvmeDevice controller)
    {
        (_calendar, _parameters, _flash, _space, _controller) = (calendar, parameters, flash, space, controller);
        flash.Buffer = this;
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

    /// <summary>A program left the controller for its unit.</summary>
    public void OnEvent(in EventAction action)
    {
        _sending = false;
        var bytes = (int)action.Arg;
        if (bytes == Move) _flash.Move(_moveShare);
        else _flash.Program(bytes);
        if (_space is not null && _space.TakeErase()) _flash.Erase();
        Advance();
    }

    /// <summary>A unit has programmed data of the host.</summary>
    public void OnProgrammed(int bytes)
    {
        _programmed += bytes;
        Advance();
    }

    /// <summary>A unit has moved valid data.</summary>
    public void OnMoved()
    {
        _moving--;
        Advance();
    }

    private void Advance()
    {
        while (_waiting.Count > 0 && Buffered < _parameters.WriteBuffer)
        {
            _waiting.TryDequeue(out var head);
            var taken = (int)Math.Min(head.Bytes, _parameters.WriteBuffer - Buffered);
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
        if (!_sending) StartProgram();
    }

    private void StartProgram()
    {
        if (_space is { OwesMove: true })
        {
            // Cleaning that the units cannot keep up with holds the host back, not memory that nobody has.
            if (_moving >= _parameters.MediaUnits) return;
            _moving++;
            _moveShare = _space.VictimShare;
            Send(_parameters.ProgramUnit, Move);
            _space.OnMove();
            return;
        }

        var ready = _admitted - _issued;
        if (_flushes.Count > 0)
        {
            ready = Math.Min(ready, _flushes.Peek().Until - _issued);
        }
        else if (ready < _parameters.ProgramUnit && (_waiting.Count == 0 || _issued > _programmed))
        {
            return;
        }

        if (ready == 0) return;
        var bytes = (int)Math.Min(ready, _parameters.ProgramUnit);
        _issued += bytes;
        Send(bytes, bytes);
        _space?.OnHostProgram((double)bytes / _parameters.ProgramUnit);
    }

    private void Send(int bytes, int what)
    {
        _sending = true;
        _calendar.Schedule(SimDuration.FromSeconds(bytes / _parameters.ProgramBandwidth), new EventAction(this, Kind: 0, Index: 0, what));
    }
}
