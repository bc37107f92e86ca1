using Sim.Core.Time;
using Sim.Models.Hardware.Cpu;
using Sim.Models.Hypervisor.Esxi;
using Sim.Models.Hypervisor.Kvm;
using Sim.Models.Parameters;
using Sim.Models.Scenarios;
using Sim.Scenarios.Binding;
using Sim.Scenarios.Input;

namespace Sim.Scenarios.Tests;

public sealed class CpuParametersTests
{
    [Fact]
    public void Processors_are_read_from_text()
    {
        var cpu = Read("""
            {sockets: 2, coresPerSocket: 64, nodesPerSocket: 4, coresPerCache: 8, clock: 2.45 GHz, lowestClock: 1.5 GHz,
             turbo: [{cores: 4, clock: 3.5 GHz}, {cores: 32, clock: 3.1 GHz}], turboPeriod: 1 ms,
             idleStates: [{name: C1, exit: 1 us, residency: 1 us, power: 30 %}, {name: C6, exit: 170 us, residency: 600 us}]}
            """).Cpu;
        Assert.Equal((8, 16, 8, 128), (cpu.Nodes, cpu.CoresPerNode, cpu.CacheCores, cpu.Cores));
        Assert.Equal([new TurboStep { Cores = 4, Clock = 3.5e9 }, new TurboStep { Cores = 32, Clock = 3.1e9 }], cpu.Turbo);
        Assert.Equal((1.5e9, SimDuration.FromMilliseconds(1)), (cpu.LowestClock, cpu.TurboPeriod));
        Assert.Equal(IdleStateTables.IceLakeServer[2], cpu.IdleStates[1]);
        Assert.Equal(IdleStateTables.IceLakeServer[0], cpu.IdleStates[0]);
    }

    [Fact]
    public void Auto_and_silence_are_one_cache_a_node_and_one_clock()
    {
        var cpu = Read("{sockets: 1, coresPerSocket: 8, nodesPerSocket: 2, coresPerCache: auto, lowestClock: auto}").Cpu;
        Assert.Equal((4, null), (cpu.CacheCores, cpu.LowestClock));
        Assert.True(new ClockTable(cpu).IsFlat);
        Assert.Equal(8, Read("{sockets: 1, coresPerSocket: 8}").Cpu.CacheCores);
    }

    [Fact]
    public void The_idle_states_that_stand_for_silence_are_listed_as_assumed()
    {
        var defaults = RecordBinder.Parse<HostSpec>("cpu: {sockets: 1, coresPerSocket: 8}\nmemory: {size: 64 GiB}\n", "host.yaml").Defaults;
        var states = Assert.Single(defaults, one => one.Field == "cpu.idleStates");
        Assert.Equal(("C1 at once, exit 2 us; C6 from 200 us on, exit 40 us", Certainty.Assumed), (states.Value, states.Certainty));
    }

    [Fact]
    public void Power_management_is_read_from_text()
    {
        var hypervisor = RecordBinder.Parse<HypervisorSpec>(
            "kvm: {power: {governor: schedutil, idleGovernor: menu, idleLatencyLimit: 70 us}}\nesxi: {power: {policy: low-power, idle: residency, cStateResidencyCoef: 4}}\n", "x.yaml").Value;
        Assert.Equal((KvmClockGovernor.Schedutil, KvmIdleGovernor.Menu), (hypervisor.Kvm.Power.Governor, hypervisor.Kvm.Power.IdleGovernor));
        Assert.Equal((EsxiPowerPolicy.LowPower, EsxiIdleChoice.Residency, 4), (hypervisor.Esxi.Power.Policy, hypervisor.Esxi.Power.Idle, hypervisor.Esxi.Power.CStateResidencyCoef));
    }

    [Theory]
    [InlineData("shallowIdleExit: 2 us", "cpu.shallowIdleExit: has become idleStates", "did you mean 'idleStates'?")]
    [InlineData("deepIdleExit: 40 us", "cpu.deepIdleExit: has become idleStates", "did you mean 'idleStates'?")]
    [InlineData("nodesPerSocket: 3", "cpu.nodesPerSocket: 8 cores of a socket do not divide among 3 NUMA nodes", "a divisor of the cores of a socket")]
    [InlineData("coresPerCache: 3", "cpu.coresPerCache: 8 cores of a NUMA node do not divide among caches of 3 cores", "")]
    [InlineData("coresPerCache: outo", "cpu.coresPerCache: 'outo'", "auto, or a whole number, 1 to 512")]
    [InlineData("lowestClock: 3.1 GHz", "cpu.lowestClock: 3.1 GHz is above the sustained clock", "up to 3 GHz")]
    [InlineData("turbo: [{cores: 9, clock: 3.5 GHz}]", "cpu.turbo[0].cores: 9 cores are more than a socket has", "1 to 8")]
    [InlineData("turbo: [{cores: 2, clock: 2.9 GHz}]", "cpu.turbo[0].clock: 2.9 GHz is below the sustained clock", "3 GHz or more")]
    [InlineData("turbo: [{cores: 4, clock: 3.5 GHz}, {cores: 4, clock: 3.4 GHz}]", "cpu.turbo[1].cores: 4 cores do not follow 4", "more cores at every step")]
    [InlineData("turbo: [{cores: 2, clock: 3.2 GHz}, {cores: 4, clock: 3.4 GHz}]", "cpu.turbo[1].clock: 3.4 GHz is above the step before", "")]
    [InlineData("idleStates: []", "cpu.idleStates: is an empty list", "one idle state or more")]
    [InlineData("idleStates: [{name: C6, exit: 133 us, residency: 600 us}, {name: C1, exit: 2 us, residency: 600 us}]", "cpu.idleStates[1].exit: 2 us is below that of C6", "the shallowest state first")]
    [InlineData("idleStates: [{name: C6, exit: 2 us, residency: 600 us}, {name: C1, exit: 2 us, residency: 2 us}]", "cpu.idleStates[1].residency: 2 us is below that of C6", "")]
    public void Processors_that_cannot_be_are_named(string line, string expected, string also)
    {
        var failure = Assert.Throws<InputException>(() => Read($"{{sockets: 1, coresPerSocket: 8, clock: 3 GHz, {line}}}"));
        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
        Assert.Contains(also, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_old_cost_of_a_move_is_told_its_new_name()
    {
        var failure = Assert.Throws<InputException>(() => RecordBinder.Parse<HypervisorSpec>("kvm: {dispatch: {migrationInNode: 5 us}}\n", "x.yaml"));
        Assert.Contains("kvm.dispatch.migrationInNode: has become migrationInCache", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Latency_inside_a_socket_matters_where_a_socket_has_several_nodes()
    {
        const string Memory = "memory: {size: 64 GiB, localLatency: 90 ns, sameSocketLatency: 85 ns}\n";
        _ = Parse("cpu: {sockets: 1, coresPerSocket: 8}\n" + Memory);
        var failure = Assert.Throws<InputException>(() => Parse("cpu: {sockets: 1, coresPerSocket: 8, nodesPerSocket: 2}\n" + Memory));
        Assert.Contains("memory.sameSocketLatency: 85 ns is not between the local and the remote latency; allowed: 90 ns to 135 ns", failure.Message, StringComparison.Ordinal);
    }

    private static HostSpec Read(string cpu) => Parse($"cpu: {cpu.ReplaceLineEndings(" ")}\nmemory: {{size: 64 GiB}}\n");

    private static HostSpec Parse(string yaml) =>
        RecordBinder.Parse<HostSpec>(yaml, "host.yaml", (host, report) => ScenarioReader.CheckHost(host, "host", report.Renamed(field => field["host.".Length..]))).Value;
}
