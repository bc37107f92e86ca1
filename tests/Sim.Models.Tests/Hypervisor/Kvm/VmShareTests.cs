using Sim.Models.Hypervisor;
using Sim.Testing.Hosts;

namespace Sim.Models.Tests.Hypervisor.Kvm;

/// <summary>The libvirt tree: cpu-and-memory 1.1, 1.2 and 1.7.</summary>
public sealed class VmShareTests
{
    [Fact]
    public void The_io_and_network_threads_of_a_vm_compete_inside_its_share()
    {
        // One pCPU, two VMs of equal weight. One has a busy vCPU, a busy I/O thread and a busy vhost thread: a sixth each, and half for the other's vCPU.
        // Turns are whole ticks of 1 ms with requests of 2.8 ms: a turn of 3 ms either side of 10 s, twice.
        var host = HostHarness.Kvm(HostHarness.Cores(1));
        var vm = host.AddBusyVm("vm", 1);
        var disk = host.Dispatcher.AddWorld("vm/disk0", WorldKind.Storage, vm.Id, source: null, PollPolicy.Off);
        var nic = host.Dispatcher.AddWorld("vm/nic0", WorldKind.Network, vm.Id, source: null, PollPolicy.Off);
        host.KeepBusy(disk);
        host.KeepBusy(nic);
        var other = host.AddBusyVm("other", 1);
        host.Run(10.0);
        Assert.Equal(0.5, host.PcpusUsed(other), 0.001);
        Assert.All(new[] { vm.Vcpus[0], disk, nic }, thread => Assert.Equal(1 / 6.0, thread.RunTime / 10e12, 0.001));
    }
}
