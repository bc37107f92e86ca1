using System.Collections.Immutable;
using Sim.Core.Time;
using Sim.Models.Hardware.Cpu;
using Sim.Models.Hardware.Memory;
using Sim.Models.Hypervisor;
using Sim.Models.Measurement;
using Sim.Models.Scenarios;
using Sim.Models.Wiring;
using Sim.Models.Workload;
using Sim.Testing;

namespace Sim.Models.Tests.Wiring;

/// <summary>Weights and caps of VMs on whole hosts.</summary>
public sealed class VmCgroupsTests
{
    private static SimDuration Ms(double value) => SimDuration.FromMilliseconds(value);

    [Fact]
    public void Weights_and_caps_of_vms_reach_their_threads()
    {
        // One core, three VMs of two busy vCPUs: cpu.weight 100 (the default), 300, and 300 with a cap of 0.1 of the pCPU. The capped one uses its
        // 0.1 (it would have 3/7); what is left is split 1:3. vCPU turns of 3 ms in 4 s, a slice and a tick of the cap.
        var host = Run([Spin("a", new CgroupSpec()), Spin("b", new CgroupSpec { Weight = 300 }), Spin("c", new CgroupSpec { Weight = 300, Quota = Ms(10) })]);
        var used = host.Vms.Select(vm => vm.Vcpus.Sum(vcpu => vcpu.RunTime) / 4e12).ToArray();
        Assert.Equal(0.1, used[2], 0.003);
        // Dispatching costs are nobody's run time, so the ratio is exact and the sum is below one.
        Assert.Equal(3.0, used[1] / used[0], 0.03);
        Assert.InRange(used.Sum(), 0.98, 1.0);
        Assert.All(host.Vms.SelectMany(vm => vm.Vcpus), vcpu => Assert.Equal(vcpu.VmId == 2, vcpu.ThrottledTime > 0));
        // Six vCPUs, two of which are throttled most of the time.
        Assert.InRange(HostReading.Of(host)["vcpu.throttled_fraction"], 0.2, 2 / 6.0);
    }

    [Fact]
    public void A_cap_on_vcpus_caps_each_of_them()
    {
        var host = Run([Spin("a", new CgroupSpec { VcpuQuota = Ms(5), Period = Ms(20) })], cores: 4);
        // A quarter of a pCPU each: a tick of 1 ms and a slice in 4 s.
        Assert.All(host.Vms.Single().Vcpus, vcpu => Assert.Equal(0.25, vcpu.RunTime / 4e12, 0.0015));
    }

    [Fact]
    public void A_warm_host_with_nested_caps_allocates_nothing()
    {
        // Closed loops, so that no backlog grows; caps on VMs, on vCPUs and on both, all in force.
        var database = new WorkloadSpec { Template = "database-transaction", Users = 8, ThinkTime = Ms(5) };
        var host = Build(
            [
                Plan("db", 4, database, new CgroupSpec { VcpuQuota = Ms(15), EmulatorQuota = Ms(20), IothreadQuota = Ms(20) }),
                Plan("tight", 4, database, new CgroupSpec { Quota = Ms(10), VcpuQuota = Ms(4), Period = Ms(20), Burst = Ms(2) }),
                Spin("spin", new CgroupSpec { Quota = Ms(60) }),
                Spin("free", new CgroupSpec { Weight = 300 }),
            ],
            cores: 4);
        host.Calendar.RunUntil(new SimTime(SimDuration.FromSeconds(5).Picoseconds));
        var (fired, throttled) = (host.Calendar.Fired, Throttled(host));
        var allocated = Allocations.Of(() => host.Calendar.RunUntil(host.Calendar.Now + SimDuration.FromSeconds(5)));
        Assert.True(host.Calendar.Fired - fired > 40_000, "the run must be busy");
        Assert.All(throttled.Zip(Throttled(host)).Take(3), vm => Assert.True(vm.Second > vm.First, "every cap must be in force"));
        Assert.Equal(0, allocated);
    }

    private static long[] Throttled(SimulatedHost host) => [.. host.Vms.Select(vm => vm.Vcpus.Sum(vcpu => vcpu.ThrottledTime))];

    private static VmPlan Spin(string name, CgroupSpec cgroup) => Plan(name, 2, new WorkloadSpec { Template = "cpu-bound", Users = 2 }, cgroup);

    private static VmPlan Plan(string name, int vcpus, WorkloadSpec workload, CgroupSpec cgroup) =>
        new(name, vcpus, new MemoryDemand(4L << 30, 0.9, 0.35, vcpus), workload) { Cgroup = cgroup };

    private static SimulatedHost Run(ImmutableArray<VmPlan> vms, int cores = 1)
    {
        var host = Build(vms, cores);
        host.Run(Ms(500), SimDuration.FromSeconds(4), CancellationToken.None);
        return host;
    }

    private static SimulatedHost Build(ImmutableArray<VmPlan> vms, int cores)
    {
        var spec = new HostSpec
        {
            Cpu = new CpuParameters { Sockets = 1, CoresPerSocket = cores, ThreadsPerCore = 1 },
            Memory = new MemoryParameters { Size = 256L << 30 },
        };
        return new SimulatedHost(spec, new HypervisorSpec { Kind = HypervisorKind.Kvm }, vms, seed: 1, replication: 0);
    }
}
