using Sim.Core.Time;
using Sim.Models.Hardware.Cpu;
using Sim.Models.Hardware.Memory;
using Sim.Models.Hypervisor;
using Sim.Models.Hypervisor.Guest;
using Sim.Models.Measurement;
using Sim.Models.Scenarios;
using Sim.Models.Wiring;
using Sim.Models.Workload;
using Sim.Testing.Hosts;

namespace Sim.Models.Tests.Measurement;

/// <summary>Steal every second: cpu-and-memory 1.10.</summary>
public sealed class ReadySeriesTests
{
    private static SimDuration Seconds(double value) => SimDuration.FromSeconds(value);

    [Fact]
    public void Seconds_add_up_to_the_ready_time_and_two_busy_vms_wait_half_of_each()
    {
        // Two busy VMs of one vCPU on one pCPU: turns of 3 ms each, so half of every second within a turn and a switch each turn.
        var host = Run(2, "cpu-bound", Seconds(5.5));
        Assert.Equal(5, host.Ready.Seconds);
        for (var second = 0; second < 5; second++)
        {
            for (var vm = 0; vm < 2; vm++) Assert.Equal(0.5, host.Ready[second, vm], 0.005);
        }

        // Half a second is left out: what is read is at most the whole, and all but half a second of it.
        foreach (var vm in host.Vms)
        {
            var read = Enumerable.Range(0, 5).Sum(second => host.Ready[second, vm.Id]);
            Assert.Equal(vm.Vcpus[0].ReadyTime / 1e12, read + 0.25, 0.005);
        }

        var metrics = HostReading.Of(host);
        Assert.Equal(0.5, metrics["vcpu.ready_second_p50"], 0.005);
        Assert.InRange(metrics["vcpu.ready_second_p99"], metrics["vcpu.ready_second_p95"], 0.505);
    }

    [Fact]
    public void Percentiles_are_of_seconds_and_vms()
    {
        // A lone VM never waits but for switches; nothing is said of less than a second.
        var host = Run(1, "cpu-bound", Seconds(2));
        Assert.InRange(host.Ready.Percentile(1)!.Value, 0, 0.001);
        var brief = Run(1, "cpu-bound", Seconds(0.9));
        Assert.Null(brief.Ready.Percentile(0.5));
        Assert.DoesNotContain("vcpu.ready_second_p50", HostReading.Of(brief).Keys);
    }

    private static SimulatedHost Run(int vms, string template, SimDuration length)
    {
        var host = new SimulatedHost(
            new HostSpec { Cpu = HostHarness.Cores(1), Memory = new MemoryParameters { Size = 64L << 30 } },
            new HypervisorSpec(),
            [.. Enumerable.Range(0, vms).Select(i => new VmPlan($"vm{i}", 1, new MemoryDemand(1L << 30, 1, 0.5, 1), new WorkloadSpec { Template = template, Users = 1 }))],
            seed: 1, replication: 0);
        host.Run(Seconds(0.5), length, default);
        return host;
    }
}
