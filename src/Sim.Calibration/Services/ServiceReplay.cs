using System.Collections.Immutable;
using Sim.Calibration.Cpu;
using Sim.Core.Events;
using Sim.Core.Random;
using Sim.Core.Time;

namespace Sim.Calibration.Services;

/// <summary>Plays a case: servers and neighbours on one CPU, load generators on another, both under the scheduler model.</summary>
/// <remarks>Draws its own demands, so that a prediction needs nothing of the case but who runs and how many clients there are. Page: docs/validation/apps.md.</remarks>
public static class ServiceReplay
{
    private const ulong Seed = 20261122;

    /// <summary>One replication: what each service of the case shows, in their order.</summary>
    /// <param name="schedule">The measurements the case belongs to.</param>
    /// <param name="one">The case.</param>
    /// <param name="demands">What a request of each service asks for, in the order of the case's services.</param>
    /// <param name="machine">The machine's costs.</param>
    /// <param name="replication">Which replication, from 0.</param>
    public static ImmutableArray<ServiceReplayRun> Run(
        ServiceSchedule schedule, ServiceCase one, ImmutableArray<ServiceDemand> demands, ServiceMachine machine, int replication)
    {
        var calendar = new EventCalendar();
        var streams = new RngStreams(Seed, replication);
        var clients = new ServiceCpu(calendar, schedule.Host, machine);
        var servers = new ServiceCpu(calendar, schedule.Host, machine);
        var end = SimTime.Zero + SimDuration.FromSeconds(schedule.Seconds);
        for (var n = 0; n < one.Neighbours.Length; n++) Neighbour(one.Neighbours[n], n, calendar, servers, machine, replication, schedule.Seconds, end);
        var loops = one.Services.Select((load, i) => new ServiceLoop(ServiceProgram.Of(load.Service), load.Clients, demands[i], calendar, servers, clients, streams)).ToArray();
        foreach (var loop in loops) loop.Start();
        calendar.RunUntil(end);
        servers.Dispatcher.CheckAccounts();
        clients.Dispatcher.CheckAccounts();
        return [.. loops.Zip(one.Services, (loop, load) => Statistics(loop, schedule.Seconds, servers.CpuSeconds(ServiceProgram.Of(load.Service).Server)))];
    }

    private static void Neighbour(
        string words, int index, EventCalendar calendar, ServiceCpu servers, ServiceMachine machine, int replication, double seconds, SimTime end)
    {
        var group = NeighbourReader.Read(words, out _, out _)!;
        var requests = group.IsAlwaysBusy ? default : CpuDraws.Of(group, replication, index, seconds);
        // What leaving an idle state takes is in the fitted times, as for the services.
        var cold = new ColdCpus(servers.Dispatcher, machine.Cpu with { IdleExit = SimDuration.Zero }, new RngStream(Seed, replication, FormattableString.Invariant($"neighbour/{index}/cold")));
        new ReplayThread(calendar, servers.Dispatcher, servers.AddNeighbour(FormattableString.Invariant($"neighbour/{index}")), machine.Cpu, cold, requests, end).Start();
    }

    private static ServiceReplayRun Statistics(ServiceLoop loop, double seconds, double cpu)
    {
        var sorted = loop.Responses.Sort();
        double At(double share) => sorted.IsEmpty ? 0 : sorted[Math.Min(sorted.Length - 1, (int)(share * sorted.Length))] / (double)SimDuration.PerNanosecond;
        return new ServiceReplayRun(
            sorted.Length, sorted.Length / seconds, sorted.IsEmpty ? 0 : sorted.Average() / SimDuration.PerNanosecond, At(0.5), At(0.99), cpu);
    }
}
