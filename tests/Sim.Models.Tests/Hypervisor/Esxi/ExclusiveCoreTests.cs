using Sim.Core.Random;
using Sim.Core.Time;
using Sim.Models.Hardware.Cpu;
using Sim.Models.Hypervisor;
using Sim.Models.Hypervisor.Esxi;
using Sim.Models.Measurement;
using Sim.Testing.Hosts;

namespace Sim.Models.Tests.Hypervisor.Esxi;

/// <summary>Cores that vCPUs of VMs with high latency sensitivity have to themselves. cpu-and-memory 2.8.</summary>
public sealed class ExclusiveCoreTests
{
    private const long Second = 1_000_000_000_000;

    [Theory]
    [InlineData(SideChannelScheduler.None, 2)]
    [InlineData(SideChannelScheduler.Scav1, 1)]
    [InlineData(SideChannelScheduler.Scav2, 1)]
    public void Nobody_else_is_ever_on_either_thread_of_the_core(SideChannelScheduler sideChannel, int threads)
    {
        // Two cores of two threads, one of them a vCPU's own: six busy vCPUs of other VMs have the threads of the other core that the side-channel aware scheduler
        // leaves VMs of one vCPU, and the one runs all the time, never slowed.
        var host = HostHarness.Esxi(HostHarness.Cores(2, smt: true), new EsxiCpuParameters { SideChannel = sideChannel });
        var vm = host.AddVm("ls", 1);
        host.GiveCores(vm, 2);
        var others = Enumerable.Range(0, 6).Select(i => host.AddBusyVm($"other{i}", 1)).ToList();
        host.KeepBusy(vm.Vcpus[0]);
        host.Run(10.0);
        Assert.Equal(new EsxtopCounters(10 * Second, 0, 10 * Second, 0, 0, 0, 0, 0), EsxtopCounters.Of(vm.Vcpus[0]));
        Assert.Equal(threads * 10 * Second, others.Sum(other => other.Vcpus[0].RunTime));
        Assert.All(others, other => Assert.InRange(other.Vcpus[0].LastPcpu, 0, 1));
        Assert.Equal(0, vm.Vcpus[0].Migrations);
    }

    [Fact]
    public void The_guest_idles_on_the_pcpu_and_wakes_without_the_scheduler()
    {
        // Waking and switching cost 5 us and leaving the deep state 100 us; a vCPU that never halted pays the 0.8 us of leaving its loop and nothing else.
        var cpu = HostHarness.Cores(2) with { IdleStates = HostHarness.IdleExits(SimDuration.FromMicroseconds(2), SimDuration.FromMicroseconds(100)) };
        var host = HostHarness.Esxi(cpu, costs: new DispatchCosts());
        var vm = host.AddVm("ls", 1);
        var plain = host.AddVm("plain", 1);
        host.GiveCores(vm, 1);
        host.Run(1.0);
        host.Dispatcher.ResetAccounts();
        var exclusive = host.Submit(vm.Vcpus[0], SimDuration.FromMilliseconds(1));
        var ordinary = host.Submit(plain.Vcpus[0], SimDuration.FromMilliseconds(1));
        host.Run(1.0);
        Assert.Equal(SimTime.Zero + SimDuration.FromSeconds(1) + SimDuration.FromMicroseconds(1000.8), Assert.Single(exclusive.Done));
        Assert.Equal(SimTime.Zero + SimDuration.FromSeconds(1) + SimDuration.FromMicroseconds(1105), Assert.Single(ordinary.Done));
        var vcpu = vm.Vcpus[0];
        Assert.Equal((Second, Second - SimDuration.FromMicroseconds(1000.8).Picoseconds, 0L, 0L), (vcpu.RunTime, vcpu.PollTime, vcpu.BlockedTime, vcpu.Wakes));
        // For turbo and power the core is busy.
        Assert.Equal(Second, host.Dispatcher.Cores.ActiveTime(1, 0));
        Assert.Equal(Second, host.Dispatcher.BusyTime(1));
    }

    [Fact]
    public void A_wide_vm_with_its_own_cores_is_never_co_stopped()
    {
        var host = HostHarness.Esxi(HostHarness.Cores(6, smt: true), costs: new DispatchCosts());
        var vm = host.AddVm("ls", 4);
        host.GiveCores(vm, 4, 6, 8, 10);
        foreach (var vcpu in vm.Vcpus) host.KeepBusy(vcpu);
        for (var i = 0; i < 3; i++) host.AddBusyVm($"wide{i}", 3);
        host.Run(0.1);
        host.Dispatcher.ResetAccounts();
        host.Run(2.0);
        Assert.All(vm.Vcpus, vcpu => Assert.Equal((2 * Second, 0L, 0L), (vcpu.RunTime, vcpu.ReadyTime, vcpu.CoStopTime)));
        Assert.Contains(host.Vms.SelectMany(other => other.Vcpus), vcpu => vcpu.CoStopTime > 0);
    }

    [Fact]
    public void The_limit_of_a_pool_holds_it_on_its_core_and_leaves_the_core_idle()
    {
        // Half of a pCPU for a busy vCPU: turns of 200 ms run and 200 ms held; nobody takes the core meanwhile.
        var host = HostHarness.Esxi(HostHarness.Cores(2));
        var pool = host.Pools.AddPool("pool", new CpuAllocation(1000, 0, 0.5));
        var vm = host.AddVm("ls", 1, pool: pool);
        host.GiveCores(vm, 1);
        host.KeepBusy(vm.Vcpus[0]);
        var others = new[] { host.AddBusyVm("a", 1), host.AddBusyVm("b", 1) };
        host.Run(10.0);
        Assert.Equal((5 * Second, 5 * Second), (vm.Vcpus[0].RunTime, vm.Vcpus[0].ThrottledTime));
        Assert.Equal(10 * Second, others.Sum(other => other.Vcpus[0].RunTime));
    }

    [Fact]
    public void Worlds_whose_home_is_the_node_use_the_cores_that_are_left_there()
    {
        // Two nodes of two cores; one of node 1 is taken. Three busy vCPUs at home there share the other core and do not go to it, nor to node 0.
        var host = HostHarness.Esxi(HostHarness.Cores(2, sockets: 2));
        var vm = host.AddVm("ls", 1, home: 1);
        host.GiveCores(vm, 3);
        var others = Enumerable.Range(0, 3).Select(i => host.AddBusyVm($"other{i}", 1, home: 1)).ToList();
        host.Run(6.0);
        Assert.All(others, other => Assert.Equal(2.0 * Second, other.Vcpus[0].RunTime, 0.4 * Second));
        Assert.All(others, other => Assert.Equal(2, other.Vcpus[0].LastPcpu));
    }

    [Theory]
    [InlineData(1, SideChannelScheduler.None)]
    [InlineData(2, SideChannelScheduler.None)]
    [InlineData(3, SideChannelScheduler.Scav1)]
    [InlineData(4, SideChannelScheduler.Scav2)]
    [InlineData(5, SideChannelScheduler.Scav2)]
    public void Whatever_others_do_they_stay_away_and_waste_no_core_of_their_own(int seed, SideChannelScheduler sideChannel)
    {
        var streams = new RngStreams((ulong)seed, 0);
        var host = HostHarness.Esxi(
            HostHarness.Cores(3, smt: true, sockets: 2), new EsxiCpuParameters { SideChannel = sideChannel, HostPeriod = SimDuration.FromMilliseconds(20) }, costs: new DispatchCosts());
        var vm = host.AddVm("ls", 3);
        HostHarness.Pin(vm, 0, 1, 1);
        host.GiveCores(vm, 4, 10, 8);
        foreach (var vcpu in vm.Vcpus) _ = new PulsingLoad(host, vcpu, streams.Get(vcpu.Name), SimDuration.FromMilliseconds(2), SimDuration.FromMilliseconds(1));
        for (var i = 0; i < 6; i++)
        {
            var other = host.AddVm($"vm{i}", 1 + (i % 3), home: i % 4 == 3 ? -1 : i % 2, claim: i == 2 ? new CpuAllocation(3000, 0, 0.8) : null);
            foreach (var vcpu in other.Vcpus) _ = new PulsingLoad(host, vcpu, streams.Get(vcpu.Name), SimDuration.FromMilliseconds(3), SimDuration.FromMilliseconds(2));
        }

        for (var step = 0; step < 1500; step++)
        {
            host.Run(SimDuration.FromMicroseconds(1013));
            // A thread may idle beside another VM's, and a core that ran dry looks at four queues only.
            host.CheckPlaces(mayIdle: true);
        }

        Assert.All(vm.Vcpus, vcpu => Assert.Equal((1L, 0L, 0L), (vcpu.Dispatches, vcpu.SharedTime, vcpu.Migrations)));
        Assert.All(host.Vms.Skip(1).SelectMany(other => other.Vcpus), vcpu => Assert.True(vcpu.RunTime > 0));
    }
}
