using System.Collections.Immutable;
using Sim.Core.Time;

namespace Sim.Calibration.Cpu;

/// <summary>What a machine adds to its scheduler's rules: seven costs and a time that calibration estimates from scheduler measurements.</summary>
/// <remarks>Leaves out frequency, cache warmth and the spread of the costs, except of the way out of deep idle, which has stages, see <see cref="ColdCpus"/>.</remarks>
public sealed record CpuMachine
{
    /// <summary>How late a sleeping thread's timer fires on a busy CPU: timer slack and interrupt; assumed 50 us, Linux' default timer slack.</summary>
    public SimDuration TimerLateness { get; init; } = SimDuration.FromMicroseconds(50);

    /// <summary>What a wake-up takes longer on a CPU in deep idle, before the thread runs, in the mean; assumed 30 us.</summary>
    public SimDuration IdleExit { get; init; } = SimDuration.FromMicroseconds(30);

    /// <summary>Switching a CPU from one thread to another; assumed 2 us.</summary>
    public SimDuration ContextSwitch { get; init; } = SimDuration.FromMicroseconds(2);

    /// <summary>CPU time of a request beyond its demand: clock readings and overshoot; assumed 3 us.</summary>
    public SimDuration RequestCpu { get; init; } = SimDuration.FromMicroseconds(3);

    /// <summary>CPU time a thread spends on going to sleep and waking up; assumed 10 us.</summary>
    public SimDuration WakeCpu { get; init; } = SimDuration.FromMicroseconds(10);

    /// <summary>CPU time that a wake-up on such a CPU needs beyond that: timer exits, cold caches; assumed 30 us.</summary>
    public SimDuration ColdWakeCpu { get; init; } = SimDuration.FromMicroseconds(30);

    /// <summary>Idle time after which a CPU is in deep idle; assumed 200 us, KVM's halt_poll_ns, until when guest or host poll.</summary>
    public SimDuration DeepIdleAfter { get; init; } = SimDuration.FromMicroseconds(200);

    /// <summary>CPU time of a measuring thread before its first and after its last request: its start, its clock's and memory's first touch, its end; assumed none.</summary>
    public SimDuration ThreadCpu { get; init; }

    /// <summary>The names of the parameters in profiles.</summary>
    public static ImmutableArray<string> Names { get; } =
        ["cpu.timer_lateness", "cpu.idle_exit", "cpu.context_switch", "cpu.request_cpu", "cpu.wake_cpu", "cpu.cold_wake_cpu", "cpu.deep_idle_after", "cpu.thread_cpu"];

    /// <summary>The values in the order of <see cref="Names"/>, nanoseconds.</summary>
    public ImmutableArray<double> Values =>
    [
        TimerLateness.Nanoseconds, IdleExit.Nanoseconds, ContextSwitch.Nanoseconds, RequestCpu.Nanoseconds, WakeCpu.Nanoseconds, ColdWakeCpu.Nanoseconds,
        DeepIdleAfter.Nanoseconds, ThreadCpu.Nanoseconds,
    ];

    /// <summary>The machine with one value changed.</summary>
    /// <param name="index">Its place in <see cref="Names"/>.</param>
    /// <param name="nanoseconds">The value, 0 or more.</param>
    public CpuMachine With(int index, double nanoseconds)
    {
        var value = SimDuration.FromNanoseconds(nanoseconds);
        return index switch
        {
            0 => this with { TimerLateness = value },
            1 => this with { IdleExit = value },
            2 => this with { ContextSwitch = value },
            3 => this with { RequestCpu = value },
            4 => this with { WakeCpu = value },
            5 => this with { ColdWakeCpu = value },
            6 => this with { DeepIdleAfter = value },
            7 => this with { ThreadCpu = value },
            _ => throw new ArgumentOutOfRangeException(nameof(index)),
        };
    }
}
