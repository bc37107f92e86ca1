using Sim.Core.Time;
using Sim.Core.Tracing;
using Sim.Models.Hypervisor;
using Sim.Models.Measurement;
using Sim.Models.Scenarios;
using Sim.Testing;
using Sim.Testing.Tracing;

namespace Sim.Models.Tests.Tracing;

/// <summary>A trace tells what the run's own accounts tell, to the picosecond, and changes nothing.</summary>
public sealed class HostTraceTests
{
    public static TheoryData<HypervisorKind, int> Hosts => new()
    {
        { HypervisorKind.Kvm, 1 }, { HypervisorKind.Kvm, 4 }, { HypervisorKind.Esxi, 1 }, { HypervisorKind.Esxi, 4 },
    };

    [Theory]
    [MemberData(nameof(Hosts))]
    public void Slices_of_every_world_add_up_to_its_accounts(HypervisorKind kind, int cores)
    {
        var run = TracedRun.Of(kind, cores);
        foreach (var world in run.Host.Dispatcher.Worlds)
        {
            Assert.Equal(world.RunTime, run.Sum(world.Name, "running", "polling"));
            Assert.Equal(world.PollTime, run.Sum(world.Name, "polling"));
            Assert.Equal(world.ReadyTime, run.Sum(world.Name, "ready"));
            Assert.Equal(world.CoStopTime, run.Sum(world.Name, "co-stopped"));
            Assert.Equal(world.BlockedTime, run.Sum(world.Name, "blocked"));
            Assert.Equal(TracedRun.Length.Picoseconds, run.Trace.Threads[world.Name].Sum(slice => slice.Length));
        }

        // Overloaded, the run must show what the accounts are about.
        if (cores == 1) Assert.True(run.Host.Dispatcher.Worlds.Sum(world => world.ReadyTime) > TracedRun.Length.Picoseconds);
        else if (kind == HypervisorKind.Kvm) Assert.True(run.Host.Dispatcher.Worlds.Sum(world => world.PollTime) > 0);
    }

    [Theory]
    [MemberData(nameof(Hosts))]
    public void Pcpus_are_occupied_by_whom_the_worlds_say(HypervisorKind kind, int cores)
    {
        var run = TracedRun.Of(kind, cores);
        var pcpus = Enumerable.Range(0, cores).Select(TracedRun.Pcpu).ToList();
        Assert.Equal(run.Host.Dispatcher.BusyTime(), pcpus.Sum(pcpu => run.Trace.Threads[pcpu].Sum(slice => slice.Length)));
        foreach (var world in run.Host.Dispatcher.Worlds)
        {
            Assert.Equal(world.RunTime, pcpus.Sum(pcpu => run.Sum(pcpu, world.Name)));
            foreach (var slice in run.Trace.Threads[world.Name].Where(slice => slice.Name is "running" or "polling" && slice.Length > 0))
            {
                Assert.Contains(run.Trace.Threads[$"host/pcpu{slice.Numbers["pcpu"]}"], stay => stay.Name == world.Name && stay.From <= slice.From && stay.To >= slice.To);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Hosts))]
    public void Run_queues_and_switches_hold_exactly_the_ready_time(HypervisorKind kind, int cores)
    {
        // Whoever is ready waits in a queue or is being switched to.
        var run = TracedRun.Of(kind, cores);
        var waiting = Int128.Zero;
        for (var queue = 0; queue < cores; queue++) waiting += run.Area($"host: run queue {queue}");
        var switching = Enumerable.Range(0, cores).Sum(pcpu => run.Sum(TracedRun.Pcpu(pcpu), "switch"));
        Assert.True(switching > 0);
        Assert.Equal(run.Host.Dispatcher.Worlds.Sum(world => world.ReadyTime), (long)(waiting + switching));
    }

    [Theory]
    [InlineData(HypervisorKind.Kvm)]
    [InlineData(HypervisorKind.Esxi)]
    public void Operations_and_queue_depths_are_those_of_the_devices(HypervisorKind kind)
    {
        var run = TracedRun.Of(kind, cores: 4);
        var end = run.Host.Calendar.Now;
        // What is still open at the end is closed there; an event at the last picosecond would be counted wrongly, and there is none.
        var done = run.Trace.Operations.Where(operation => operation.Whole.To < end.Picoseconds).ToList();
        foreach (var disk in run.Host.Disks)
        {
            var vm = disk.Name.Split('/')[0];
            Assert.Equal(disk.Completed, done.Count(operation => operation.Process == vm && operation.Category == "disk"));
            Assert.Equal(disk.Outstanding.MeanAt(end), (double)run.Area($"{vm}: disk queue") / TracedRun.Length.Picoseconds, 1e-9);
        }

        Assert.Equal(run.Host.Disks.Sum(disk => disk.Completed), done.Count(operation => operation.Category == "disk"));
        var drive = (Sim.Models.Hardware.Storage.NvmeDevice)run.Host.Array.Drives[0];
        Assert.Equal(drive.Completed, done.Count(operation => operation.Process == "host/nvme0"));
        Assert.True(drive.Completed > 100);
        var depth = Int128.Zero;
        for (var queue = 0; queue < drive.QueuePairs; queue++) depth += run.Area($"host/nvme0: queue {queue}");
        Assert.Equal(drive.InFlight.MeanAt(end), (double)depth / TracedRun.Length.Picoseconds, 1e-9);
        Assert.Equal(drive.Unfetched.MeanAt(end), (double)run.Area("host/nvme0: not fetched") / TracedRun.Length.Picoseconds, 1e-9);
        var nic = run.Host.Network.Nic;
        Assert.Equal(nic.TransmitQueued.MeanAt(end), Rings("transmit"), 1e-9);
        Assert.Equal(nic.ReceiveQueued.MeanAt(end), Rings("receive"), 1e-9);
        foreach (var (name, probe) in run.Host.Probes)
            Assert.Equal(probe.Response.Count, done.Count(operation => operation.Category == "request" && operation.Whole.Name == name));

        double Rings(string direction)
        {
            var area = Int128.Zero;
            for (var ring = 0; ring < nic.Queues; ring++) area += run.Area($"host/nic0: {direction} ring {ring}");
            return (double)area / TracedRun.Length.Picoseconds;
        }
    }

    [Fact]
    public void A_request_can_be_followed_from_the_client_to_its_answer()
    {
        var run = TracedRun.Of(HypervisorKind.Kvm, cores: 4);
        var byId = run.Trace.Operations.ToDictionary(operation => operation.Id);
        var followed = 0;
        foreach (var request in run.Trace.Operations.Where(operation => operation.Category == "request" && operation.Process == "files"))
        {
            if (request.Whole.To == run.Host.Calendar.Now.Picoseconds || request.Whole.From == TracedRun.Measured.From.Picoseconds) continue;
            // Stages follow one another without a gap: each nanosecond of the response time has a name.
            Assert.Equal(request.Whole.From, request.Stages[0].From);
            Assert.Equal(request.Whole.To, request.Stages[^1].To);
            Assert.All(request.Stages.Zip(request.Stages.Skip(1)), pair => Assert.Equal(pair.First.To, pair.Second.From));
            foreach (var disk in run.Trace.Operations.Where(operation => operation.Whole.Numbers.GetValueOrDefault("for") == request.Id))
            {
                Assert.Contains(request.Stages, stage => stage.Name is "read" or "write" && stage.From <= disk.Whole.From && stage.To >= disk.Whole.To);
                Assert.Equal(["guest submits", "thread submits", "drives", "thread completes", "interrupt"], disk.Stages.Where(stage => stage.Name != "held").Select(stage => stage.Name));
                var inDrives = disk.Stages.Single(stage => stage.Name == "drives");
                var commands = run.Trace.Operations.Where(operation => operation.Whole.Numbers.GetValueOrDefault("for") == disk.Id).ToList();
                Assert.NotEmpty(commands);
                Assert.All(commands, command => Assert.True(
                    command.Category == "nvme" && command.Whole.From >= inDrives.From && command.Whole.To <= inDrives.To
                    && command.Whole.Numbers["bytes"] == disk.Whole.Numbers["bytes"]));
                followed++;
            }

            // Arrows: in by a vCPU of the VM, out by its NIC's thread.
            var path = run.Trace.Flows[request.Id];
            Assert.StartsWith("files/vcpu", path[0].Thread, StringComparison.Ordinal);
            Assert.Equal(('f', "files/nic0"), (path[^1].Phase, path[^1].Thread));
            Assert.True(path[0].Time >= request.Whole.From && path[^1].Time <= request.Whole.To);
        }

        Assert.True(followed > 20, $"{followed} disk requests followed");
        Assert.All(run.Trace.Operations.Where(operation => operation.Category == "nvme"), command => Assert.True(
            !command.Whole.Numbers.TryGetValue("for", out var id) || !byId.TryGetValue(id, out var owner) || owner.Category is "disk" or "request"));
    }

    [Theory]
    [InlineData(HypervisorKind.Kvm)]
    [InlineData(HypervisorKind.Esxi)]
    public void Results_do_not_depend_on_tracing(HypervisorKind kind)
    {
        var plain = TracedRun.Build(kind, cores: 2);
        plain.Run(TracedRun.WarmUp, TracedRun.Length, CancellationToken.None);
        var traced = TracedRun.Of(kind, cores: 2).Host;
        Assert.Equal(plain.Fingerprint(), traced.Fingerprint());
        Assert.Equal(HostReading.Of(plain), HostReading.Of(traced));
    }

    [Fact]
    public void Equal_runs_have_equal_traces() =>
        Assert.Equal(Bytes(HypervisorKind.Esxi), Bytes(HypervisorKind.Esxi));

    [Fact]
    public void A_window_cuts_what_is_under_way_at_its_edges()
    {
        var whole = TracedRun.Of(HypervisorKind.Kvm, cores: 2);
        var selection = TracedRun.Measured with { From = SimTime.Zero + SimDuration.FromMilliseconds(101.2345678), To = SimTime.Zero + SimDuration.FromMilliseconds(120) };
        var part = TracedRun.Of(HypervisorKind.Kvm, cores: 2, selection);
        var (from, to) = (selection.From.Picoseconds, selection.To.Picoseconds);
        foreach (var (thread, slices) in part.Trace.Threads)
        {
            // The slices of the whole trace, cut to the window. Of no length are those that begin or end with it.
            var cut = whole.Trace.Threads[thread].Where(slice => slice.To > from && slice.From < to && slice.Length > 0)
                .Select(slice => (slice.Name, Math.Max(slice.From, from), Math.Min(slice.To, to)));
            Assert.Equal(cut, slices.Where(slice => slice.Length > 0).Select(slice => (slice.Name, slice.From, slice.To)));
        }

        Assert.All(part.Trace.Operations, operation => Assert.True(operation.Whole.From >= from && operation.Whole.To <= to));
        Assert.Equal(
            whole.Trace.Operations.Count(operation => operation.Whole.From < to && operation.Whole.To > from), part.Trace.Operations.Count);
    }

    [Fact]
    public void Only_the_objects_asked_for_are_in_the_file()
    {
        var run = TracedRun.Of(HypervisorKind.Kvm, cores: 2, TracedRun.Measured with { Objects = ["db/vcpu*", "host/nvme0", "web"] });
        Assert.Equal(["db", "host/nvme0", "web"], run.Trace.Processes.Order(StringComparer.Ordinal));
        Assert.Equal(
            ["db/vcpu0", "db/vcpu1", "db/vcpu2", "db/vcpu3", "web/disk0", "web/nic0", "web/vcpu0", "web/vcpu1"],
            run.Trace.Threads.Keys.Order(StringComparer.Ordinal));
        Assert.All(run.Trace.Operations, operation => Assert.True(operation.Process is "host/nvme0" or "web"));
        Assert.Contains(run.Trace.Counters.Keys, name => name.StartsWith("host/nvme0: queue", StringComparison.Ordinal));
        Assert.DoesNotContain(run.Trace.Counters.Keys, name => name.StartsWith("db", StringComparison.Ordinal));
    }

    [Fact]
    public void A_pattern_that_picks_nothing_is_reported_with_every_name()
    {
        using var trace = new RunTrace(new TraceSelection { Objects = ["db/*", "bd/*", "*/disk1"] }, Stream.Null, []);
        TracedRun.Build(HypervisorKind.Kvm, cores: 1).Record(trace);
        Assert.Equal(["bd/*", "*/disk1"], trace.UnmatchedPatterns);
        Assert.Contains("db/requests", trace.Objects);
        Assert.Contains("host/runqueue0", trace.Objects);
    }

    [Fact]
    public void The_size_limit_holds_and_leaves_a_whole_file()
    {
        const long Limit = 300_000;
        var run = TracedRun.Of(HypervisorKind.Kvm, cores: 2, TracedRun.Measured with { MostBytes = Limit });
        Assert.InRange(run.Summary.Bytes, Limit / 2, Limit);
        var cut = run.Summary.CutAt!.Value;
        Assert.InRange(cut.Picoseconds, TracedRun.Measured.From.Picoseconds, TracedRun.Measured.To.Picoseconds);
        Assert.Equal(cut.ToString(), run.Trace.Facts["cutAt"]);
        Assert.Equal("mix \"of\" four", run.Trace.Facts["scenario"]);
        // Up to the cut it tells all: worlds are in some state at every instant.
        foreach (var world in run.Host.Dispatcher.Worlds)
            Assert.Equal((cut - TracedRun.Measured.From).Picoseconds, run.Trace.Threads[world.Name].Sum(slice => slice.Length));
    }

    [Theory]
    [InlineData(HypervisorKind.Kvm)]
    [InlineData(HypervisorKind.Esxi)]
    public void A_warm_host_allocates_nothing_while_it_is_traced(HypervisorKind kind)
    {
        var host = TracedRun.Build(kind, cores: 4);
        using var sink = new CountingSink();
        using var trace = new RunTrace(new TraceSelection { MostBytes = long.MaxValue / 2 }, sink, []);
        host.Record(trace);
        // Warm: code compiled, every slab, queue and histogram as large as it gets in such a run.
        host.Calendar.RunUntil(new SimTime(SimDuration.FromSeconds(10).Picoseconds));
        var (fired, written) = (host.Calendar.Fired, sink.Written);
        var allocated = Allocations.Of(() => host.Calendar.RunUntil(host.Calendar.Now + SimDuration.FromSeconds(0.5)));
        Assert.True(host.Calendar.Fired - fired > 10_000, "the run must be busy");
        Assert.True(sink.Written - written > 5_000_000, "the trace must be written meanwhile");
        Assert.Equal(0, allocated);
    }

    private static byte[] Bytes(HypervisorKind kind)
    {
        var host = TracedRun.Build(kind, cores: 2);
        using var file = new MemoryStream();
        using var trace = new RunTrace(TracedRun.Measured, file, []);
        host.Record(trace);
        host.Run(TracedRun.WarmUp, TracedRun.Length, CancellationToken.None);
        trace.Finish(host.Calendar.Now);
        return file.ToArray();
    }
}
