using System.Collections.Immutable;
using Sim.Core.Time;
using Sim.Models.Hypervisor.Kvm;
using Sim.Models.Parameters;
using Sim.Models.Scenarios;
using Sim.Scenarios.Binding;
using Sim.Scenarios.Input;

namespace Sim.Scenarios.Tests;

public sealed class KernelPresetTests
{
    private static SimDuration Ms(double value) => SimDuration.FromMilliseconds(value);

    [Theory]
    // Unscaled 6, 0.75 and 1 ms (cpu-and-memory 1.4), times 1 + log2 of at most 8 CPUs.
    [InlineData("rhel8", 64, 24, 3, 4, 1000)]
    [InlineData("rhel9", 8, 24, 3, 4, 1000)]
    [InlineData("ubuntu22.04", 4, 18, 2.25, 3, 250)]
    [InlineData("debian12", 7, 18, 2.25, 3, 250)]
    [InlineData("linux6.5", 1, 6, 0.75, 1, 250)]
    public void Kernels_before_6_6_run_cfs(string kernel, int cpus, double latency, double shortest, double wakeup, double tickRate)
    {
        var scheduler = Scheduler($"{{kernel: {kernel}}}", cpus);
        Assert.Equal(FairPolicy.Cfs, scheduler.Policy);
        Assert.Equal((Ms(latency), Ms(shortest), Ms(wakeup)), (scheduler.Latency, scheduler.MinGranularity, scheduler.WakeupGranularity));
        Assert.Equal(tickRate, scheduler.TickRate);
        Assert.Equal(NewIdleSearch.Always, scheduler.NewIdle);
        Assert.False(scheduler.DelayDequeue);
    }

    [Theory]
    // 0.75 ms up to 6.14, 0.70 ms after, scaled alike; DELAY_DEQUEUE from 6.12; NI_RANDOM from 6.12.65 and 6.18.5, NI_RATE from 7.0 (cpu-and-memory 1.3).
    [InlineData("ubuntu24.04", 32, 3.0, false, NewIdleSearch.Always)]
    [InlineData("debian13", 32, 3.0, true, NewIdleSearch.Random)]
    [InlineData("linux6.18", 2, 1.4, true, NewIdleSearch.Random)]
    [InlineData("linux7.0", 16, 2.8, true, NewIdleSearch.RandomAndRate)]
    public void Kernels_from_6_6_run_eevdf(string kernel, int cpus, double slice, bool delays, NewIdleSearch newIdle)
    {
        var scheduler = Scheduler($"{{kernel: {kernel}}}", cpus);
        Assert.Equal((FairPolicy.Eevdf, Ms(slice), 250.0, delays, newIdle),
            (scheduler.Policy, scheduler.Slice, scheduler.TickRate, scheduler.DelayDequeue, scheduler.NewIdle));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(64)]
    public void Without_a_kernel_the_defaults_are_what_they_were_on_any_host(int cpus) => Assert.Equal(new FairParameters(), Scheduler("{}", cpus));

    [Fact]
    public void Keys_that_are_given_override_the_kernel_and_are_not_scaled()
    {
        var scheduler = Scheduler("{kernel: rhel8, scheduler: {minGranularity: 10 ms, wakeupGranularity: 15 ms, tickRate: 250 /s}}", cpus: 4);
        Assert.Equal((Ms(18), Ms(10), Ms(15), 250.0), (scheduler.Latency, scheduler.MinGranularity, scheduler.WakeupGranularity, scheduler.TickRate));
        Assert.Equal(Ms(2.8), Scheduler("{kernel: linux6.18, scheduler: {slice: 2.8 ms}}", cpus: 2).Slice);
    }

    [Fact]
    public void A_key_of_the_other_policy_and_an_unknown_kernel_are_refused()
    {
        var findings = Findings("{kernel: rhel9, scheduler: {slice: 3 ms, delayDequeue: true, latency: 20 ms}}");
        Assert.Equal(["hypervisor.kvm.scheduler.slice", "hypervisor.kvm.scheduler.delayDequeue"], findings.Select(finding => finding.Field));
        Assert.Contains("EEVDF", findings[0].ToString(), StringComparison.Ordinal);
        Assert.Equal(["hypervisor.kvm.scheduler.latency"], Findings("{scheduler: {latency: 20 ms}}").Select(finding => finding.Field));
        Assert.Equal("ubuntu22.04", Findings("{kernel: ubuntu2204}").Single().Suggestion);
    }

    [Fact]
    public void What_the_kernel_set_is_recorded_after_it()
    {
        var custom = Read("{}", 2).Defaults.Where(used => used.Field.StartsWith("hypervisor.kvm.", StringComparison.Ordinal)).Take(5);
        Assert.Equal(
            [("kernel", "custom"), ("scheduler.slice", "2.8 ms"), ("scheduler.tickRate", "1000 /s"), ("scheduler.delayDequeue", "true"), ("scheduler.newIdle", "random-and-rate")],
            custom.Select(used => (used.Field["hypervisor.kvm.".Length..], used.Value)));
        var rhel = Read("{kernel: rhel9, scheduler: {latency: 20 ms}}", 2).Defaults;
        Assert.DoesNotContain(rhel, used => used.Field is "hypervisor.kvm.scheduler.slice" or "hypervisor.kvm.scheduler.latency" or "hypervisor.kvm.kernel");
        var shortest = rhel.Single(used => used.Field == "hypervisor.kvm.scheduler.minGranularity");
        Assert.Equal(("1.5 ms", Certainty.Assumed), (shortest.Value, shortest.Certainty));
        Assert.Contains("rhel9", shortest.Source, StringComparison.Ordinal);
    }

    [Fact]
    public void Windows_of_halt_polling_are_reset_by_kernels_up_to_6_8_and_halved_later()
    {
        // cpu-and-memory 1.11: halt_poll_ns_shrink 0 up to about 6.8, 2 later.
        Assert.All(KernelPreset.All, preset => Assert.Equal(preset.Policy == FairPolicy.Cfs || preset.Name == "ubuntu24.04" ? 0 : 2, preset.HaltPollShrink));
    }

    [Fact]
    public void Core_scheduling_came_with_linux_5_14()
    {
        Assert.Equal(CoreScheduling.Vm, Scheduler("{kernel: rhel9, scheduler: {coreScheduling: vm}}", 8).CoreScheduling);
        var finding = Assert.Single(Findings("{kernel: rhel8, scheduler: {coreScheduling: vm}}"));
        Assert.Equal("hypervisor.kvm.scheduler.coreScheduling", finding.Field);
        Assert.Contains("5.14", finding.ToString(), StringComparison.Ordinal);
        Assert.Equal(CoreScheduling.Off, Scheduler("{kernel: rhel8}", 8).CoreScheduling);
    }

    private static FairParameters Scheduler(string kvm, int cpus) => KernelPreset.SchedulerOf(Read(kvm, cpus).Value.Hypervisor.Kvm, cpus);

    private static ImmutableArray<Finding> Findings(string kvm) => Assert.Throws<InputException>(() => Read(kvm, cpus: 8)).Findings;

    private static BoundDocument<Scenario> Read(string kvm, int cpus)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, $$"""
                name: kernels
                host:
                  cpu: {sockets: 1, threadsPerCore: 1, coresPerSocket: {{cpus}} }
                  memory: {size: 64 GiB}
                hypervisor:
                  kind: kvm
                  kvm: {{kvm}}
                vms:
                  - name: a
                    vcpus: 1
                    memory: 4 GiB
                    workload: {template: cpu-bound, users: 1}
                measurement: {length: 1 s}
                """);
            return ScenarioReader.Read(path);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
