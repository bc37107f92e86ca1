using Sim.Core.Time;
using Sim.Models.Hardware.Cpu;
using Sim.Models.Hardware.Memory;
using Sim.Models.Hypervisor;
using Sim.Models.Hypervisor.Kvm;
using Sim.Testing.Hosts;

namespace Sim.Models.Tests.Hypervisor.Kvm;

/// <summary>Automatic NUMA balancing: cpu-and-memory 1.6. Remote memory at 135 ns against 81 ns, vCPUs that wait for memory half of their time: all remote is a speed of 1 / (1 + 1/2 x 2/3) = 3/4.</summary>
public sealed class NumaBalancingTests
{
    private const long MiB = 1L << 20;
    private const double Stall = 0.5;

    private static readonly NumaBalancingParameters Free = new() { Fault = SimDuration.Zero, MovePerMiB = SimDuration.Zero };

    [Fact]
    public void Memory_follows_a_pinned_vcpu_window_by_window_after_its_second_fault()
    {
        // 1 GiB in 4 windows: a period of 1000 / 4 = 250 ms. The first pass, 250 to 1000 ms, only notes who faulted. One vCPU faults privately: the period grows by 10 - 7 tenths to 325 ms.
        // The second pass moves a quarter at 1325, 1650, 1975 and 2300 ms: remote shares 3/4, 1/2, 1/4, 0 and speeds 0.8, 6/7, 12/13, 1.
        var host = HostHarness.Kvm(HostHarness.Cores(4, sockets: 2));
        var (numa, memory) = Balancing(host, Free);
        var vm = Vm(host, "vm", 4, "4-7");
        numa.Watch(vm, 1024 * MiB, 1024 * MiB, new VmLocality(vm.Vcpus, [1, 0]), Stall);
        host.Run(1.3);
        Assert.Equal(0.75, Speed(vm, 1), 1e-4);
        host.Run(0.1);
        Assert.Equal(0.8, Speed(vm, 1), 1e-4);
        host.Run(1.0);
        Assert.Equal(1.0, Speed(vm, 1), 1e-4);
        Assert.Equal(0.75, Speed(vm, 0), 1e-4);
        Assert.Equal(1024 * MiB, numa.Moved);
        Assert.Equal(4, vm.Vcpus[0].Pcpu);

        // Work is done at the speed of each moment: 1.325 x 3/4 + 0.325 x (0.8 + 6/7 + 12/13) + 0.1. Speeds are held in 1/65536.
        Assert.Equal((1.325 * 0.75) + (0.325 * (0.8 + (6 / 7.0) + (12 / 13.0))) + 0.1, vm.Vcpus[0].WorkDone / 1e12, 1e-4);
        // Of 64 GiB, whose placement this test left out, 33 GiB are free on node 0 by now and 31 on node 1.
        Assert.Equal(31 * 1024 * MiB, memory.Move(0, 1, 40 * 1024 * MiB));
    }

    [Fact]
    public void Locality_is_that_of_every_moment_as_pages_and_threads_move()
    {
        // Pages as above: a quarter local from 1325 ms, a half from 1650, three quarters from 1975, all from 2300.
        var host = HostHarness.Kvm(HostHarness.Cores(4, sockets: 2));
        var (numa, _) = Balancing(host, Free);
        var vm = Vm(host, "vm", 4, "4-7");
        var locality = new VmLocality(vm.Vcpus, [1, 0]);
        numa.Watch(vm, 1024 * MiB, 1024 * MiB, locality, Stall);
        Assert.Equal(0, MeanOf(host, locality, until: 1.3));
        Assert.Equal(((0.325 * (0.25 + 0.5 + 0.75)) + 0.1) / 2.4, MeanOf(host, locality, until: 2.4)!.Value, 1e-6);
        locality.Reset();
        Assert.Null(locality.Mean);
        Assert.Equal(1, MeanOf(host, locality, until: 3));

        // Threads: both vCPUs of a pair are away from their memory until the end of the pass at 1 s, and beside it from then on.
        host = HostHarness.Kvm(HostHarness.Cores(16, sockets: 2));
        (numa, _) = Balancing(host, Free);
        vm = Vm(host, "vm", 16, null, vcpus: 2);
        locality = new VmLocality(vm.Vcpus, [1, 0]);
        numa.Watch(vm, 256 * MiB, 256 * MiB, locality, Stall);
        Assert.Equal(0, MeanOf(host, locality, until: 0.9));
        Assert.Equal(3.0 / 4, MeanOf(host, locality, until: 4)!.Value, 1e-6);
        Assert.Equal(0, numa.Moved);
    }

    [Fact]
    public void A_full_node_takes_no_memory()
    {
        var host = HostHarness.Kvm(HostHarness.Cores(4, sockets: 2));
        var (numa, memory) = Balancing(host, Free);
        memory.PlaceOn(32 * 1024 * MiB, 1, [0, 1], only: null);
        var vm = Vm(host, "vm", 4, "4-7");
        numa.Watch(vm, 1024 * MiB, 1024 * MiB, new VmLocality(vm.Vcpus, [1, 0]), Stall);
        host.Run(4.0);
        Assert.Equal(0, numa.Moved);
        Assert.Equal(0.75, Speed(vm, 1), 1e-4);
    }

    [Fact]
    public void A_pair_of_vcpus_goes_to_its_memory_on_a_hardly_loaded_node()
    {
        // One window: a pass is over at 1 s, before any page has faulted twice. 16 pCPUs a node: two threads are hardly any load (an eighth), so both go.
        var host = HostHarness.Kvm(HostHarness.Cores(16, sockets: 2));
        var (numa, _) = Balancing(host, Free);
        var vm = Vm(host, "vm", 16, null, vcpus: 2);
        numa.Watch(vm, 256 * MiB, 256 * MiB, new VmLocality(vm.Vcpus, [1, 0]), Stall);
        host.Run(0.9);
        Assert.All(vm.Vcpus, vcpu => Assert.InRange(vcpu.Pcpu, 16, 31));
        host.Run(2.2);
        Assert.All(vm.Vcpus, vcpu => Assert.InRange(vcpu.Pcpu, 0, 15));
        Assert.Equal(0, numa.Moved);
    }

    [Fact]
    public void Two_vcpus_with_their_memory_on_each_others_node_change_places()
    {
        var host = HostHarness.Kvm(HostHarness.Cores(1, sockets: 2));
        var (numa, _) = Balancing(host, Free);
        var (one, other) = (Vm(host, "one", 0, null), Vm(host, "other", 1, null));
        numa.Watch(one, 256 * MiB, 256 * MiB, new VmLocality(one.Vcpus, [0, 1]), Stall);
        numa.Watch(other, 256 * MiB, 256 * MiB, new VmLocality(other.Vcpus, [1, 0]), Stall);
        host.Run(0.9);
        Assert.Equal((0, 1), (one.Vcpus[0].Pcpu, other.Vcpus[0].Pcpu));
        host.Run(0.2);
        Assert.Equal((1, 0), (one.Vcpus[0].Pcpu, other.Vcpus[0].Pcpu));
        // At home both run at full speed.
        host.Dispatcher.ResetAccounts();
        host.Run(1.0);
        Assert.Equal(1e12, one.Vcpus[0].WorkDone, 1e8);
        Assert.Equal(1e12, other.Vcpus[0].WorkDone, 1e8);
    }

    [Fact]
    public void Faults_are_paid_by_the_vcpu_and_an_idle_vm_has_none()
    {
        // 256 MiB in use in pages of 2 MiB: 128 faults of 10 us at 1 s, the next at 2.3 s. A job of 2 s takes 1.28 ms longer.
        var host = HostHarness.Kvm(HostHarness.Cores(2, sockets: 2));
        var (numa, _) = Balancing(host, Free with { Fault = SimDuration.FromMicroseconds(10) });
        var busy = Vm(host, "busy", 0, "0", isBusy: false);
        var idle = Vm(host, "idle", 1, "1", isBusy: false);
        numa.Watch(busy, 256 * MiB, 256 * MiB, new VmLocality(busy.Vcpus, [1, 0]), Stall);
        numa.Watch(idle, 256 * MiB, 256 * MiB, new VmLocality(idle.Vcpus, [1, 0]), Stall);
        // Both have their memory where they are pinned.
        (busy.Vcpus[0].NodeSpeed, idle.Vcpus[0].NodeSpeed) = ([65536, 49152], [65536, 49152]);
        var job = host.Submit(busy.Vcpus[0], SimDuration.FromSeconds(2));
        host.Submit(idle.Vcpus[0], SimDuration.FromMilliseconds(1));
        host.Run(2.2);
        Assert.Equal([new SimTime(SimDuration.FromMilliseconds(2001.28).Picoseconds)], job.Done);
        host.Run(10.0);
        Assert.Equal(1e9, idle.Vcpus[0].RunTime, 0.0);
        Assert.Equal(0, numa.Moved);
    }

    private static (NumaBalancing Numa, NumaPlacement Memory) Balancing(HostHarness host, NumaBalancingParameters parameters)
    {
        var memory = new NumaPlacement(new MemoryParameters { Size = 64L << 30 }, nodes: 2, reserved: 0);
        return (new NumaBalancing(host.Calendar, host.Dispatcher, (FairScheduler)host.Policy, memory, parameters), memory);
    }

    private static double? MeanOf(HostHarness host, VmLocality locality, double until)
    {
        host.Run(until - (host.Now - SimTime.Zero).Seconds);
        // Charges the run time of those that run.
        host.Dispatcher.CheckAccounts();
        locality.Settle();
        return locality.Mean;
    }

    private static double Speed(VirtualMachine vm, int node) => vm.Vcpus[0].NodeSpeed![node] / 65536.0;

    private static VirtualMachine Vm(HostHarness host, string name, int pcpu, string? cpus, int vcpus = 1, bool isBusy = true)
    {
        var vm = host.AddVm(name, vcpus);
        // All memory on the other node than the first vCPU's, until NUMA balancing says otherwise.
        var isFirst = host.Dispatcher.Topology.NodeOf(pcpu) == 0;
        int[] speeds = isFirst ? [49152, 65536] : [65536, 49152];
        var stalls = NumaPlacement.Stalls(speeds, Stall);
        foreach (var vcpu in vm.Vcpus)
        {
            (vcpu.NodeSpeed, vcpu.StallShare) = (speeds, stalls);
            vcpu.LastPcpu = pcpu + Array.IndexOf(vm.Vcpus, vcpu);
            if (cpus is not null) vcpu.Affinity = PcpuSet.Parse(cpus);
            if (isBusy) host.KeepBusy(vcpu);
        }

        return vm;
    }
}
