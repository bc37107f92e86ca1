using Sim.Core.Time;

namespace Sim.Models.Hypervisor.Kvm;

/// <summary>Load, runnable and running time of a thread, a group or a run queue as Linux averages them: periods of 1024 x 1024 ns, each worth 1/2^(1/32) of the next.</summary>
/// <remarks>
/// Integer sums, brought up to date only when what they add up changes or is read; time that is no whole 1024 ns waits for the next time. All
/// averages count from the same instant, where Linux lets each start when it is first used. Source: Linux kernel/sched/pelt.c, accumulate_sum, decay_load,
/// __accumulate_pelt_segments; fair.c, update_tg_cfs_load; cpu-and-memory 1.6. Page: docs/models/cpu.md.
/// </remarks>
internal struct LoadAverage
{
    /// <summary>What a pCPU gives, and one runnable thread of weight 1024 loads it with: SCHED_CAPACITY_SCALE.</summary>
    internal const int Unit = 1024;

    private const long Grain = 1024 * SimDuration.PerNanosecond;
    private const int Period = 1024;
    private const int PeriodShift = 10;
    private const int HalfLife = 32;

    /// <summary>The sum of an average that was always on: LOAD_AVG_MAX.</summary>
    private const int Longest = 47742;

    /// <summary>Periods after which nothing is left of a sum.</summary>
    private const long Forgotten = HalfLife * 63;

    /// <summary>2^32 / 2^(n/32), rounded down: runnable_avg_yN_inv.</summary>
    private static readonly uint[] Kept =
    [
        0xffffffff, 0xfa83b2da, 0xf5257d14, 0xefe4b99a, 0xeac0c6e6, 0xe5b906e6, 0xe0ccdeeb, 0xdbfbb796,
        0xd744fcc9, 0xd2a81d91, 0xce248c14, 0xc9b9bd85, 0xc5672a10, 0xc12c4cc9, 0xbd08a39e, 0xb8fbaf46,
        0xb504f333, 0xb123f581, 0xad583ee9, 0xa9a15ab4, 0xa5fed6a9, 0xa2704302, 0x9ef5325f, 0x9b8d39b9,
        0x9837f050, 0x94f4efa8, 0x91c3d373, 0x8ea4398a, 0x8b95c1e3, 0x88980e80, 0x85aac367, 0x82cd8698,
    ];

    private long _at;
    private int _part;
    private long _load;
    private long _runnable;
    private long _running;

    /// <summary>The decayed sum of what was given as load; a thread's or group's is without its weight.</summary>
    public readonly long LoadSum => _load;

    /// <summary>Average load.</summary>
    public readonly long Load => _load / Divider;

    /// <summary>Average number of runnable threads, 1024 each.</summary>
    public readonly long Runnable => _runnable / Divider;

    /// <summary>Average part of the time that one ran, 1024 is all of it.</summary>
    public readonly long Utilisation => _running / Divider;

    /// <summary>Whether nothing is left.</summary>
    public readonly bool IsZero => (_load | _runnable | _running) == 0;

    /// <summary>The sum that stands for always; it depends on how much of the present period has passed.</summary>
    private readonly long Divider => Longest - Period + _part;

    /// <summary>Average load of an entity of a weight.</summary>
    public readonly long LoadOf(long weight) => weight * _load / Divider;

    /// <summary>Adds the time since the last call.</summary>
    /// <param name="now">Picoseconds.</param>
    /// <param name="load">Weight that was queued or ran all the time since then.</param>
    /// <param name="runnable">Threads that were runnable.</param>
    /// <param name="isRunning">Whether one ran.</param>
    public void Advance(long now, long load, int runnable, bool isRunning)
    {
        var at = now / Grain;
        var passed = at - _at;
        if (passed <= 0) return;
        _at = at;
        var whole = passed + _part;
        if (whole < Period)
        {
            _part = (int)whole;
        }
        else
        {
            var periods = whole >> PeriodShift;
            _load = Decayed(_load, periods);
            _runnable = Decayed(_runnable, periods);
            _running = Decayed(_running, periods);
            var part = (int)(whole & (Period - 1));
            passed = Decayed(Period - _part, periods) + Longest - Decayed(Longest, periods) - Period + part;
            _part = part;
        }

        _load += load * passed;
        _runnable += runnable * passed << PeriodShift;
        if (isRunning) _running += passed << PeriodShift;
    }

    /// <summary>A new thread counts as always runnable, until it has shown otherwise, and as running for <paramref name="utilisation"/>.</summary>
    public void Begin(long now, long utilisation)
    {
        _at = now / Grain;
        _part = (int)(_at & (Period - 1));
        _load = Divider;
        _runnable = _running = utilisation * Divider;
    }

    /// <summary>Adds a part of another average's load, or takes it off again; never below zero.</summary>
    public void AddLoad(long sum) => _load = Math.Max(0, _load + sum);

    /// <summary>Adds what a thread is runnable and runs, or takes it off again.</summary>
    /// <param name="thread">The thread's average.</param>
    /// <param name="sign">1 or -1.</param>
    public void AddThread(in LoadAverage thread, int sign)
    {
        _runnable = Math.Max(0, _runnable + (sign * thread._runnable));
        _running = Math.Max(0, _running + (sign * thread._running));
    }

    /// <summary>A thread came to a group's queue or left it: what the group itself loads its parent with.</summary>
    /// <param name="change">By how much the sum of the queue changed.</param>
    /// <param name="queue">The queue's average after that.</param>
    /// <param name="weight">Weight that is queued there now.</param>
    public void Propagate(long change, in LoadAverage queue, long weight)
    {
        // Who comes adds its time up to always; when somebody left, the rest are taken to be runnable for equal parts.
        if (change >= 0) _load = Math.Min(_load + change, Divider);
        else _load = Math.Min(_load, weight > 0 ? queue._load / weight : 0);
    }

    /// <summary>What is left of a sum after whole periods.</summary>
    internal static long Decayed(long sum, long periods)
    {
        if (periods > Forgotten) return 0;
        if (periods >= HalfLife)
        {
            sum >>= (int)(periods / HalfLife);
            periods %= HalfLife;
        }

        return (long)(Math.BigMul((ulong)sum, Kept[periods], out var low) << 32 | low >> 32);
    }
}
