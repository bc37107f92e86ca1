using System.Collections.Immutable;
using Sim.Core.Diagnostics;

namespace Sim.Models.Hardware.Cpu;

/// <summary>The clocks that a core can have, slowest first, and the fastest that a number of active cores allows.</summary>
/// <remarks>
/// The steps of the turbo table, the sustained clock and, where there is a lower one, every multiple of 100 MHz between the lowest and the
/// fastest. Leaves out AVX licences, thermal and power limits. Source: turbo ratio limits and the 100 MHz bus clock of Intel processors;
/// cpu-and-memory 2.8. Page: docs/models/cpu.md.
/// </remarks>
public sealed class ClockTable
{
    /// <summary>One, in the units of <see cref="SpeedOf"/>.</summary>
    public const long Unit = 1 << 16;

    private const double BusClock = 100e6;

    private readonly long[] _speed;
    private readonly int[] _limit;

    /// <summary>The table of a host's processors.</summary>
    /// <param name="cpu">The processors.</param>
    public ClockTable(CpuParameters cpu)
    {
        var lowest = cpu.LowestClock ?? cpu.Clock;
        Check.That(lowest <= cpu.Clock, "the lowest clock is above the sustained one");
        var clocks = new SortedSet<double>(cpu.Turbo.Select(step => step.Clock)) { cpu.Clock, lowest };
        var fastest = clocks.Max;
        if (lowest < cpu.Clock)
        {
            for (var ratio = (long)Math.Ceiling(lowest / BusClock); ratio * BusClock < fastest; ratio++) clocks.Add(ratio * BusClock);
        }

        Clocks = [.. clocks];
        _speed = [.. Clocks.Select(clock => (long)Math.Round(Unit * clock / cpu.Clock))];
        _limit = new int[cpu.CoresPerSocket + 1];
        for (var active = 0; active < _limit.Length; active++)
        {
            var step = cpu.Turbo.FirstOrDefault(step => active <= step.Cores);
            _limit[active] = Clocks.IndexOf(step?.Clock ?? cpu.Clock);
        }
    }

    /// <summary>The clocks, hertz, rising; steps are numbered in this order.</summary>
    public ImmutableArray<double> Clocks { get; }

    /// <summary>Whether there is one clock only.</summary>
    public bool IsFlat => Clocks.Length == 1;

    /// <summary>The fastest step.</summary>
    public int Fastest => Clocks.Length - 1;

    /// <summary>Speed of computing at a step, in 1/65536 of the sustained clock.</summary>
    public long SpeedOf(int step) => _speed[step];

    /// <summary>The fastest step while a number of cores of the socket are active, 0 to all.</summary>
    public int Limit(int activeCores) => _limit[activeCores];

    /// <summary>The slowest step that is at least a share of the fastest.</summary>
    /// <param name="share">In 1/65536; all above 1 is the fastest.</param>
    public int AtLeast(long share)
    {
        var wanted = share * _speed[Fastest];
        var step = 0;
        while (step < Fastest && _speed[step] * Unit < wanted) step++;
        return step;
    }
}
