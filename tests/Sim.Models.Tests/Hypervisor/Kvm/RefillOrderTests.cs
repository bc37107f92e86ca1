using Sim.Core.Time;
using Sim.Models.Hypervisor.Kvm;
using Sim.Testing.Hosts;

namespace Sim.Models.Tests.Hypervisor.Kvm;

/// <summary>Who is let go when a quota is refilled: cpu-and-memory A.2.</summary>
public sealed class RefillOrderTests
{
    private static SimDuration Ms(double value) => SimDuration.FromMilliseconds(value);

    [Fact]
    public void A_refill_lets_queues_go_first_come_first_served_with_a_nanosecond_each_until_it_is_spent()
    {
        // 2 ms a period of 100 ms, HZ 250, three pCPUs. At 0 the first queue draws all of it; the other two find nothing and are held back at once. The first runs to the
        // tick at 4 ms and owes 2 ms. At 100 ms the refill gives the second and third a nanosecond each, and the 2 ms less 2 ns that are left do not cover
        // the first one's debt and a nanosecond: it stays. The two run to the tick at 104 ms and owe 4 ms each.
        var host = HostHarness.Kvm(HostHarness.Cores(3), new FairParameters { TickRate = 250 });
        var vm = host.AddBusyVm("vm", 3, group: host.Groups.Add("vm", host.Groups.Root, quota: new CpuQuota(Ms(2), Ms(100), SimDuration.Zero)));
        host.Run(Ms(1));
        Assert.Equal([false, true, true], vm.Vcpus.Select(vcpu => vcpu.IsThrottled));
        host.Run(Ms(100.5));
        Assert.Equal([true, false, false], vm.Vcpus.Select(vcpu => vcpu.IsThrottled));
        Assert.Equal([4.0, 1.5, 1.5], vm.Vcpus.Select(vcpu => vcpu.RunTime / 1e9));

        // At 200 ms the first is first in line: 3 ns pay what is left of its debt and let it go; 2 ms less 3 ns do not pay the second's.
        host.Run(Ms(100));
        Assert.Equal([false, true, true], vm.Vcpus.Select(vcpu => vcpu.IsThrottled));
        Assert.Equal([5.5, 4.0, 4.0], vm.Vcpus.Select(vcpu => vcpu.RunTime / 1e9));
    }
}
