using Sim.Core.Collections;
using Sim.Core.Events;
using Sim.Core.Random;
using Sim.Core.Statistics;
using Sim.Core.Time;

namespace Sim.Models.Hardware.Storage;

/// <summary>The flash behind a controller: units that do one operation at a time; reads first in, first out, and before programs and erases.</summary>
/// <remarks>
/// A read that finds its unit programming or erasing waits until that is suspended; what was suspended goes on when no read waits or so many in
/// a row have been served, and then runs for one suspension time at least. Source: network-and-storage 1.3, its minimal sufficient
/// read model; suspension as in MQSim. Page: docs/models/nvme.md.
/// </remarks>
internal sealed class FlashArray : IEventTarget
{
    private const int NoCommand = -1;
    private const int Moved = -2;
    private const int Erased = -3;

    private readonly EventCalendar _calendar;
    private readonly NvmeParameters _parameters;
    private readonly RngStream _placement;
    private readonly RngStream _readTimes;
    private readonly NvmeDevice _controller;
    private readonly Unit[] _units;
    private int _frontier;
    private int _erased;

    public FlashArray(EventCalendar calendar, NvmeParameters parameters, RngStreams streams, string name, NvmeDevice controller)
    {
        _calendar = calendar;
        _parameters = parameters;
        _placement = streams.Get(name + "/placement");
        _readTimes = streams.Get(name + "/read");
        _controller = controller;
        _units = new Unit[parameters.MediaUnits];
        for (var i = 0; i < _units.Length; i++) (_units[i].Reads, _units[i].Writes) = (new RingQueue<Operation>(), new RingQueue<Operation>(4));
    }

    private enum Step
    {
        ReadDone,
        WriteDone,
        Suspended,
    }

    public TimeWeighted BusyUnits { get; } = new();

    public TimeWeighted Waiting { get; } = new();

    /// <summary>Programs and erases that were suspended for a read since the last reset.</summary>
    public long Suspensions { get; private set; }

    internal WriteBuffer? Buffer { get; set; }

    public void ResetStatistics(SimTime now)
    {
        Suspensions = 0;
        Waiting.Reset(now);
        BusyUnits.Reset(now);
    }

    /// <summary>Reads the parts of a command from neighbouring units; the controller hears of each part.</summary>
    public void Read(int command, int parts)
    {
        var first = _placement.NextIndex(_units.Length);
        if (_parameters.SteerableShare > 0 && _placement.NextUniform() < _parameters.SteerableShare)
        {
            var other = _placement.NextIndex(_units.Length);
            if (Load(other) < Load(first)) first = other;
        }

        // The spread is drawn on arrival, so that a faster drive meets the same draws in the same order.
        var unit = first;
        for (var i = 0; i < parts; i++)
        {
            AddRead(unit, new Operation(command, ReadTime()));
            if (++unit == _units.Length) unit = 0;
        }
    }

    /// <summary>Reads what a write smaller than the mapping unit leaves unchanged; nobody waits for it but its unit.</summary>
    public void ReadForModify() => AddRead(_placement.NextIndex(_units.Length), new Operation(NoCommand, ReadTime()));

    /// <summary>Programs a unit's worth of host data at the place next in line.</summary>
    public void Program(int bytes) => AddWrite(Next(ref _frontier), new Operation(bytes, _parameters.ProgramTime));

    /// <summary>Collects valid data of a block with so large a valid share, and programs it at the place next in line.</summary>
    public void Move(double validShare)
    {
        // Pages are read whole, so that a unit's worth of valid data takes 1 / share reads.
        var reads = _parameters.ReadTime * (1 / Math.Max(validShare, 1d / _parameters.ProgramsPerErase));
        AddWrite(Next(ref _frontier), new Operation(Moved, reads + _parameters.ProgramTime));
    }

    /// <summary>Erases a block on the unit next in line.</summary>
    public void Erase() => AddWrite(Next(ref _erased), new Operation(Erased, _parameters.EraseTime));

    public void OnEvent(in EventAction action)
    {
        var index = action.Index;
        var what = (int)action.Arg;
        ref var unit = ref _units[index];
        switch ((Step)action.Kind)
        {
            case Step.ReadDone:
                GoOn(index, ref unit);
                if (what != NoCommand) _controller.OnPartRead(what);
                break;
            case Step.WriteDone:
                GoOn(index, ref unit);
                Done(what);
                break;
            default:
                unit.IsSuspended = true;
                unit.IsSuspending = false;
                unit.Row = 0;
                Suspensions++;
                GoOn(index, ref unit);
                break;
        }
    }

    private SimDuration ReadTime() => _parameters.ReadTime * (1 + (_parameters.ReadSpread * ((2 * _readTimes.NextUniform()) - 1)));

    private int Next(ref int cursor)
    {
        var unit = cursor;
        cursor = unit + 1 < _units.Length ? unit + 1 : 0;
        return unit;
    }

    private int Load(int unit) => _units[unit].Reads.Count + (_units[unit].IsBusy ? 1 : 0);

    private void Done(int what)
    {
        if (what == Moved) Buffer!.OnMoved();
        else if (what != Erased) Buffer!.OnProgrammed(what);
    }

    private void AddRead(int index, in Operation read)
    {
        ref var unit = ref _units[index];
        if (!unit.IsBusy)
        {
            SetBusy(ref unit);
            StartRead(index, in read);
            return;
        }

        if (read.What != NoCommand) _controller.Trace?.Waits(read.What);
        unit.Reads.Enqueue(in read);
        Waiting.Add(_calendar.Now, 1);
        if (unit.IsWriting && !unit.IsSuspending) Suspend(index, ref unit);
    }

    private void AddWrite(int index, in Operation write)
    {
        // A virtual disk's flash is not known: what it programs holds nothing.
        if (write.Length == SimDuration.Zero)
        {
            Done(write.What);
            return;
        }

        ref var unit = ref _units[index];
        if (unit.IsBusy)
        {
            unit.Writes.Enqueue(in write);
            Waiting.Add(_calendar.Now, 1);
            return;
        }

        SetBusy(ref unit);
        unit.MayBreak = _calendar.Now;
        StartWrite(index, ref unit, in write);
    }

    private void SetBusy(ref Unit unit)
    {
        unit.IsBusy = true;
        BusyUnits.Add(_calendar.Now, 1);
    }

    /// <summary>A unit has stopped: reads go first, except that one write goes after so many of them in a row.</summary>
    private void GoOn(int index, ref Unit unit)
    {
        unit.IsWriting = false;
        var held = unit.IsSuspended || unit.Writes.Count > 0;
        if (unit.Reads.Count > 0 && !(held && unit.Row >= _parameters.ReadsInRow))
        {
            if (held) unit.Row++;
            unit.Reads.TryDequeue(out var read);
            Waiting.Add(_calendar.Now, -1);
            if (read.What != NoCommand) _controller.Trace?.Goes(read.What);
            StartRead(index, in read);
            return;
        }

        unit.Row = 0;
        if (!held)
        {
            unit.IsBusy = false;
            BusyUnits.Add(_calendar.Now, -1);
            return;
        }

        unit.MayBreak = _calendar.Now + (unit.IsSuspended || unit.Reads.Count > 0 ? _parameters.ProgramSuspend : SimDuration.Zero);
        if (unit.IsSuspended)
        {
            unit.IsSuspended = false;
            StartWrite(index, ref unit, unit.Held);
        }
        else
        {
            unit.Writes.TryDequeue(out var write);
            Waiting.Add(_calendar.Now, -1);
            StartWrite(index, ref unit, in write);
        }

        if (unit.Reads.Count > 0) Suspend(index, ref unit);
    }

    private void StartRead(int index, in Operation read) =>
        _calendar.Schedule(read.Length, new EventAction(this, (int)Step.ReadDone, index, read.What));

    private void StartWrite(int index, ref Unit unit, in Operation write)
    {
        unit.IsWriting = true;
        unit.Held = write;
        unit.Ends = _calendar.Now + write.Length;
        unit.End = _calendar.ScheduleAt(unit.Ends, new EventAction(this, (int)Step.WriteDone, index, write.What));
    }

    /// <summary>Stops what the unit writes for the reads that wait, unless it ends sooner than it can be stopped.</summary>
    private void Suspend(int index, ref Unit unit)
    {
        var length = unit.Held.What == Erased ? _parameters.EraseSuspend : _parameters.ProgramSuspend;
        var from = unit.MayBreak > _calendar.Now ? unit.MayBreak : _calendar.Now;
        if (length == SimDuration.Zero || from + length >= unit.Ends) return;
        _calendar.Cancel(unit.End);
        unit.IsSuspending = true;
        unit.Held = unit.Held with { Length = unit.Ends - from };
        _calendar.ScheduleAt(from + length, new EventAction(this, (int)Step.Suspended, index));
    }

    private readonly record struct Operation(int What, SimDuration Length);

    private struct Unit
    {
        public RingQueue<Operation> Reads;
        public RingQueue<Operation> Writes;
        public bool IsBusy;
        public bool IsWriting;
        public bool IsSuspending;
        public bool IsSuspended;
        public int Row;
        public SimTime MayBreak;
        public SimTime Ends;
        public EventHandle End;
        public Operation Held;
    }
}
