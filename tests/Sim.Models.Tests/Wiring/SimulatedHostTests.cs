using System.Collections.Immutable;
using Sim.Core.Time;
using Sim.Models.Hardware.Cpu;
using Sim.Models.Hardware.Memory;
using Sim.Models.Hypervisor;
using Sim.Models.Hypervisor.Guest;
using Sim.Models.Measurement;
using Sim.Models.Scenarios;
using Sim.Models.Wiring;
using Sim.Models.Workload;
using Sim.Testing;
using Sim.Testing.Hosts;

namespace Sim.Models.Tests.Wiring;

/// <summary>Whole hosts: what every run owes its reader.</summary>
public sealed class SimulatedHostTests
{
    private const long GiB = 1L << 30;

    private static readonly ImmutableArray<VmPlan> Mix =
    [
        Vm("web", 2, new WorkloadSpec { Template = "web-request", Rate = 150 }),
        Vm("db", 4, new WorkloadSpec { Template = "database-transaction", Users = 8, ThinkTime = SimDuration.FromMilliseconds(5) }),
        Vm("batch", 1, new WorkloadSpec { Template = "batch-job", Users = 1 }),
        Vm("files", 2, new WorkloadSpec { Template = "file-serving", Rate = 200 }),
        Vm("spin", 2, new WorkloadSpec { Template = "cpu-bound", Users = 2 }),
    ];

    /// <summary>Eight closed loops of reads: hundreds of thousands of operations a second through every layer.</summary>
    private static readonly ImmutableArray<VmPlan> FullStorage =
    [
        .. Enumerable.Range(0, 8).Select(i => Vm($"fio{i}", 2, Custom(new StageSpec { Kind = StageKind.Read, Size = 4096 }) with { Users = 7 })),
    ];

    /// <summary>Three wide VMs on the cores of one, whose requests take two locks and shoot down translations.</summary>
    private static readonly ImmutableArray<VmPlan> Locking =
    [
        .. Enumerable.Range(0, 3).Select(i => Vm($"smp{i}", 4, new WorkloadSpec
        {
            Template = "database-transaction", Users = 8, TlbShootdowns = 2000,
            Locks = [Lock("wal", 5, 3, 0.5), Lock("heap", 20, 0.5, 0) with { Order = LockOrder.Unfair }],
        })),
    ];

    [Theory]
    [InlineData(HypervisorKind.Kvm)]
    [InlineData(HypervisorKind.Esxi)]
    public void Locks_and_shootdowns_run_in_a_whole_host(HypervisorKind kind)
    {
        // Run checks every account and Little's law; the same seed gives the same run.
        var host = Run(kind, Locking);
        Assert.Equal(host.Fingerprint(), Run(kind, Locking).Fingerprint());
        var metrics = HostReading.Of(host);
        Assert.InRange(metrics["vcpu.spin_fraction"], 1e-6, metrics["vcpu.run_fraction"]);
        Assert.True(metrics["vcpu.ipi_rate"] > 0 && metrics["vcpu.pause_exit_rate"] > 0);
        // Half a chance of the second lock and three times the first.
        Assert.All(host.Vms, vm => Assert.Equal(6.0, (double)vm.Locks[0].Acquisitions / vm.Locks[1].Acquisitions, 0.6));
    }

    [Fact]
    public void A_lock_that_every_request_needs_bounds_the_throughput()
    {
        // 16 users without thinking on 4 vCPUs and 4 cores, 20 us outside and 50 us (cv 1) under one lock: 1 / 50 us = 20,000 requests a second. 40,000 holds:
        // standard error 0.5 %, 4 of them allowed.
        var workload = Custom(new StageSpec { Kind = StageKind.Cpu, Demand = SimDuration.FromMicroseconds(20), Variation = 0 }) with
        {
            Users = 16, Locks = [Lock("one", 50, 1, 1)],
        };
        var free = HostHarness.NoGuestCosts with { PauseWindow = 0, PvSpinlocks = Paravirtual.Off };
        var host = Build(new HypervisorSpec { Kvm = new KvmSpec { Guest = free } }, [Vm("vm", 4, workload)], cores: 4, seed: 1, replication: 0);
        host.Run(SimDuration.FromSeconds(0.2), SimDuration.FromSeconds(2), CancellationToken.None);
        Assert.Equal(20_000, HostReading.Of(host)["request.custom.throughput"], 400.0);
    }

    [Fact]
    public void Locks_add_their_holds_to_requests_and_change_nothing_else_they_ask_for()
    {
        // 400 requests of lognormal demand, with and without 3 holds of exactly 10 us each: 400 x 30 us more work.
        var plain = new WorkloadSpec { Template = "web-request", Rate = 200 };
        var (without, with) = (WorkOf(plain), WorkOf(plain with { Locks = [Lock("lock", 10, 3, 0)], TlbShootdowns = 500 }));
        Assert.Equal(without.Requests, with.Requests);
        Assert.Equal(400 * 30e6, with.Work - without.Work, 1e3);
        (long Requests, double Work) WorkOf(WorkloadSpec workload) =>
            WorkWhenIdle(Build(HypervisorKind.Kvm, [Vm("vm", 4, workload)], cores: 8, seed: 1, replication: 0), requests: 400, "web-request");
    }

    [Theory]
    [InlineData(HypervisorKind.Kvm)]
    [InlineData(HypervisorKind.Esxi)]
    public void The_same_seed_gives_the_same_run_and_another_seed_another(HypervisorKind kind)
    {
        Assert.Equal(Run(kind, Mix).Fingerprint(), Run(kind, Mix).Fingerprint());
        Assert.NotEqual(Run(kind, Mix).Fingerprint(), Run(kind, Mix, seed: 2).Fingerprint());
        Assert.NotEqual(Run(kind, Mix).Fingerprint(), Run(kind, Mix, replication: 1).Fingerprint());
    }

    [Theory]
    [InlineData(HypervisorKind.Kvm, 1)]
    [InlineData(HypervisorKind.Kvm, 8)]
    [InlineData(HypervisorKind.Esxi, 1)]
    [InlineData(HypervisorKind.Esxi, 8)]
    public void Readings_are_complete_and_consistent(HypervisorKind kind, int cores)
    {
        // Run checks every account and Little's law on every request and on the way; here: overloaded and at ease.
        var host = Run(kind, Mix, cores);
        var metrics = HostReading.Of(host);
        var kinds = host.Probes.Keys;
        var named = MetricCatalog.All.Where(metric => !metric.IsOptional || (kind == HypervisorKind.Kvm && metric.Name == "host.interrupt_fraction")).Select(metric => metric.Name)
            .Concat(kinds.SelectMany(name => MetricCatalog.PerRequestKind.Select(metric => metric.Name.Replace("KIND", name, StringComparison.Ordinal))));
        Assert.Equal(named.Order(StringComparer.Ordinal), metrics.Keys.Order(StringComparer.Ordinal));
        Assert.All(metrics, metric => Assert.True(double.IsFinite(metric.Value) && metric.Value >= 0, $"{metric.Key} = {metric.Value}"));
        // Work counts when a task ends, so a task under way at the end of the warm-up counts whole: 40 ms and 2 x 10 ms of 2 s on one core.
        foreach (var metric in MetricCatalog.All.Where(metric => metric is { Unit: "fraction", IsOptional: false }))
            Assert.InRange(metrics[metric.Name], 0, metric.Name == "vcpu.efficiency" ? 1.03 : 1.0000001);
        Assert.True(metrics["vcpu.run_fraction"] + metrics[MetricCatalog.Ready] + metrics[MetricCatalog.CoStop] <= 1.0000001);
        if (kind == HypervisorKind.Kvm) Assert.Equal(0, metrics[MetricCatalog.CoStop]);
        else Assert.Equal(0, metrics["vcpu.poll_fraction"]);
        Assert.All(host.Probes.Values, probe => Assert.True(probe.Response.Count > 0, probe.Name));
    }

    [Theory]
    [InlineData(HypervisorKind.Kvm)]
    [InlineData(HypervisorKind.Esxi)]
    public void What_no_request_defines_is_left_out_and_never_zero(HypervisorKind kind)
    {
        // One request in eleven days: none is issued in 2.2 s.
        var metrics = HostReading.Of(Run(kind, [Vm("web", 2, new WorkloadSpec { Template = "web-request", Rate = 1e-6 })]));
        Assert.Equal(0, metrics["request.web-request.throughput"]);
        Assert.Equal(0, metrics["request.web-request.in_flight"]);
        Assert.Equal(0, metrics["disk.iops"]);
        string[] undefined = ["response_mean", "response_p50", "response_p95", "response_p99", "error_fraction"];
        Assert.All(undefined, name => Assert.DoesNotContain($"request.web-request.{name}", metrics.Keys));
        Assert.All((string[])["disk.latency_mean", "disk.latency_p99"], name => Assert.DoesNotContain(name, metrics.Keys));
    }

    [Fact]
    public void Adding_a_vm_changes_nobody_elses_requests()
    {
        // Each host large enough that nothing queues: then demands and arrivals decide alone how much a VM did.
        var two = Run(HypervisorKind.Kvm, [Mix[0], Mix[3]], cores: 64);
        var three = Run(HypervisorKind.Kvm, [Mix[0], Mix[3], Mix[2]], cores: 64);
        foreach (var name in new[] { "web-request", "file-serving" })
        {
            Assert.Equal(two.Probes[name].Response.Count, three.Probes[name].Response.Count, 1.0);
            // The drive's flash is shared, so the response of a read may differ by its wait; demands of some ms dominate.
            Assert.Equal(1.0, (double)two.Probes[name].Response.Sum / (double)three.Probes[name].Response.Sum, 0.01);
        }
    }

    [Fact]
    public void Both_hypervisors_serve_the_same_requests()
    {
        // One CPU stage of lognormal demand: the work of the VM is the sum of the demands of the requests that came, whatever the host does.
        var plan = Vm("web", 4, Custom(new StageSpec { Kind = StageKind.Cpu, Demand = SimDuration.FromMilliseconds(2), Variation = 1 }) with { Rate = 300 });
        var kvm = Run(HypervisorKind.Kvm, [plan], cores: 8).Vms.Single();
        var esxi = Run(HypervisorKind.Esxi, [plan], cores: 8).Vms.Single();
        // Requests that began during the warm-up or have not begun at the end may differ: some of 600.
        Assert.Equal(1.0, (double)kvm.NominalWork / esxi.NominalWork, 0.01);
    }

    [Fact]
    public void A_request_asks_for_the_same_wherever_it_is_overtaken()
    {
        // Users of one VM on 1 and on 8 cores: requests overtake each other differently. Closed loop, so nothing but draws decides the total: every
        // request costs the sum of its draws, and the first thousand requests cost the same on both.
        ImmutableArray<StageSpec> stages =
        [
            new() { Kind = StageKind.Cpu, Demand = SimDuration.FromMilliseconds(1), Variation = 1 },
            new() { Kind = StageKind.Read, Count = 0.5, Size = 4096 },
            new() { Kind = StageKind.Cpu, Demand = SimDuration.FromMilliseconds(1), Variation = 1 },
        ];
        var plan = Vm("vm", 4, new WorkloadSpec { Template = "custom", Stages = stages, Rate = 200 });
        var narrow = Build(HypervisorKind.Kvm, [plan], cores: 1, seed: 1, replication: 0);
        var wide = Build(HypervisorKind.Esxi, [plan], cores: 8, seed: 1, replication: 0);
        // Two moments at which both have begun and ended every request issued: the VM stands idle.
        var (first, second) = (WorkWhenIdle(narrow, requests: 400), WorkWhenIdle(wide, requests: 400));
        Assert.Equal(first.Requests, second.Requests);
        Assert.Equal(first.Work, second.Work, first.Work * 1e-12);
    }

    [Fact]
    public void A_wide_esxi_vm_uses_both_sockets()
    {
        // Two sockets of 4 cores, 8 busy vCPUs: two NUMA clients of 4, each core taken.
        var plan = Vm("wide", 8, new WorkloadSpec { Template = "cpu-bound", Users = 8 });
        var host = Run(HypervisorKind.Esxi, [plan], cores: 4, sockets: 2);
        Assert.InRange(HostReading.Of(host)[MetricCatalog.Utilisation], 0.99, 1.0);
        Assert.Equal(4, host.Vms.Single().Vcpus.Count(vcpu => vcpu.HomeNode == 0));
    }

    [Theory]
    [InlineData(HypervisorKind.Kvm, "mix", 8, 2)]
    [InlineData(HypervisorKind.Esxi, "mix", 5, 2)]
    [InlineData(HypervisorKind.Kvm, "nodes", 13, 2)]
    [InlineData(HypervisorKind.Kvm, "polling", 8, 2)]
    [InlineData(HypervisorKind.Kvm, "storage", 1.5, 0.1)]
    [InlineData(HypervisorKind.Esxi, "storage", 0.2, 0.1)]
    [InlineData(HypervisorKind.Kvm, "locks", 8, 1)]
    [InlineData(HypervisorKind.Esxi, "locks", 3, 1)]
    public void A_warm_host_allocates_nothing(HypervisorKind kind, string load, double warmUp, double seconds)
    {
        var host = load switch
        {
            "mix" => Build(kind, Mix, cores: 4, seed: 1, replication: 0),
            "polling" => Build(kind, [.. Mix.Select(vm => vm with { Kvm = new KvmVmSpec { Dedicated = true, VcpuSlice = SimDuration.FromMilliseconds(1) } })], cores: 4, seed: 1, replication: 0),
            "nodes" => Build(kind, Mix, cores: 3, seed: 1, replication: 0, sockets: 2),
            // Under ESXi at ease: with a pCPU for three vCPUs and turns of 200 ms, longer and longer responses make histograms grow for many seconds.
            "locks" => Build(kind, Locking, cores: kind == HypervisorKind.Kvm ? 4 : 12, seed: 1, replication: 0),
            _ => Build(kind, FullStorage, cores: 16, seed: 1, replication: 0),
        };
        // Warm: code compiled, every slab, queue and histogram as large as it gets in such a run.
        host.Calendar.RunUntil(new SimTime(SimDuration.FromSeconds(warmUp).Picoseconds));
        var fired = host.Calendar.Fired;
        var allocated = Allocations.Of(() => host.Calendar.RunUntil(host.Calendar.Now + SimDuration.FromSeconds(seconds)));
        Assert.True(host.Calendar.Fired - fired > 40_000, "the run must be busy");
        Assert.Equal(0, allocated);
    }

    [Fact]
    public void A_user_without_think_time_submits_again_without_a_halt()
    {
        // One read at a time and no polling: the vCPU sleeps while the drive works, so it is put on a pCPU once a read, for the completion and
        // the next submission together.
        var plan = Vm("fio", 1, Custom(new StageSpec { Kind = StageKind.Read, Size = 4096 }) with { Users = 1 });
        var host = Run(HypervisorKind.Esxi, [plan]);
        var reads = host.Probes["custom"].Response.Count;
        Assert.True(reads > 1000);
        Assert.InRange(host.Vms.Single().Vcpus[0].Dispatches, reads - 1, reads + 1);
    }

    [Fact]
    public void Swapped_active_memory_makes_requests_wait_for_pages()
    {
        // Five VMs of 8 GiB, 90 % touched and 35 % active, on 24 GiB under ESXi: far beyond sharing and balloons.
        var plans = Enumerable.Range(0, 5).Select(i => Vm($"vm{i}", 1, new WorkloadSpec { Template = "infrastructure", Rate = 50 }, active: 0.85)).ToImmutableArray();
        var tight = HostReading.Of(Run(HypervisorKind.Esxi, plans, memory: 24));
        var ample = HostReading.Of(Run(HypervisorKind.Esxi, plans, memory: 256));
        Assert.True(tight["memory.swapped"] > 0 && tight["memory.faults"] > 0);
        Assert.Equal(0, ample["memory.faults"]);
        Assert.True(tight["request.infrastructure.response_mean"] > ample["request.infrastructure.response_mean"]);
    }

    [Fact]
    public void Under_esxi_the_vcpu_waits_for_swapped_pages_and_under_kvm_only_the_request_does()
    {
        // One vCPU and several requests at once: a Linux guest runs another task while a page comes (cpu-and-memory 5.3), a guest of ESXi knows nothing of it (cpu-and-memory 2.9: %SWPWT).
        var plans = Enumerable.Range(0, 5).Select(i => Vm($"vm{i}", 1, new WorkloadSpec { Template = "infrastructure", Users = 8, ThinkTime = SimDuration.FromMilliseconds(5) }, active: 0.85))
            .ToImmutableArray();
        var esxi = HostReading.Of(Run(HypervisorKind.Esxi, plans, memory: 24));
        var kvm = HostReading.Of(Run(HypervisorKind.Kvm, plans, memory: 24));
        Assert.True(esxi["memory.faults"] > 100 && kvm["memory.faults"] > 100);
        Assert.Equal(0, kvm["vcpu.swap_wait_fraction"]);
        // Five vCPUs wait for every page, one after the other: a 4 KiB read of the drives, 60 to 500 us with what other VMs read, and the interrupt.
        Assert.InRange(esxi["vcpu.swap_wait_fraction"] * 5 / esxi["memory.faults"] * 1e6, 60, 500);
        Assert.InRange(esxi["vcpu.swap_wait_fraction"], 0, esxi["vcpu.wait_fraction"]);
    }

    [Fact]
    public void Under_esxi_interrupts_of_devices_take_time_from_who_runs_there_and_under_kvm_they_have_none_of_their_own()
    {
        var plans = Enumerable.Range(0, 6).Select(i => Vm($"vm{i}", 2, new WorkloadSpec { Template = "database-transaction", Rate = 150 })).ToImmutableArray();
        var esxi = HostReading.Of(Run(HypervisorKind.Esxi, plans, memory: 256));
        var kvm = HostReading.Of(Run(HypervisorKind.Kvm, plans, memory: 256));
        Assert.Equal(0, kvm["vcpu.overlap_fraction"]);
        // At most every disk request and every message interrupts somebody for 1 us, 1.6 us beside a busy thread: 900 transactions a second with 1.5 requests and a message each.
        Assert.InRange(esxi["vcpu.overlap_fraction"] * 12, 1e-6, 900 * 2.5 * 1.6e-6);
    }

    private static (long Requests, double Work) WorkWhenIdle(SimulatedHost host, int requests, string kind = "custom")
    {
        var probe = host.Probes[kind];
        while (probe.Response.Count < requests || probe.Open > 0)
        {
            host.Calendar.RunUntil(host.Calendar.Now + SimDuration.FromMicroseconds(20));
            if (probe.Open == 0 && probe.Response.Count == requests) break;
            Assert.True(probe.Response.Count < requests + 400, "the VM never stood idle");
        }

        return (probe.Response.Count, host.Vms.Single().NominalWork);
    }

    private static SimulatedHost Run(
        HypervisorKind kind, ImmutableArray<VmPlan> vms, int cores = 4, long seed = 1, int replication = 0, int sockets = 1, long memory = 256)
    {
        var host = Build(kind, vms, cores, seed, replication, sockets, memory);
        host.Run(SimDuration.FromSeconds(0.2), SimDuration.FromSeconds(2), CancellationToken.None);
        return host;
    }

    private static SimulatedHost Build(
        HypervisorKind kind, ImmutableArray<VmPlan> vms, int cores, long seed, int replication, int sockets = 1, long memory = 256) =>
        Build(new HypervisorSpec { Kind = kind }, vms, cores, seed, replication, sockets, memory);

    private static SimulatedHost Build(
        HypervisorSpec hypervisor, ImmutableArray<VmPlan> vms, int cores, long seed, int replication, int sockets = 1, long memory = 256) =>
        new(
            new HostSpec
            {
                Cpu = new CpuParameters { Sockets = sockets, CoresPerSocket = cores, ThreadsPerCore = 1 },
                Memory = new MemoryParameters { Size = memory * GiB },
            },
            hypervisor, vms, seed, replication);

    private static LockSpec Lock(string name, double hold, double perRequest, double variation) =>
        new() { Name = name, Hold = SimDuration.FromMicroseconds(hold), PerRequest = perRequest, Variation = variation };

    private static WorkloadSpec Custom(params StageSpec[] stages) => new() { Template = "custom", Stages = [.. stages] };

    private static VmPlan Vm(string name, int vcpus, WorkloadSpec workload, double active = 0.35) =>
        new(name, vcpus, new MemoryDemand(8 * GiB, 0.9, active, vcpus), workload);
}
