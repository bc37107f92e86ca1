using Sim.Core.Time;
using Sim.Models.Hypervisor.Guest;
using Sim.Models.Workload;
using Sim.Scenarios.Binding;
using Sim.Scenarios.Input;

namespace Sim.Scenarios.Tests;

/// <summary>Locks, shootdowns and the guest's kernel as users write them.</summary>
public sealed class GuestSpecTests
{
    private const string Scenario = """
        name: guests
        host:
          cpu: {sockets: 1, coresPerSocket: 4, clock: 3 GHz}
          memory: {size: 64 GiB}
        hypervisor:
          kvm: {guest: {pvSpinlocks: off, pauseWindow: 8192 cycles, tickRate: 1000 /s}}
          esxi: {guest: {ESXI}}
        vms:
          - name: vm
            vcpus: 4
            memory: 4 GiB
            workload: {template: cpu-bound, users: 4, WORKLOAD}

        """;

    [Fact]
    public void Locks_and_guest_parameters_are_read_from_text()
    {
        var scenario = Read("locks: [{name: a, hold: 5 us}, {name: b, hold: 0.1 ms, variation: 0, perRequest: 0.3, order: unfair}], tlbShootdowns: 2 k/s", "pvSpinlocks: auto");
        var workload = scenario.Vms[0].Workload;
        Assert.Equal(2000, workload.TlbShootdowns);
        Assert.Equal(new LockSpec { Name = "a", Hold = SimDuration.FromMicroseconds(5), Variation = 0.5, PerRequest = 1, Order = LockOrder.Fifo }, workload.Locks[0]);
        Assert.Equal(new LockSpec { Name = "b", Hold = SimDuration.FromMicroseconds(100), Variation = 0, PerRequest = 0.3, Order = LockOrder.Unfair }, workload.Locks[1]);
        Assert.Equal((Paravirtual.Off, 8192, 1000), (scenario.Hypervisor.Kvm.Guest.PvSpinlocks, scenario.Hypervisor.Kvm.Guest.PauseWindow, scenario.Hypervisor.Kvm.Guest.TickRate));
    }

    [Theory]
    [InlineData("locks: [{name: a, hold: 5 us}, {name: a, hold: 5 us}]", "", "vms[0].workload.locks[1].name", "'a' is there twice")]
    [InlineData("locks: [{name: a}]", "", "vms[0].workload.locks[0].hold", "is missing")]
    [InlineData("locks: [{name: a, hold: 5}]", "", "vms[0].workload.locks[0].hold", "unit")]
    [InlineData("locks: [{name: a, hold: 5 us, order: lifo}]", "", "vms[0].workload.locks[0].order", "'lifo' is not a choice")]
    [InlineData("locks: [{name: a, hold: 5 us, perRequest: 0}]", "", "vms[0].workload.locks[0].perRequest", "0 is out of range")]
    [InlineData("", "pvSpinlocks: on, pvTlbFlush: on", "hypervisor.esxi.guest.pvTlbFlush", "is on")]
    [InlineData("", "pvSpinlocks: yes", "hypervisor.esxi.guest.pvSpinlocks", "'yes' is not a choice")]
    public void What_cannot_be_is_named(string workload, string esxi, string field, string problem)
    {
        var findings = Assert.Throws<InputException>(() => Read(workload, esxi)).Findings;
        Assert.Contains(findings, finding => finding.Field == field && finding.Problem.Contains(problem, StringComparison.Ordinal));
    }

    [Fact]
    public void Ticks_that_leave_the_guest_too_little_time_are_named()
    {
        // 1000/s x 4 exits of 20,000 cycles on 0.5 GHz: 80 of 500 million cycles, 16 %.
        var findings = Assert.Throws<InputException>(() => Read("", "tickRate: 1000 /s, tickExits: 4, exitCycles: 20000 cycles", clock: "0.5 GHz")).Findings;
        var finding = Assert.Single(findings);
        Assert.Equal("hypervisor.esxi.guest.tickRate", finding.Field);
        Assert.Contains("16", finding.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Requests_without_cpu_time_take_no_locks()
    {
        var workload = new WorkloadSpec
        {
            Template = RequestTemplates.Custom, Users = 1, Stages = [new StageSpec { Kind = StageKind.Read }], TlbShootdowns = 1,
            Locks = [new LockSpec { Name = "a", Hold = SimDuration.FromMicroseconds(1) }],
        };
        var findings = Assert.Throws<InputException>(() => RecordBinder.Parse<StageSpec>(
            "kind: read\n", "w.yaml", (_, report) => ScenarioReader.CheckWorkload(workload, "workload", report))).Findings;
        Assert.Equal(["workload.locks", "workload.tlbShootdowns"], findings.Select(finding => finding.Field));
    }

    private static Models.Scenarios.Scenario Read(string workload, string esxi, string clock = "3 GHz")
    {
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.yaml");
        try
        {
            File.WriteAllText(path, Scenario.Replace("WORKLOAD", workload, StringComparison.Ordinal).Replace("ESXI", esxi, StringComparison.Ordinal)
                .Replace("3 GHz", clock, StringComparison.Ordinal));
            return ScenarioReader.Read(path).Value;
        }
        finally
        {
            File.Delete(path);
        }
    }
}
