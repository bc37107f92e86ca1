using System.Collections.Immutable;
using Sim.Core.Diagnostics;
using Sim.Core.Events;
using Sim.Core.Time;
using Sim.Models.Hardware.Cpu;
using Sim.Models.Hypervisor;
using Sim.Models.Hypervisor.Kvm;

namespace Sim.Calibration.Cpu;

/// <summary>Plays a measured case again: a host of exactly the case's CPUs and threads under the scheduler model, with the recorded draws.</summary>
/// <remarks>
/// Threads are worlds without a VM around them. What differs from the measurement is then the model and the machine's six costs, not chance. Page: docs/validation/cpu.md.
/// </remarks>
public static class CpuReplay
{
    /// <summary>A backlog takes as long again at most in any measured case; a hundred times that is a fault of ours.</summary>
    private const int MostLengths = 100;

    /// <summary>An idle CPU is polled for so long, by guest or host, before it has to be woken from deep idle: KVM's halt_poll_ns.</summary>
    internal static readonly SimDuration HaltPolling = SimDuration.FromMicroseconds(200);

    /// <summary>Replays one run.</summary>
    /// <param name="schedule">The measurements it belongs to.</param>
    /// <param name="one">The case.</param>
    /// <param name="run">The run, from 0.</param>
    /// <param name="machine">The machine's costs.</param>
    public static CpuReplayRun Run(CpuSchedule schedule, CpuCase one, int run, CpuMachine machine)
    {
        var calendar = new EventCalendar();
        var cpu = new CpuParameters
        {
            Sockets = 1, CoresPerSocket = one.Cpus.Length, ThreadsPerCore = 1,
            IdleStates = IdleState.TwoSteps(SimDuration.Zero, HaltPolling, machine.IdleExit),
        };
        var costs = new DispatchCosts { ContextSwitch = machine.ContextSwitch, Wake = SimDuration.Zero };
        var scheduler = new FairScheduler(Scheduler(schedule.Host));
        var dispatcher = new CpuDispatcher(calendar, cpu, costs, scheduler);
        var threads = new List<(int Group, ReplayThread Thread)>();
        for (var g = 0; g < one.Groups.Length; g++)
        {
            var group = one.Groups[g];
            Cgroup? cgroup = null;
            for (var i = 0; i < group.Threads; i++)
            {
                var requests = group.IsAlwaysBusy ? default : CpuDraws.Of(group, one.Seeds[run], threads.Count, schedule.Seconds);
                var world = dispatcher.AddWorld($"{one.Name}/{threads.Count}", WorldKind.Vcpu, vmId: -1, source: null, PollPolicy.Off);
                if (cgroup is null || !group.IsShared) cgroup = scheduler.Groups.Add(world.Name, scheduler.Groups.Root, group.Weight, Quota(group, schedule.Host));
                cgroup.Add(world);
                // The measuring threads look at their CPU clock every 2 us to see whether the demand is burnt.
                world.Entity.ReadsCpuClock = true;
                threads.Add((g, new ReplayThread(calendar, dispatcher, world, machine, requests, schedule.End)));
            }
        }

        foreach (var (_, thread) in threads) thread.Start();
        for (var length = 0; !threads.TrueForAll(thread => thread.Thread.IsDone); length++)
        {
            Check.That(length < MostLengths, "a replayed case does not come to an end");
            calendar.RunUntil(calendar.Now + SimDuration.FromSeconds(schedule.Seconds));
        }

        dispatcher.CheckAccounts();
        return new CpuReplayRun(
            [.. threads.Select((thread, index) => thread.Thread.Statistics(run, thread.Group, index))],
            [.. threads.Select(thread => thread.Thread.Demand)],
            [.. threads.Select(thread => thread.Thread.Sleeps)],
            [.. threads.Select(thread => thread.Thread.ColdSleeps)]);
    }

    /// <summary>Replays all runs of a case.</summary>
    /// <inheritdoc cref="Run"/>
    public static ImmutableArray<CpuReplayRun> Runs(CpuSchedule schedule, CpuCase one, CpuMachine machine) =>
        [.. Enumerable.Range(0, one.Runs).Select(run => Run(schedule, one, run, machine))];

    private static CpuQuota? Quota(CpuThreadGroup group, CpuScheduleHost host) =>
        group.QuotaTime is { } quota ? new CpuQuota(quota, host.CfsPeriod, SimDuration.Zero) : null;

    /// <summary>The kernel's tunables: what its version and the machine's size fix, and nothing that is fitted.</summary>
    /// <remarks>Source: cpu-and-memory reference 1.3: base slice 0.75 ms up to 6.14 and 0.70 ms after, times 1 + log2 of at most 8 CPUs; delayed dequeue from 6.12;
    /// NI_RANDOM in the later releases of 6.18 and NI_RATE from 7.0 (Linux kernel/sched/features.h).</remarks>
    public static FairParameters Scheduler(CpuScheduleHost host)
    {
        var kernel = Version.Parse(host.Kernel);
        var unscaled = kernel >= new Version(6, 15) ? 0.70 : 0.75;
        return new FairParameters
        {
            Slice = SimDuration.FromMilliseconds(unscaled * (1 + Math.Floor(Math.Log2(Math.Min(host.Cpus, 8))))),
            TickRate = host.Hz,
            DelayDequeue = kernel >= new Version(6, 12),
            NewIdle = kernel >= new Version(7, 0) ? NewIdleSearch.RandomAndRate : kernel >= new Version(6, 18) ? NewIdleSearch.Random : NewIdleSearch.Always,
        };
    }
}
