using Sim.Core.Time;
using Sim.Models.Hardware.Cpu;
using Sim.Models.Hypervisor;
using Sim.Models.Hypervisor.Guest;
using Sim.Models.Hypervisor.Kvm;
using Sim.Models.Scenarios;
using Sim.Scenarios.Binding;
using Sim.Scenarios.Input;

namespace Sim.Scenarios.Tests;

/// <summary>What a VM under KVM may be told and ask for, and the generation of the host's processors, as users write them.</summary>
public sealed class KvmVmSpecTests
{
    private const string Scenario = """
        name: kvm
        host:
          cpu: {sockets: 1, coresPerSocket: 4, clock: 3 GHz, generation: GENERATION}
          memory: {size: 64 GiB}
        hypervisor:
          kvm: {kernel: KERNEL, guest: {GUEST}}
        vms:
          - name: vm
            vcpus: 4
            memory: 4 GiB
            kvm: {KVM}
            workload: {template: cpu-bound, users: 4}

        """;

    [Fact]
    public void Hints_polling_and_slices_are_read_from_text()
    {
        var kvm = Read("dedicated: true, vcpuSlice: 0.5 ms, iothreadSlice: 300 us, haltPoll: {maximum: 800 us, growStart: 0.1 ms, grow: 3, shrink: 0, allowShrink: false}").Vms[0].Kvm;
        Assert.True(kvm.PollsInGuest);
        Assert.Equal(
            new GuestHaltPoll { Maximum = SimDuration.FromMicroseconds(800), GrowStart = SimDuration.FromMicroseconds(100), Grow = 3, Shrink = 0, AllowShrink = false }, kvm.HaltPoll);
        Assert.Equal(SimDuration.FromMicroseconds(500), kvm.SliceOf(WorldKind.Vcpu));
        Assert.Equal(SimDuration.FromMicroseconds(300), kvm.SliceOf(WorldKind.Storage));
        Assert.Null(kvm.SliceOf(WorldKind.Network));
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("dedicated: true", true)]
    [InlineData("dedicated: true, haltPoll: {enabled: off}", false)]
    [InlineData("haltPoll: {enabled: on}", true)]
    public void A_guest_polls_when_it_is_dedicated_or_told_to(string kvm, bool polls) => Assert.Equal(polls, Read(kvm).Vms[0].Kvm.PollsInGuest);

    [Theory]
    [InlineData("custom", SliceRules.Smallest)]
    [InlineData("rhel9", SliceRules.None)]
    [InlineData("ubuntu24.04", SliceRules.None)]           // 6.8: sched_runtime came with 6.12
    [InlineData("debian13", SliceRules.WholeRequest)]      // 6.12: protection to the end of the request
    [InlineData("linux6.18", SliceRules.Smallest)]         // since 6.17: for the smallest slice queued
    [InlineData("linux7.0", SliceRules.Smallest)]
    public void Kernels_have_their_rules_for_slices(string kernel, SliceRules rules) =>
        Assert.Equal(rules, KernelPreset.SchedulerOf(Read("", kernel: kernel).Hypervisor.Kvm, pcpus: 8).SliceRules);

    [Fact]
    public void Generations_and_costs_are_read_from_text()
    {
        var scenario = Read("", "sandy-bridge", guest: "postedInterrupts: on, timerExitCycles: 3000 cycles, userExitRate: 50 /s");
        var exits = scenario.Hypervisor.Kvm.Guest.ExitsOn(scenario.Host.Cpu.Generation);
        Assert.Equal((CpuGeneration.SandyBridge, 1650.0, 3000.0, true), (scenario.Host.Cpu.Generation, exits.Kernel, exits.TimerWrite, exits.IsPosted));
        Assert.Equal(50, scenario.Hypervisor.Kvm.Guest.UserExitRate);
    }

    [Fact]
    public void What_the_processors_set_is_noted_among_the_defaults()
    {
        var read = ReadDocument("", "sandy-bridge", guest: "pauseCycles: 20 cycles");
        var noted = read.Defaults.Where(one => one.Field.StartsWith("hypervisor.kvm.guest.", StringComparison.Ordinal)).ToList();
        Assert.Equal("hypervisor.kvm.guest.exitCycles", noted[0].Field);
        Assert.StartsWith("1650", noted[0].Value, StringComparison.Ordinal);
        Assert.Contains("sandy-bridge", noted[0].Source, StringComparison.Ordinal);
        Assert.DoesNotContain(noted, one => one.Field.EndsWith("pauseCycles", StringComparison.Ordinal));
        // Each key once, in the order of the keys.
        Assert.Equal(noted.Select(one => one.Field).Distinct(), noted.Select(one => one.Field));
        Assert.True(noted.FindIndex(one => one.Field.EndsWith("ipiSendCycles", StringComparison.Ordinal)) > noted.FindIndex(one => one.Field.EndsWith("pvSpinLoops", StringComparison.Ordinal)), "out of order");
    }

    [Theory]
    [InlineData("vcpuSlice: 50 us", "custom", "custom", "vms[0].kvm.vcpuSlice", "out of range")]
    [InlineData("vcpuSlice: 200 ms", "custom", "custom", "vms[0].kvm.vcpuSlice", "out of range")]
    [InlineData("vcpuSlice: 1", "custom", "custom", "vms[0].kvm.vcpuSlice", "unit")]
    [InlineData("vcpuSlice: 1 ms, emulatorSlice: 1 ms", "custom", "ubuntu24.04", "vms[0].kvm.emulatorSlice", "one slice for all threads")]
    [InlineData("iothreadSlice: 1 ms", "custom", "rhel9", "vms[0].kvm.iothreadSlice", "one slice for all threads")]
    [InlineData("haltPoll: {maximum: 40 us}", "custom", "custom", "vms[0].kvm.haltPoll.growStart", "more than the longest window")]
    [InlineData("haltPoll: {enabled: yes}", "custom", "custom", "vms[0].kvm.haltPoll.enabled", "'yes' is not a choice")]
    [InlineData("hint: true", "custom", "custom", "vms[0].kvm.hint", "not a known key")]
    [InlineData("", "pentium", "custom", "host.cpu.generation", "'pentium' is not a choice")]
    public void What_cannot_be_is_named(string kvm, string generation, string kernel, string field, string problem)
    {
        var findings = Assert.Throws<InputException>(() => Read(kvm, generation, kernel)).Findings;
        Assert.Contains(findings, finding => finding.Field == field && finding.Problem.Contains(problem, StringComparison.Ordinal));
    }

    private static Models.Scenarios.Scenario Read(string kvm, string generation = "custom", string kernel = "custom", string guest = "") => ReadDocument(kvm, generation, kernel, guest).Value;

    private static BoundDocument<Models.Scenarios.Scenario> ReadDocument(string kvm, string generation = "custom", string kernel = "custom", string guest = "")
    {
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.yaml");
        try
        {
            File.WriteAllText(path, Scenario.Replace("KVM", kvm, StringComparison.Ordinal).Replace("GENERATION", generation, StringComparison.Ordinal)
                .Replace("KERNEL", kernel, StringComparison.Ordinal).Replace("GUEST", guest, StringComparison.Ordinal));
            return ScenarioReader.Read(path);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
