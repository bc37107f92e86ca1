using System.Diagnostics;
using System.Globalization;
using Sim.Core.Events;
using Sim.Core.Time;
using Sim.Models.Scenarios;
using Sim.Models.Wiring;
using Sim.Scenarios;

namespace Sim.Benchmarks;

/// <summary>Whole hosts: simulated seconds per wall second, events per second, bytes per event.</summary>
/// <remarks>
/// <c>host [kvm|esxi] SECONDS</c> runs <c>scenarios/benchmarks/host-38-vms.yaml</c>, <c>nvme [kvm|esxi] SECONDS</c> runs <c>nvme-480k.yaml</c>,
/// <c>overload [kvm|esxi] SECONDS</c> runs the 38 VMs on a quarter of the cores, as a search for the density does on its way,
/// <c>drive SECONDS</c> the drive of the latter alone. <c>events</c> before any of them lists the events by kind instead of timing them.
/// Page: docs/benchmarks/amd-epyc/host.md.
/// </remarks>
public static class HostModel
{
    private static readonly SimDuration WarmUp = SimDuration.FromMilliseconds(500);

    /// <summary>Runs what the command line asks for.</summary>
    /// <param name="args">The command line.</param>
    /// <returns>Whether it was one of ours.</returns>
    public static bool TryRun(string[] args)
    {
        var census = args is ["events", ..];
        (string Name, EventCalendar Calendar, Func<string> Result, string Seconds) model;
        switch (census ? args[1..] : args)
        {
            case [("host" or "overload" or "nvme") and var scenario, ("kvm" or "esxi") and var kind, var seconds]:
                model = Host(scenario, kind, seconds);
                break;
            case [("host" or "overload" or "nvme") and var scenario, var seconds]:
                model = Host(scenario, "kvm", seconds);
                break;
            case ["drive", var seconds]:
                var loop = new DriveLoop(Read("nvme", "kvm").Host.Storage.Drive, DriveLoop.Depth);
                model = ("drive", loop.Calendar, () => string.Create(CultureInfo.InvariantCulture, $"{loop.Completed} reads"), seconds);
                break;
            default:
                return false;
        }

        var length = SimDuration.FromSeconds(double.Parse(model.Seconds, CultureInfo.InvariantCulture));
        model.Calendar.RunUntil(SimTime.Zero + WarmUp);
        if (census) EventCensus.Print(model.Calendar, length);
        else Time(model.Name, model.Calendar, length);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"# result {model.Result()}"));
        return true;
    }

    private static (string Name, EventCalendar Calendar, Func<string> Result, string Seconds) Host(string scenario, string kind, string seconds)
    {
        var read = Read(scenario, kind);
        var host = new SimulatedHost(read.Host, read.Hypervisor, VmPlans.Of(read.Vms), read.Measurement.Seed, replication: 0);
        return ($"{scenario}-{kind}", host.Calendar, () => Result(host), seconds);
    }

    private static Scenario Read(string scenario, string kind)
    {
        var file = scenario is "host" or "overload" ? "host-38-vms.yaml" : "nvme-480k.yaml";
        var read = ScenarioReader.Read(Path.Combine(Root(), "scenarios", "benchmarks", file)).Value;
        if (scenario == "overload")
        {
            var cpu = read.Host.Cpu;
            read = read with { Host = read.Host with { Cpu = cpu with { CoresPerSocket = cpu.CoresPerSocket / 4 } } };
        }

        return read with { Hypervisor = read.Hypervisor with { Kind = kind == "esxi" ? HypervisorKind.Esxi : HypervisorKind.Kvm } };
    }

    // What two builds must agree on before their times are compared.
    private static string Result(SimulatedHost host)
    {
        var (requests, time) = (0L, Int128.Zero);
        foreach (var probe in host.Probes.Values) (requests, time) = (requests + probe.Response.Count, time + probe.Response.Sum);
        var busy = host.Dispatcher.BusyTime() / host.Calendar.Now.Seconds / SimDuration.PerSecond / host.Dispatcher.Topology.Pcpus;
        return string.Create(CultureInfo.InvariantCulture, $"{host.Fingerprint()}, {requests} requests in {time} ps, {busy:p1} of pCPUs busy");
    }

    private static void Time(string name, EventCalendar calendar, SimDuration length)
    {
        // A second run of the same length, so that the times are those of the last tier of compiled code and of grown arrays.
        calendar.RunUntil(calendar.Now + length);
        var (fired, bytes, collections) = (calendar.Fired, GC.GetAllocatedBytesForCurrentThread(), GC.CollectionCount(0));
        using var process = Process.GetCurrentProcess();
        var (started, user) = (Stopwatch.GetTimestamp(), process.UserProcessorTime);
        calendar.RunUntil(calendar.Now + length);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        process.Refresh();
        var cpu = (process.UserProcessorTime - user).TotalSeconds;
        fired = calendar.Fired - fired;
        bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"hvsim {name} {length.Seconds} {fired} {seconds:f6} {fired / seconds:f0} | {length.Seconds / seconds:f2} simulated s per wall s, {length.Seconds / cpu:f2} per user s, {(double)bytes / fired:f4} B/event, {GC.CollectionCount(0) - collections} gen 0, {process.PeakWorkingSet64 >> 20} MiB peak"));
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Sim.slnx"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("benchmarks must run from a build inside the repository");
    }
}
