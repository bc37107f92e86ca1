using Sim.Core.Collections;
using Sim.Core.Diagnostics;
using Sim.Core.Events;
using Sim.Core.Random;
using Sim.Core.Statistics;
using Sim.Core.Time;

namespace Sim.Models.Hardware.Storage;

/// <summary>A hard disk: one arm, one spindle, and a queue that it serves in the order in which it gets to the data soonest.</summary>
/// <remarks>
/// Models seeks by distance, the rotational position as an angle that time and place share, transfer rates that fall from the outer to the inner edge, the
/// choice of the command with the shortest positioning time (native command queueing) with a limit of waiting, and reading ahead. Leaves out write
/// caching, defects, skew and head switches, shingled recording. Source: Ruemmler and Wilkes, "An introduction to disk drive modeling", 1994;
/// Worthington, Ganger, Patt, "Scheduling algorithms for modern disk drives", 1994. Page: docs/models/hdd.md.
/// </remarks>
public sealed class HddDevice : IDrive, IEventTarget
{
    // A position that was computed twice differs by rounding: what is behind the head by less has just come up, not a whole turn ago.
    private const double AngleError = 1e-6;

    private readonly EventCalendar _calendar;
    private readonly HddParameters _parameters;
    private readonly RngStream _placement;
    private readonly IIoCompletionSink _host;
    private readonly Slab<Command> _commands = new();
    private readonly int[] _queue;
    private readonly double _turn;
    private readonly double _fall;
    private int _queued;
    private bool _isBusy;
    private long _headAt;
    private SimTime _headSince;
    private bool _isReading;

    /// <summary>An idle disk with its arm at the outer edge.</summary>
    /// <param name="calendar">The replication's calendar.</param>
    /// <param name="parameters">The disk.</param>
    /// <param name="streams">The replication's random streams.</param>
    /// <param name="name">Unique in the replication, e.g. <c>host/hdd0</c>; names the streams.</param>
    /// <param name="host">Where completions arrive.</param>
    /// <exception cref="SimulationFault">The parameters do not fit together.</exception>
    public HddDevice(EventCalendar calendar, HddParameters parameters, RngStreams streams, string name, IIoCompletionSink host)
    {
        Check.That(parameters.Curvature is >= 0 and <= 1, "a seek curve through these times does not rise everywhere");
        Check.That(parameters.InnerRate > 0 && parameters.OuterRate >= parameters.InnerRate, "a disk is faster at its outer edge");
        (_calendar, _parameters, _host) = (calendar, parameters, host);
        _placement = streams.Get(name + "/placement");
        _queue = new int[parameters.QueueDepth];
        _turn = 1 / parameters.Revolutions;
        _fall = (parameters.OuterRate - parameters.InnerRate) / parameters.Capacity;
    }

    private enum Step
    {
        MediumDone,
        Completed,
    }

    /// <inheritdoc />
    public int QueuePairs => 1;

    /// <inheritdoc />
    public int QueueDepth => _parameters.QueueDepth;

    /// <inheritdoc />
    public int Pending => _commands.Rented;

    INvmeTrace? IDrive.Trace { get; set; }

    /// <summary>Commands completed since the last reset.</summary>
    public long Completed { get; private set; }

    /// <inheritdoc />
    public long BytesRead { get; private set; }

    /// <inheritdoc />
    public long BytesWritten { get; private set; }

    /// <summary>Commands submitted and not completed.</summary>
    public TimeWeighted InFlight { get; } = new();

    /// <summary>Whether the arm seeks, waits for the rotation or transfers (0 or 1).</summary>
    public TimeWeighted Busy { get; } = new();

    private INvmeTrace? Trace => ((IDrive)this).Trace;

    /// <inheritdoc />
    public int Outstanding(int queuePair) => _commands.Rented;

    /// <inheritdoc />
    public void Submit(int queuePair, in IoCommand command)
    {
        Check.That(queuePair == 0 && _commands.Rented < _parameters.QueueDepth, "the host overran a disk's queue");
        Check.That(command.Operation == IoOperation.Flush ? command.Bytes == 0 : command.Bytes > 0, "a command's length is wrong");
        InFlight.Add(_calendar.Now, 1);
        var id = _commands.Rent();
        var offset = command.Offset;
        if (offset == IoCommand.Anywhere) offset = (long)(_placement.NextUniform() * (_parameters.Capacity / 4096 - ((command.Bytes + 4095) / 4096))) * 4096;
        Check.That(offset >= 0 && offset + command.Bytes <= _parameters.Capacity, "a command lies outside the disk");
        _commands[id] = new Command { Entry = command, Offset = offset, Begins = Turns(offset), Ends = Turns(offset + command.Bytes), Since = _calendar.Now };
        Trace?.Submitted(id, in command, 0, _commands.Rented, _calendar.Now);
        if (command.Operation is IoOperation.Flush or IoOperation.Trim)
        {
            // Every write is acknowledged from the medium.
            Finish(id, _calendar.Now);
            return;
        }

        _queue[_queued++] = id;
        Trace?.Queued(id, _queued, _calendar.Now);
        if (_isBusy) Trace?.Waits(id);
        else Start(waited: false);
    }

    /// <inheritdoc />
    public void ResetStatistics(SimTime now)
    {
        (Completed, BytesRead, BytesWritten) = (0, 0, 0);
        InFlight.Reset(now);
        Busy.Reset(now);
    }

    /// <inheritdoc />
    public void OnEvent(in EventAction action)
    {
        var id = action.Index;
        if ((Step)action.Kind == Step.MediumDone)
        {
            _isBusy = false;
            Finish(id, _calendar.Now);
            if (_queued > 0) Start(waited: true);
            else Busy.Set(_calendar.Now, 0);
            return;
        }

        var command = _commands[id];
        _commands.Return(id);
        Trace?.Completed(id, 0, _commands.Rented, _calendar.Now);
        InFlight.Add(_calendar.Now, -1);
        Completed++;
        if (command.Entry.Operation == IoOperation.Read) BytesRead += command.Entry.Bytes;
        else if (command.Entry.Operation == IoOperation.Write) BytesWritten += command.Entry.Bytes;
        _host.OnIoCompleted(command.Entry.RequestId, 0);
    }

    private void Finish(int id, SimTime time) =>
        _calendar.ScheduleAt(time + _parameters.CommandTime, new EventAction(this, (int)Step.Completed, id));

    private void Start(bool waited)
    {
        var place = Nearest();
        var id = _queue[place];
        _queued--;
        System.Array.Copy(_queue, place + 1, _queue, place, _queued - place);
        ref readonly var command = ref _commands[id];
        if (waited) Trace?.Goes(id);
        Trace?.Fetched(id, _queued, _calendar.Now);
        Trace?.Dispatched(id, command.Entry.Operation, _calendar.Now);
        _isBusy = true;
        Busy.Set(_calendar.Now, 1);
        var reads = command.Entry.Operation == IoOperation.Read;
        var length = (command.Ends - command.Begins) * _turn;
        SimTime done;
        if (reads && IsReadAhead(in command))
        {
            // The medium has gone on since the read before; what it has passed is in memory, the rest comes as it passes.
            var passed = _headSince + SimDuration.FromSeconds(length);
            done = passed > _calendar.Now ? passed : _calendar.Now;
            _headSince = passed;
        }
        else
        {
            done = _calendar.Now + SimDuration.FromSeconds(Positioning(in command) + length);
            _headSince = done;
        }

        (_headAt, _isReading) = (command.Offset + command.Entry.Bytes, reads);
        _calendar.ScheduleAt(done, new EventAction(this, (int)Step.MediumDone, id));
    }

    private bool IsReadAhead(in Command command)
    {
        if (!_isReading || command.Offset != _headAt) return false;
        var ahead = (_calendar.Now - _headSince).Seconds * RateAt(_headAt);
        return ahead <= _parameters.ReadAhead;
    }

    /// <summary>Where in the queue the command stands that is served next: the oldest when it has waited too long, else the soonest reached.</summary>
    private int Nearest()
    {
        if (_calendar.Now - _commands[_queue[0]].Since > _parameters.LongestWait) return 0;
        var best = 0;
        var soonest = double.PositiveInfinity;
        for (var i = 0; i < _queued; i++)
        {
            ref readonly var command = ref _commands[_queue[i]];
            var time = command.Entry.Operation == IoOperation.Read && IsReadAhead(in command) ? 0 : Positioning(in command);
            if (time < soonest) (best, soonest) = (i, time);
        }

        return best;
    }

    /// <summary>Seconds until the head is over the first byte: the seek, and what is then left of the turn.</summary>
    private double Positioning(in Command command)
    {
        var seek = Seek(command.Offset);
        var angle = (_calendar.Now.Picoseconds / (double)SimDuration.PerSecond + seek) / _turn;
        var wait = command.Begins - angle;
        wait -= Math.Floor(wait);
        if (wait > 1 - AngleError) wait = 0;
        return seek + (wait * _turn);
    }

    private double Seek(long offset)
    {
        var distance = Math.Abs(offset - _headAt);
        if (distance < RateAt(_headAt) * _turn) return 0;
        var x = distance / (double)_parameters.Capacity;
        var curve = _parameters.Curvature;
        return _parameters.SeekTrack.Seconds + ((_parameters.SeekFull - _parameters.SeekTrack).Seconds * ((curve * Math.Sqrt(x)) + ((1 - curve) * x)));
    }

    private double RateAt(long offset) => _parameters.OuterRate - (_fall * offset);

    /// <summary>Turns of the spindle that pass while everything up to a byte is read in order: the integral of 1 / (rate x turn).</summary>
    private double Turns(long offset) => _fall > 0
        ? -Math.Log(1 - (_fall * offset / _parameters.OuterRate)) / (_fall * _turn)
        : offset / (_parameters.OuterRate * _turn);

    private struct Command
    {
        public IoCommand Entry;
        public long Offset;
        public double Begins;
        public double Ends;
        public SimTime Since;
    }
}
