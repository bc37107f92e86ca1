using Sim.Core.Collections;
using Sim.Core.Diagnostics;

namespace Sim.Models.Hardware.Storage;

/// <summary>What a drive's flash holds: erased, valid and overwritten space, and the cleaning that turns the last into the first.</summary>
/// <remarks>
/// Space is kept in blocks that are erased together, one erase block on every unit. Random overwriting invalidates the same share of every block
/// (mean field), so that a block's valid share is exp(-(share of the data overwritten since it was written)) and greedy cleaning picks the
/// oldest block. Cleaning is paced: a block of which V program units are valid costs V moves, spread over the host programs that fill the rest
/// of a block. Write amplification is set nowhere; it is counted. Leaves out hot and cold data, a frontier of its own for moved data, wear.
/// Source: Desnoyers, "Analytic modeling of SSD write performance", 2012; paced cleaning as in MQSim-E, 2022. Page: docs/models/nvme.md.
/// </remarks>
internal sealed class FlashSpace
{
    // Erased blocks beside the one that is being filled; below it cleaning goes on. The second covers the block that is cleaned meanwhile.
    private const int Reserve = 2;

    // SNIA calls a drive steady when five rounds stay within a tenth of their mean to either side; here two rounds through all blocks do.
    private const double SteadyWithin = 0.1;

    private readonly int _programsPerBlock;
    private readonly int _programsPerErase;
    private readonly int _used;
    private readonly double _span;
    private readonly RingQueue<double> _closed;
    private double _overwritten;
    private double _openedAt;
    private int _filled;
    private int _sinceErase;
    private bool _cleaning;
    private long _victimValid;
    private long _victimMoved;
    private long _victimHost;
    private double _rest;
    private int _victims;
    private double _shares;
    private double _sharesBefore = double.PositiveInfinity;

    public FlashSpace(NvmeParameters drive)
    {
        _programsPerErase = drive.ProgramsPerErase;
        _programsPerBlock = drive.MediaUnits * drive.ProgramsPerErase;
        var block = drive.EraseBytes;
        _span = drive.Capacity * drive.Fill / block;
        // What the host does not use is spare space too: that is what trimming is for.
        // The newest closed block is half a block old, so that n of them reach back n - 1/2 blocks.
        _used = (int)Math.Round((drive.Capacity * (1 + drive.OverProvisioning) / block) + 0.5);
        Check.That(_used >= _span + 1, "a drive needs spare space of one erase block a unit");
        _closed = new RingQueue<double>(_used + Reserve + 1);
        Age = drive.Age;
        if (drive.Age == DriveAge.Steady) FillSteady();
        else if (drive.Age == DriveAge.Transition) FillOnce();
        Free = _used + Reserve - _closed.Count;
        _openedAt = _overwritten;
        if (Free <= Reserve) StartCleaning();
    }

    /// <summary>Erased blocks beside the one that is being filled.</summary>
    public int Free { get; private set; }

    /// <summary>Where the drive stands between new and steady.</summary>
    public DriveAge Age { get; private set; }

    /// <summary>Program units written for the host since the last reset.</summary>
    public long HostPrograms { get; private set; }

    /// <summary>Program units rewritten by cleaning since the last reset.</summary>
    public long Moves { get; private set; }

    /// <summary>Blocks of one unit erased since the last reset.</summary>
    public long Erases { get; private set; }

    /// <summary>Share of the block under cleaning that is valid; 0 when nothing is cleaned.</summary>
    public double VictimShare => _cleaning ? (double)_victimValid / _programsPerBlock : 0;

    /// <summary>Whether cleaning lags behind its share of the programs: moved / valid below host programs / room won.</summary>
    public bool OwesMove => _cleaning && _victimMoved * (_programsPerBlock - _victimValid) < _victimHost * _victimValid;

    public void ResetStatistics() => (HostPrograms, Moves, Erases) = (0, 0, 0);

    /// <summary>A program unit is written for the host.</summary>
    /// <param name="share">How much of it is data, 0 to 1; the rest is padding.</param>
    public void OnHostProgram(double share)
    {
        HostPrograms++;
        _overwritten += share / (_programsPerBlock * _span);
        if (_cleaning) _victimHost++;
        TakeUnit();
    }

    /// <summary>Cleaning rewrites one unit of valid data.</summary>
    public void OnMove()
    {
        Moves++;
        _victimMoved++;
        TakeUnit();
    }

    /// <summary>Whether a unit has to erase a block now: once for every block's worth of programs while cleaning goes on.</summary>
    public bool TakeErase()
    {
        if (_sinceErase < _programsPerErase) return false;
        _sinceErase -= _programsPerErase;
        Erases++;
        return true;
    }

    /// <summary>The host gives up data, a share of what it uses, spread over all blocks.</summary>
    /// <param name="share">0 to 1.</param>
    public void Trim(double share) => _overwritten -= Math.Log(Math.Max(1 - share, double.Epsilon));

    private void TakeUnit()
    {
        if (_cleaning) _sinceErase++;
        if (++_filled == _programsPerBlock)
        {
            // Its pages were written one after the other, on average half of its filling time ago.
            _closed.Enqueue((_openedAt + _overwritten) / 2);
            (_filled, _openedAt) = (0, _overwritten);
            Check.That(--Free > 0, "cleaning has fallen behind");
        }

        if (_cleaning && _victimHost >= _programsPerBlock - _victimValid && _victimMoved >= _victimValid)
        {
            Free++;
            _cleaning = false;
        }

        if (!_cleaning && Free <= Reserve) StartCleaning();
    }

    private void StartCleaning()
    {
        _cleaning = true;
        _closed.TryDequeue(out var writtenAt);
        // What rounding leaves over is moved with the next block: rounded alike every time, it would be lost.
        var valid = (Math.Exp(writtenAt - _overwritten) * _programsPerBlock) + _rest;
        _victimValid = Math.Min(_programsPerBlock - 1, (long)valid);
        _rest = valid - _victimValid;
        (_victimMoved, _victimHost) = (0, 0);
        if (Age == DriveAge.Fresh) Age = DriveAge.Transition;
        _shares += VictimShare;
        if (++_victims < _used) return;
        var mean = _shares / _victims;
        if (Math.Abs(mean - _sharesBefore) <= SteadyWithin * mean) Age = DriveAge.Steady;
        (_sharesBefore, _shares, _victims) = (mean, 0, 0);
    }

    /// <summary>Every byte written once in order, then as many at random as there is spare space.</summary>
    private void FillOnce()
    {
        var full = (int)Math.Round(_span);
        for (var i = 0; i < _used; i++)
        {
            if (i >= full) _overwritten += 1 / _span;
            _closed.Enqueue(i < full ? 0 : _overwritten - (0.5 / _span));
        }
    }

    /// <summary>Ages at which what cleaning frees is what the host writes: a block is 1 - u overwritten blocks older than the next one.</summary>
    private void FillSteady()
    {
        var valid = 0d;
        // Contracts wherever there is spare space; at 1 % of spare space it has converged to 1e-9 after about 1,000 rounds.
        for (var round = 0; round < 2_000; round++) valid = Math.Exp((0.5 - _used) * (1 - valid) / _span);
        for (var i = 0; i < _used; i++) _closed.Enqueue((i - _used + 0.5) * (1 - valid) / _span);
    }
}
