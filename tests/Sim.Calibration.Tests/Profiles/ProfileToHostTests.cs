using Sim.Calibration.Profiles;
using Sim.Models.Hardware.Cpu;
using Sim.Models.Hardware.Memory;
using Sim.Models.Scenarios;

namespace Sim.Calibration.Tests.Profiles;

/// <summary>What calibration measured is what a scenario that names the profile runs with.</summary>
public sealed class ProfileToHostTests
{
    private static readonly HostSpec Host = new() { Name = "host", Cpu = new CpuParameters { Sockets = 1, CoresPerSocket = 8, ThreadsPerCore = 1 }, Memory = new MemoryParameters { Size = 64L << 30 } };

    private static Profile Of(params (string Name, string Value)[] parameters) => new()
    {
        SchemaVersion = 1, ToolVersion = "test",
        Parameters = [.. parameters.Select(one => new ProfileParameter { Name = one.Name, Value = one.Value, Low = one.Value, High = one.Value, Estimator = "test", Samples = 1 })],
    };

    [Fact]
    public void Measured_idle_states_take_the_place_of_the_deepest_one()
    {
        // The way out takes the latency and the CPU time of a cold wake-up: 30 + 40 us; C1 is not measured.
        var states = ProfileToHost.Apply(Of(("cpu.idle_exit", "30 us"), ("cpu.cold_wake_cpu", "40 us"), ("cpu.deep_idle_after", "400 us")), Host).Cpu.IdleStates;
        Assert.Equal(Host.Cpu.IdleStates.Length, states.Length);
        Assert.Equal(Host.Cpu.IdleStates[0], states[0]);
        Assert.Equal(70, states[^1].Exit.Microseconds, 1e-9);
        Assert.Equal(400, states[^1].Residency.Microseconds, 1e-9);
    }

    [Fact]
    public void Measured_costs_of_dispatching_are_those_of_kvm_and_not_of_esxi()
    {
        var given = new HypervisorSpec();
        var measured = ProfileToHost.Apply(Of(("cpu.context_switch", "1.5 us"), ("cpu.wake_cpu", "9 us")), given);
        Assert.Equal(1.5, measured.Kvm.Dispatch.ContextSwitch.Microseconds, 1e-9);
        Assert.Equal(9, measured.Kvm.Dispatch.Wake.Microseconds, 1e-9);
        Assert.Equal(given.Kvm.Dispatch with { ContextSwitch = measured.Kvm.Dispatch.ContextSwitch, Wake = measured.Kvm.Dispatch.Wake }, measured.Kvm.Dispatch);
        Assert.Equal(given.Esxi.Dispatch, measured.Esxi.Dispatch);
    }

    [Fact]
    public void What_was_not_measured_keeps_its_default()
    {
        var nothing = Of();
        Assert.Equal(Host.Cpu.IdleStates.AsEnumerable(), ProfileToHost.Apply(nothing, Host).Cpu.IdleStates);
        Assert.Equal(new HypervisorSpec().Kvm.Dispatch, ProfileToHost.Apply(nothing, new HypervisorSpec()).Kvm.Dispatch);
    }
}
