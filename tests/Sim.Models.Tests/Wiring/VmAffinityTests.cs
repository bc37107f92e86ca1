using System.Collections.Immutable;
using Sim.Core.Time;
using Sim.Models.Hardware.Cpu;
using Sim.Models.Hardware.Memory;
using Sim.Models.Hypervisor;
using Sim.Models.Hypervisor.Kvm;
using Sim.Models.Measurement;
using Sim.Models.Scenarios;
using Sim.Models.Wiring;
using Sim.Models.Workload;

namespace Sim.Models.Tests.Wiring;

/// <summary>Pinned VMs in a whole host: two nodes of four pCPUs, remote memory 135 ns against 81 ns.</summary>
public sealed class VmAffinityTests
{
    private const long GiB = 1L << 30;

    [Fact]
    public void Every_thread_of_a_vm_has_the_mask_that_its_pin_or_the_cpuset_gives()
    {
        var host = Run(new HypervisorSpec { Kvm = new KvmSpec { IsolatedCpus = "6-7" } },
            Vm("a", new PinningSpec { Cpuset = "0-3", VcpuPin = [new VcpuPinSpec { Vcpu = 1, Cpus = "6" }], EmulatorPin = "4" }),
            Vm("b", new PinningSpec { IothreadPin = "5" }));
        Assert.Equal(
            ["host 0-5", "a/vcpu0 0-3", "a/vcpu1 6", "a/disk0 0-3", "a/nic0 4", "b/vcpu0 0-5", "b/vcpu1 0-5", "b/disk0 5", "b/nic0 0-5"],
            host.Dispatcher.Worlds.Where(world => world.VmId >= 0 || world.Id == 0).Select(world => $"{(world.VmId < 0 ? "host" : world.Name)} {world.Affinity}"));
        Assert.All(host.Dispatcher.Worlds, world => Assert.True(world.LastPcpu < 0 || world.MayRunOn(world.LastPcpu)));
        // Only one vCPU is pinned to an isolated pCPU; the other isolated one never ran anything.
        Assert.True(host.Dispatcher.BusyTime(6) > 0);
        Assert.Equal(0, host.Dispatcher.BusyTime(7));
    }

    [Fact]
    public void Without_an_iothread_the_main_loop_serves_the_disk_and_is_pinned_as_the_emulator()
    {
        var host = Run(new HypervisorSpec { Kvm = new KvmSpec { Disk = new KvmDiskParameters { Iothreads = 0 } } }, Vm("a", new PinningSpec { EmulatorPin = "4" }));
        Assert.Equal("4", Assert.Single(host.Dispatcher.Worlds, world => world.Name == "a/main").Affinity!.ToString());
    }

    [Theory]
    [InlineData("0-3", "", 0.0)]    // first touched by its vCPUs, so all local
    [InlineData("4-7", "", 0.0)]
    [InlineData("4-7", "0", 1.0)]   // bound to the other node: all remote
    [InlineData("0-3", "0-1", 0.0)] // may lie on both: where the vCPUs are
    public void Memory_lies_where_the_vcpus_are_pinned_unless_a_nodeset_says_otherwise(string cpuset, string nodeset, double remote)
    {
        // web-request waits for memory in a share m of its time: speed = 1 / (1 + m x remote x (135 / 81 - 1)).
        var host = Run(new HypervisorSpec(), Vm("a", new PinningSpec { Cpuset = cpuset, Nodeset = nodeset }));
        Assert.Equal(1 - remote, HostReading.Of(host)["numa.locality"]);
        var vcpu = host.Vms.Single().Vcpus[0];
        var stall = RequestTemplate.Of(new WorkloadSpec { Template = "web-request", Rate = 1 }).StallFraction;
        Assert.True(stall > 0);
        var node = cpuset[0] == '0' ? 0 : 1;
        Assert.Equal(65536 / (1 + (stall * remote * ((135.0 / 81) - 1))), vcpu.NodeSpeed![node], 1.0);
    }

    [Fact]
    public void Memory_of_vcpus_pinned_to_both_nodes_is_split_by_their_number()
    {
        // Three of four vCPUs on node 0: a quarter of the memory is remote from there, three quarters from node 1.
        var pins = ImmutableArray.CreateRange(Enumerable.Range(0, 4).Select(i => new VcpuPinSpec { Vcpu = i, Cpus = i < 3 ? "0-3" : "4-7" }));
        var vcpu = Run(new HypervisorSpec(), Vm("a", new PinningSpec { VcpuPin = pins }, vcpus: 4)).Vms.Single().Vcpus[0];
        var stall = RequestTemplate.Of(new WorkloadSpec { Template = "web-request", Rate = 1 }).StallFraction;
        Assert.Equal(65536 / (1 + (stall * 0.25 * ((135.0 / 81) - 1))), vcpu.NodeSpeed![0], 1.0);
        Assert.Equal(65536 / (1 + (stall * 0.75 * ((135.0 / 81) - 1))), vcpu.NodeSpeed![1], 1.0);
    }

    [Fact]
    public void A_bound_vm_has_its_room_before_others_spill_into_it()
    {
        // Nodes of (68 - 4) / 2 = 32 GiB. The first VM, 28.8 GiB touched, may lie anywhere; the second is bound to node 0, where both do not fit.
        var host = Run(new HypervisorSpec(), Vm("free", new PinningSpec(), memory: 32), Vm("bound", new PinningSpec { Nodeset = "0" }, memory: 32));
        var (free, bound) = (host.Vms.First().Vcpus[0], host.Vms.Last().Vcpus[0]);
        Assert.Equal(65536, bound.NodeSpeed![0]);
        Assert.Equal(65536, free.NodeSpeed![1]);
    }

    private static SimulatedHost Run(HypervisorSpec hypervisor, params ImmutableArray<VmPlan> vms)
    {
        var host = new SimulatedHost(
            new HostSpec
            {
                Cpu = new CpuParameters { Sockets = 2, CoresPerSocket = 4, ThreadsPerCore = 1 },
                Memory = new MemoryParameters { Size = 68 * GiB },
            },
            hypervisor, vms, seed: 1, replication: 0);
        host.Run(SimDuration.FromSeconds(0.1), SimDuration.FromSeconds(0.5), CancellationToken.None);
        return host;
    }

    private static VmPlan Vm(string name, PinningSpec pinning, int vcpus = 2, long memory = 8) =>
        new(name, vcpus, new MemoryDemand(memory * GiB, 0.9, 0.3, vcpus), new WorkloadSpec { Template = "web-request", Rate = 500 }) { Pinning = pinning };
}
