using System.Collections.Immutable;
using Sim.Core.Time;
using Sim.Models.Hardware.Cpu;
using Sim.Models.Hardware.Memory;
using Sim.Models.Hypervisor;
using Sim.Models.Scenarios;
using Sim.Models.Wiring;
using Sim.Models.Workload;

namespace Sim.Models.Tests.Wiring;

/// <summary>VMs with high latency sensitivity among others on a host of two nodes of 6 cores. cpu-and-memory 2.8.</summary>
public sealed class LatencySensitivityTests
{
    private static readonly HostSpec Host = new()
    {
        Name = "two nodes",
        Cpu = new CpuParameters { Sockets = 2, CoresPerSocket = 6, ThreadsPerCore = 2, Clock = 3e9 },
        Memory = new MemoryParameters { Size = 64L << 30 },
    };

    [Fact]
    public void A_vm_finds_its_cores_on_one_node_with_its_memory_and_two_vms_go_to_different_nodes()
    {
        // Of 6 cores a node keeps one: 5 and 5. Three of the last node 0 has, and then four of node 1, which has most left.
        var host = Build([Vm("a", 3, high: true), Vm("b", 4, high: true)]);
        Assert.Equal([10, 8, 6], Cores(host, "a"));
        Assert.Equal([22, 20, 18, 16], Cores(host, "b"));
        Assert.Equal([0, 1], host.Numa!.Clients.Select(client => client.Node));
        Assert.All(host.Numa.Clients, client => Assert.Equal(1, client.Locality, 1e-9));
        // Its own helpers live on what its node has left.
        Assert.All(host.Dispatcher.Worlds.Where(world => world.Kind != WorldKind.Vcpu), world => Assert.Equal(-1, world.OwnPcpu));
    }

    [Fact]
    public void A_vm_wider_than_a_node_gives_each_of_its_clients_cores_on_a_node_and_preferHT_does_not_make_threads_cores()
    {
        // 8 vCPUs on nodes of 6 cores: 4 and 4. With preferHT they are one client, for which no node has 8 cores.
        Assert.Equal([10, 8, 6, 4, 22, 20, 18, 16], Cores(Build([Vm("a", 8, high: true)]), "a"));
        var wide = Vm("a", 8, high: true);
        wide = wide with { Esxi = wide.Esxi with { PreferHT = true } };
        Assert.Equal(new RefusedCores("a", 8, 10), CpuAdmission.FirstWithoutCores(Host, new EsxiSpec(), [wide]));
        Assert.False(CpuAdmission.Admits(Host, new HypervisorSpec { Kind = HypervisorKind.Esxi }, [wide]));
        // A third of 4: 1 and 2 are left.
        Assert.Equal(new RefusedCores("c", 4, 3), CpuAdmission.FirstWithoutCores(Host, new EsxiSpec(), [Vm("a", 3, high: true), Vm("b", 4, high: true), Vm("c", 4, high: true)]));
    }

    [Fact]
    public void Its_requests_do_not_feel_a_full_host_and_its_clients_do_not_move()
    {
        // 16 busy neighbours of 2 vCPUs on 12 cores, most of which a sensitive VM of 4 leaves them: its 500 us of work wait for nobody.
        ImmutableArray<VmPlan> neighbours = [.. Enumerable.Range(0, 16).Select(i => Neighbour($"n{i}"))];
        var sensitive = Run([Vm("me", 4, high: true), .. neighbours]);
        var ordinary = Run([Vm("me", 4, high: false), .. neighbours]);
        Assert.True(sensitive.Numa!.Clients[0].IsFixed);
        Assert.All(Vcpus(sensitive, "me"), vcpu => Assert.Equal((0L, 0L, 0L), (vcpu.ReadyTime, vcpu.CoStopTime, vcpu.Migrations)));
        Assert.All(Vcpus(sensitive, "me"), vcpu => Assert.Equal(sensitive.Dispatcher.Accounted.Picoseconds, vcpu.RunTime));
        Assert.Contains(Vcpus(ordinary, "me"), vcpu => vcpu.ReadyTime > 0);
        // 500 us of guest work, 1.5 % of page walks, exits of 0.5 us 1000 times a second, 0.8 us of leaving the idle loop and at most one tick of 1 us: 510 us.
        var (low, high) = (sensitive.Probes["cpu-bound"].Response.Percentile(0.99), ordinary.Probes["cpu-bound"].Response.Percentile(0.99));
        Assert.InRange(low.Microseconds, 508, 515);
        // Beside a busy thread of a core it goes at 0.625 of the speed: 1.6 times as long, whoever else it waits for.
        Assert.True(high >= low * 1.6);
    }

    [Fact]
    public void Its_storage_world_keeps_the_claim_of_the_vm_on_the_cores_that_are_shared()
    {
        // The same full host. Requests of 500 us and a read: the storage world asks for some 5 us a millisecond, far less than a VM of four vCPUs may claim, and so takes the pCPU from whoever has it.
        // Did what its vCPUs run on their own cores count against those shares, it would wait for quanta of 200 ms to end.
        var me = Vm("me", 4, high: true) with
        {
            Workload = new WorkloadSpec
            {
                Template = RequestTemplates.Custom, Users = 1,
                Stages = [new StageSpec { Kind = StageKind.Cpu, Demand = SimDuration.FromMicroseconds(500), Variation = 0 }, new StageSpec { Kind = StageKind.Read, Size = 4096 }],
            },
        };
        var host = Run([me, .. Enumerable.Range(0, 16).Select(i => Neighbour($"n{i}"))]);
        var storage = Assert.Single(host.Dispatcher.Worlds, world => world.VmId == host.Vms.First(vm => vm.Name == "me").Id && world.Kind == WorldKind.Storage);
        // Once each request, at worst, it waits for the margin of 1 ms; in the mean for nothing that shows.
        Assert.True(storage.Wakes > 2000);
        Assert.InRange(storage.ReadyTime / (double)storage.Wakes / SimDuration.PerMicrosecond, 0, 10);
    }

    [Fact]
    public void Interrupts_of_its_devices_are_not_held_back()
    {
        // vmxnet3 spaces interrupts to a running vCPU out to 4000 a second, and a vCPU that never halts would always seem to run.
        var sensitive = Run([Web("me", high: true)]);
        var ordinary = Run([Web("me", high: false)]);
        Assert.True(sensitive.Probes["web-request"].Response.Mean < ordinary.Probes["web-request"].Response.Mean);
    }

    [Fact]
    public void Reserved_memory_is_neither_ballooned_nor_swapped()
    {
        // A host of 32 GiB, 5 VMs that touch 8: 40 and overhead into 28. Where one reserves all of it, it loses nothing and the other four lose what is missing.
        var memory = new MemoryParameters { Size = 32L << 30, Swap = 64L << 30 };
        var parameters = MemoryOvercommitParameters.Esxi with { Shareable = 0 };
        var demand = new MemoryDemand(8L << 30, 1, 0.8, 1);
        var equal = MemoryOvercommit.Settle(parameters, memory, [demand, demand, demand, demand, demand]);
        var reserved = MemoryOvercommit.Settle(parameters, memory, [demand with { Reserved = 8L << 30 }, demand, demand, demand, demand]);
        Assert.Equal(equal.Shortage, reserved.Shortage);
        // A fifth of each is idle and ballooned: 8 GiB of five, 6.4 of four; the rest is swapped.
        Assert.Equal(5 * (8L << 30) / 5.0, equal.Ballooned, 8.0);
        Assert.Equal(4 * (8L << 30) / 5.0, reserved.Ballooned, 8.0);
        Assert.Equal(reserved.Shortage - reserved.Ballooned, reserved.Swapped);
        Assert.Equal(0, reserved.ActiveLost[0]);
        Assert.Equal(reserved.Swapped / (4 * 0.8 * (8L << 30)), reserved.ActiveLost[1], 1e-6);
        // Half of it: half of what the others lose.
        var half = MemoryOvercommit.Settle(parameters, memory, [demand with { Reserved = 4L << 30 }, demand, demand, demand, demand]);
        Assert.Equal(half.ActiveLost[1] / 2, half.ActiveLost[0], 1e-12);
    }

    [Fact]
    public void Kvm_knows_nothing_of_memory_reservations() => Assert.Equal(0, Vm("a", 1, high: true).MemoryUnder(HypervisorKind.Kvm).Reserved);

    private static SimulatedHost Build(ImmutableArray<VmPlan> vms) => new(Host, new HypervisorSpec { Kind = HypervisorKind.Esxi }, vms, seed: 1, replication: 0);

    private static SimulatedHost Run(ImmutableArray<VmPlan> vms)
    {
        var host = Build(vms);
        host.Run(SimDuration.FromMilliseconds(500), SimDuration.FromSeconds(2), TestContext.Current.CancellationToken);
        return host;
    }

    private static IEnumerable<World> Vcpus(SimulatedHost host, string vm) => host.Vms.First(one => one.Name == vm).Vcpus;

    private static IEnumerable<int> Cores(SimulatedHost host, string vm) => Vcpus(host, vm).Select(vcpu => vcpu.OwnPcpu);

    private static VmPlan Vm(string name, int vcpus, bool high) =>
        new(name, vcpus, new MemoryDemand(1L << 30, 1, 0.5, vcpus), new WorkloadSpec { Template = "cpu-bound", Users = 1, ThinkTime = SimDuration.FromMilliseconds(2) })
        {
            Esxi = Claim(high, vcpus, 1L << 30),
        };

    private static VmPlan Neighbour(string name) => new(name, 2, new MemoryDemand(1L << 30, 1, 0.5, 2), new WorkloadSpec
    {
        Template = RequestTemplates.Custom, Stages = [new StageSpec { Kind = StageKind.Cpu, Demand = SimDuration.FromMilliseconds(50), Variation = 0 }], Users = 2,
        ThinkTime = SimDuration.FromMicroseconds(1),
    });

    private static VmPlan Web(string name, bool high) =>
        new(name, 2, new MemoryDemand(1L << 30, 1, 0.5, 2), new WorkloadSpec { Template = "web-request", Rate = 400 }) { Esxi = Claim(high, 2, 1L << 30) };

    private static EsxiVmSpec Claim(bool high, int vcpus, long memory) =>
        high ? new EsxiVmSpec { LatencySensitivity = LatencySensitivity.High, Reservation = vcpus * 3e9, MemoryReservation = memory } : new EsxiVmSpec();
}
