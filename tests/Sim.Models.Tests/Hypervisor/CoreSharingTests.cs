using CsCheck;
using Sim.Core.Events;
using Sim.Core.Random;
using Sim.Core.Time;
using Sim.Models.Hypervisor;
using Sim.Models.Hypervisor.Esxi;
using Sim.Models.Hypervisor.Kvm;
using Sim.Testing;
using Sim.Testing.Hosts;

namespace Sim.Models.Tests.Hypervisor;

/// <summary>Core scheduling and side-channel aware scheduling: who shares a core, what that costs, and that nobody is held for ever.</summary>
public sealed class CoreSharingTests
{
    private const double Second = 1e12;

    private static readonly FairParameters Cookies = new() { CoreScheduling = CoreScheduling.Vm };

    private static EsxiCpuParameters Esxi(SideChannelScheduler scheduler) => new() { SideChannel = scheduler };

    private static HostHarness Host(string policy, int cores, DispatchCosts? costs = null) => policy switch
    {
        "off" => HostHarness.Kvm(HostHarness.Cores(cores, smt: true), costs: costs),
        "cfs" => HostHarness.Kvm(HostHarness.Cores(cores, smt: true), Cookies with { Policy = FairPolicy.Cfs }, costs),
        "vm" => HostHarness.Kvm(HostHarness.Cores(cores, smt: true), Cookies, costs),
        _ => HostHarness.Esxi(HostHarness.Cores(cores, smt: true), Esxi(Enum.Parse<SideChannelScheduler>(policy, ignoreCase: true)), costs),
    };

    private static void CheckCores(HostHarness host, bool oneThread)
    {
        for (var pcpu = 0; pcpu < host.Dispatcher.Topology.Pcpus; pcpu += 2)
        {
            if (host.Dispatcher.RunningOn(pcpu) is not { } one || host.Dispatcher.RunningOn(pcpu + 1) is not { } other) continue;
            Assert.False(oneThread, "both threads of a core are used");
            Assert.True(one.VmId == other.VmId || one.VmId < 0 || other.VmId < 0, $"{one.Name} runs beside {other.Name}");
        }
    }

    /// <summary>Work done a second, in sustained cores, by VMs that compute without end.</summary>
    private static double Capacity(string policy, int cores, int vms, int vcpus)
    {
        var host = Host(policy, cores);
        for (var i = 0; i < vms; i++) host.AddBusyVm($"vm{i}", vcpus);
        host.Run(2.0);
        host.Dispatcher.ResetAccounts();
        host.Run(8.0);
        return host.Dispatcher.Worlds.Sum(world => (double)world.WorkDone) / (8 * Second);
    }

    [Fact]
    public void The_threads_of_a_core_never_run_two_vms_accounts_stay_exact_and_all_work_is_done()
    {
        var hosts =
            from policy in Gen.Int[0, 3].Select(i => new[] { "vm", "cfs", "scav1", "scav2" }[i])
            from cores in Gen.Int[1, 4]
            from vms in Gen.Int[1, 4].Array[1, 6]
            from free in Gen.Bool
            from work in Gen.Int[0, 2].Select(i => new[] { 5, 200, 5_000 }[i])
            from sleep in Gen.Int[0, 2].Select(i => new[] { 20, 300, 6_000 }[i])
            from seed in Gen.ULong
            select (policy, cores, vms, free, work, sleep, seed);
        hosts.Sample(
            random =>
            {
                var host = Host(random.policy, random.cores, random.free ? null : new DispatchCosts());
                var streams = new RngStreams(random.seed, 0);
                var loads = new List<PulsingLoad>();
                foreach (var vcpus in random.vms)
                {
                    foreach (var vcpu in host.AddVm($"vm{host.Vms.Count}", vcpus).Vcpus)
                        loads.Add(new PulsingLoad(host, vcpu, streams.Get(vcpu.Name), SimDuration.FromMicroseconds(random.work), SimDuration.FromMicroseconds(random.sleep)));
                }

                // One of the host's own worlds, which may run beside anybody unless only one thread is used.
                var receive = host.Dispatcher.AddWorld("receive", WorldKind.HostInterrupt, -1, source: null, PollPolicy.Off);
                loads.Add(new PulsingLoad(host, receive, streams.Get("receive"), SimDuration.FromMicroseconds(3), SimDuration.FromMicroseconds(200)));
                for (var step = 0; step < 600; step++)
                {
                    host.Run(SimDuration.FromMicroseconds(43.3));
                    host.CheckPlaces(mayIdle: random.policy is "vm" or "cfs");
                    CheckCores(host, random.policy == "scav1");
                    if (step == 100) host.Dispatcher.ResetAccounts();
                }

                Assert.InRange(
                    host.Dispatcher.HeldIdleTime(), 0, (host.Dispatcher.Accounted.Picoseconds * host.Dispatcher.Topology.Pcpus) - host.Dispatcher.BusyTime());
                foreach (var load in loads) load.Stop();
                host.Run(5.0);
                Assert.All(host.Dispatcher.Worlds, world => Assert.Equal(WorldState.Blocked, world.State));
                Assert.All(host.Dispatcher.Worlds, world => Assert.Equal(0, world.Backlog));
            },
            iter: 60);
    }

    [Fact]
    public void Two_vms_on_the_two_threads_of_a_core_take_turns_of_two_ticks_under_core_scheduling()
    {
        // Each is alone in its queue. The one that runs is looked at in the first tick after half a slice (1.4 ms): at 2 ms. From there on the other one is
        // behind as soon as it has run less: turns of 2 ms, each at the full speed of the core, one thread held idle at every instant.
        var host = Host("vm", 1);
        var vms = new[] { host.AddBusyVm("a", 1), host.AddBusyVm("b", 1) };
        var threads = vms.Select(vm => vm.Vcpus[0].Pcpu).ToArray();
        Assert.Equal([0, 1], threads.Order());
        host.Run(0.1);
        host.Dispatcher.ResetAccounts();
        host.Run(4.0);
        Assert.All(vms, vm => Assert.Equal(2 * Second, vm.Vcpus[0].RunTime, 3e9));
        Assert.All(vms, vm => Assert.InRange(vm.Vcpus[0].RunTime / (double)vm.Vcpus[0].Dispatches, 2e9, 3e9));
        Assert.Equal(4 * (long)Second, vms.Sum(vm => vm.Vcpus[0].WorkDone));
        Assert.Equal(4 * (long)Second, host.Dispatcher.HeldIdleTime());
    }

    [Fact]
    public void Under_cfs_they_take_turns_of_half_a_latency_and_a_tick()
    {
        // The one that runs alone beside a held thread is looked at in the first tick at which it ran for more than half its slice, the latency of 24 ms: at 13 ms.
        var host = Host("cfs", 1);
        var vms = new[] { host.AddBusyVm("a", 1), host.AddBusyVm("b", 1) };
        host.Run(0.1);
        host.Dispatcher.ResetAccounts();
        host.Run(5.2);
        Assert.All(vms, vm => Assert.Equal(2.6 * Second, vm.Vcpus[0].RunTime, 13e9));
        Assert.All(vms, vm => Assert.InRange(vm.Vcpus[0].RunTime / (double)vm.Vcpus[0].Dispatches, 12.9e9, 13.1e9));
        Assert.Equal(5.2 * Second, vms.Sum(vm => vm.Vcpus[0].WorkDone), 0.0);
        Assert.Equal(5.2 * Second, host.Dispatcher.HeldIdleTime(), 0.0);
    }

    [Theory]
    [InlineData("vm", 1, 3)]
    [InlineData("vm", 2, 7)]
    [InlineData("cfs", 1, 3)]
    [InlineData("cfs", 2, 7)]
    [InlineData("scav2", 1, 3)]
    [InlineData("scav2", 2, 7)]
    [InlineData("scav1", 1, 3)]
    public void Nobody_starves_and_equal_vms_get_equal_parts_of_the_cores(string policy, int cores, int vms)
    {
        // VMs of one vCPU: a core runs one at a time, so each has cores / VMs of a core. ESXi within two quanta (0.4 s) of 60 s. Under KVM the two queues of a core are
        // compared by how far each has come, so a core is split by queue where the numbers do not divide: 2 : 1 at most.
        var host = Host(policy, cores);
        for (var i = 0; i < vms; i++) host.AddBusyVm($"vm{i}", 1);
        host.Run(2.0);
        host.Dispatcher.ResetAccounts();
        host.Run(60.0);
        var fair = 60 * Second * cores / vms;
        foreach (var vm in host.Vms)
        {
            if (policy is "vm" or "cfs") Assert.InRange(vm.Vcpus[0].RunTime, 0.5 * fair, 2 * fair);
            else Assert.Equal(fair, vm.Vcpus[0].RunTime, 0.4 * Second);
        }
    }

    [Theory]
    [InlineData("none", "scav2")]
    [InlineData("off", "vm")]
    [InlineData("off", "cfs")]
    public void A_full_host_of_narrow_vms_loses_the_gain_of_smt(string off, string on)
    {
        // 4 cores of two threads, 1.25 cores of work each: 5 in all. VMs of one vCPU leave one thread idle, 4 in all: 20 % less, as with one thread a core.
        // The turbo table is flat and dispatching free.
        Assert.Equal(5.0, Capacity(off, 4, 16, 1), 1e-3);
        Assert.Equal(4.0, Capacity(on, 4, 16, 1), 1e-3);
        Assert.Equal(4.0, Capacity("scav1", 4, 16, 1), 1e-3);
    }

    [Theory]
    [InlineData("scav2", 2, 8)]
    [InlineData("scav2", 8, 2)]
    [InlineData("vm", 2, 8)]
    [InlineData("vm", 8, 2)]
    public void Wider_vms_keep_most_of_it(string policy, int vcpus, int vms)
    {
        // Between one thread a core (4) and two (5); a VM as wide as the host leaves no thread idle but where its last vCPUs are odd.
        var capacity = Capacity(policy, 4, vms, vcpus);
        Assert.InRange(capacity, vcpus == 8 ? 4.75 : 4.05, 5.0 + 1e-6);
    }

    [Fact]
    public void At_three_quarters_of_the_load_one_thread_a_core_does_the_same_work_with_busier_cores()
    {
        // 16 VMs of one vCPU are given 3/16 x 1.25 of a core each, 3.75 in all of 4 cores: less than one thread a core can do (4), three quarters of what two can (5).
        var active = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var policy in new[] { "none", "scav1" })
        {
            var host = Host(policy, 4);
            var loads = Enumerable.Range(0, 16).Select(i => new Beat(host, host.AddVm($"vm{i}", 1).Vcpus[0], SimDuration.FromMicroseconds(37 * i))).ToArray();
            host.Run(1.0);
            host.Dispatcher.ResetAccounts();
            host.Run(10.0);
            var done = host.Dispatcher.Worlds.Sum(world => (double)world.WorkDone) / (10 * Second);
            Assert.Equal(3.75, done, 0.01);
            active[policy] = Enumerable.Range(0, 4).Sum(core => (double)host.Dispatcher.Cores.ActiveTime(core, 0)) / (40 * Second);
            Assert.NotEmpty(loads);
        }

        // One thread at a time: the cores are busy for just the work, 3.75 of 4.
        Assert.Equal(0.9375, active["scav1"], 0.003);
        Assert.InRange(active["none"], 0.75, active["scav1"] - 0.01);
    }

    [Theory]
    [InlineData("vm")]
    [InlineData("scav1")]
    [InlineData("scav2")]
    public void Nothing_is_allocated_when_warm(string policy)
    {
        var host = Host(policy, 4, new DispatchCosts());
        var streams = new RngStreams(7, 0);
        for (var i = 0; i < 8; i++)
        {
            foreach (var vcpu in host.AddVm($"vm{i}", 1 + (i % 3)).Vcpus)
                _ = new PulsingLoad(host, vcpu, streams.Get(vcpu.Name), SimDuration.FromMicroseconds(200), SimDuration.FromMicroseconds(200));
        }

        host.Run(1.0);
        Assert.Equal(0, Allocations.Of(() => host.Calendar.RunUntil(host.Now + SimDuration.FromSeconds(0.5))));
    }

    /// <summary>2.34375 ms of work every 10 ms.</summary>
    private sealed class Beat : IEventTarget, IWorkSink
    {
        private readonly HostHarness _host;
        private readonly World _world;

        public Beat(HostHarness host, World world, SimDuration phase)
        {
            (_host, _world) = (host, world);
            host.Calendar.Schedule(phase, new EventAction(this, 0));
        }

        public void OnEvent(in EventAction action)
        {
            _host.Dispatcher.Submit(_world, new WorkItem(2_343_750_000, this, 0));
            _host.Calendar.Schedule(SimDuration.FromMilliseconds(10), new EventAction(this, 0));
        }

        public void OnWorkDone(World world, in WorkItem item)
        {
        }
    }
}
