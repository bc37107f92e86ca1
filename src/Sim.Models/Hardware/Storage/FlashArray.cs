using Sim.Core.Collections;
using Sim.Core.Events;
using Sim.Core.Random;
using Sim.Core.Statistics;
using Sim.Core.Time;

namespace Sim.Models.Hardware.Storage;

/// <summary>The flash behind a controller: units that do one operation at a time, first in, first out.</summary>
/// <remarks>Source: network-and-storage reference 1.3, its minimal sufficient read model. Page: docs/models/nvme.md.</remarks>
internal sealed class FlashArray : IEventTarget
{
    private const int Program = -1;

    private readonly EventCalendar _calendar;
    private readonly NvmeParameters _parameters;
    private readonly RngStream _placement;
    private readonly RngStream _programs;
    private readonly RngStream _readTimes;
    private readonly NvmeDevice _controller;
    private readonly RingQueue<Operation>[] _waiting;
    private readonly bool[] _busy;

    public FlashArray(EventCalendar calendar, NvmeParameters parameters, RngStreams streams, string name, NvmeDevice controller)
    {
        _calendar = calendar;
        _parameters = parameters;
        _placement = streams.Get(name + "/placement");
        _programs = streams.Get(name + "/program");
        _readTimes = streams.Get(name + "/read");
        _controller = controller;
        _busy = new bool[parameters.MediaUnits];
        _waiting = new RingQueue<Operation>[parameters.MediaUnits];
        for (var i = 0; i < _waiting.Length; i++) _waiting[i] = new RingQueue<Operation>();
    }

    public TimeWeighted BusyUnits { get; } = new();

    public TimeWeighted Waiting { get; } = new();

    /// <summary>Reads the parts of a command from neighbouring units; the controller hears of each part.</summary>
    public void Read(int command, int parts)
    {
        var first = _placement.NextIndex(_busy.Length);
        if (_parameters.SteerableShare > 0 && _placement.NextUniform() < _parameters.SteerableShare)
        {
            var other = _placement.NextIndex(_busy.Length);
            if (Load(other) < Load(first)) first = other;
        }

        // The spread is drawn on arrival, so that a faster drive meets the same draws in the same order.
        var unit = first;
        for (var i = 0; i < parts; i++)
        {
            var factor = 1 + (_parameters.ReadSpread * ((2 * _readTimes.NextUniform()) - 1));
            Add(unit, new Operation(command, _parameters.ReadTime * factor));
            if (++unit == _busy.Length) unit = 0;
        }
    }

    /// <summary>A program keeps a random unit from reading for a while.</summary>
    public void BlockForProgram()
    {
        if (_parameters.ProgramBlocksReads > SimDuration.Zero)
            Add(_programs.NextIndex(_busy.Length), new Operation(Program, _parameters.ProgramBlocksReads));
    }

    public void OnEvent(in EventAction action)
    {
        var unit = action.Index;
        _busy[unit] = false;
        BusyUnits.Add(_calendar.Now, -1);
        if (_waiting[unit].TryDequeue(out var next))
        {
            Waiting.Add(_calendar.Now, -1);
            if (next.Command != Program) _controller.Trace?.Goes(next.Command);
            Start(unit, in next);
        }

        if (action.Arg != Program) _controller.OnPartRead((int)action.Arg);
    }

    private int Load(int unit) => _waiting[unit].Count + (_busy[unit] ? 1 : 0);

    private void Add(int unit, in Operation operation)
    {
        if (!_busy[unit])
        {
            Start(unit, in operation);
            return;
        }

        if (operation.Command != Program) _controller.Trace?.Waits(operation.Command);
        _waiting[unit].Enqueue(in operation);
        Waiting.Add(_calendar.Now, 1);
    }

    private void Start(int unit, in Operation operation)
    {
        _busy[unit] = true;
        BusyUnits.Add(_calendar.Now, 1);
        _calendar.Schedule(operation.Length, new EventAction(this, Kind: 0, unit, operation.Command));
    }

    private readonly record struct Operation(int Command, SimDuration Length);
}
