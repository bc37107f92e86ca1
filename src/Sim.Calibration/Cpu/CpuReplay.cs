using System.Collections.Immutable;
using Sim.Core.Diagnostics;
using Sim.Core.Events;
using Sim.Core.Random;
using Sim.Core.Time;
using Sim.Models.Hardware.Cpu;
using Sim.Models.Hypervisor;
using Sim.Models.Hypervisor.Kvm;
using Sim.Models.Scenarios;

namespace Sim.Calibration.Cpu;

/// <summary>Plays a measured case again: a host of exactly the case's CPUs and threads under the scheduler model, with the recorded draws.</summary>
/// <remarks>
/// Threads are worlds without a VM around them. What differs from the measurement is then the model and the machine's costs, not chance. Page: docs/validation/cpu.md.
/// </remarks>
public static class CpuReplay
{
    /// <summary>A backlog takes as long again at most in any measured case; a hundred times that is a fault of ours.</summary>
    private const int MostLengths = 100;

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
            IdleStates = IdleState.TwoSteps(SimDuration.Zero, machine.DeepIdleAfter, SimDuration.Zero),
        };
        var costs = new DispatchCosts { ContextSwitch = machine.ContextSwitch, Wake = SimDuration.Zero };
        var scheduler = new FairScheduler(Scheduler(schedule.Host));
        var dispatcher = new CpuDispatcher(calendar, cpu, costs, scheduler);
        var cold = new ColdCpus(dispatcher, machine, new RngStream((ulong)one.Seeds[run], run, "cold-cpus"));
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
                threads.Add((g, new ReplayThread(calendar, dispatcher, world, machine, cold, requests, schedule.End)));
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

    /// <summary>The kernel's tunables: what its preset and the machine's size fix, and nothing that is fitted.</summary>
    /// <exception cref="SimulationFault">No preset knows the kernel's rules: it is older than Linux 4.18.</exception>
    public static FairParameters Scheduler(CpuScheduleHost host)
    {
        var preset = KernelPreset.OfLinux(Version.Parse(host.Kernel));
        Check.That(preset is not null, "no preset for a kernel so old");
        return KernelPreset.SchedulerOf(new KvmSpec { Kernel = preset!.Name, Scheduler = new FairSchedulerSpec { TickRate = host.Hz } }, host.Cpus);
    }
}
