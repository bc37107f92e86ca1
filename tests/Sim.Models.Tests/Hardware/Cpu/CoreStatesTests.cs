using System.Collections.Immutable;
using Sim.Core.Time;
using Sim.Models.Hardware.Cpu;
using Sim.Models.Hypervisor;
using Sim.Models.Hypervisor.Esxi;
using Sim.Models.Hypervisor.Kvm;
using Sim.Testing.Hosts;

namespace Sim.Models.Tests.Hardware.Cpu;

public sealed class CoreStatesTests
{
    /// <summary>Skylake-SP: C1 (2 us, from 2 us), C1E (10 us, from 20 us), C6 (133 us, from 600 us).</summary>
    private static readonly ImmutableArray<IdleState> States = IdleStateTables.SkylakeServer;

    private static readonly CpuParameters OneCore = new() { Sockets = 1, CoresPerSocket = 1, ThreadsPerCore = 1, IdleStates = States };

    private static SimDuration Us(double value) => SimDuration.FromMicroseconds(value);

    private static SimTime At(double microseconds) => SimTime.Zero + Us(microseconds);

    [Fact]
    public void A_ladder_is_in_the_deepest_state_whose_residency_has_passed()
    {
        var core = Core(smt: false, new LadderIdle(States, deepest: 2));
        // Idle from 0 to 1000 us: 20 us in C1, 580 in C1E, 400 in C6. Active until 1500. Idle for 10 us: C1.
        Assert.Equal(Us(133), core.OnBusy(0, At(1000)));
        core.OnIdle(0, At(1500));
        Assert.Equal(Us(2), core.OnBusy(0, At(1510)));
        core.CheckAccounts(At(1600));
        Assert.Equal([Us(30), Us(580), Us(400)], Idle(core));
        Assert.Equal(Us(500 + 90), new SimDuration(core.ActiveTime(0, 0)));
        Assert.Equal(Us(590), new SimDuration(core.AwakeTime(0)));
    }

    [Theory]
    [InlineData(19.999999, 2)]
    [InlineData(20, 10)]
    [InlineData(599.999999, 10)]
    [InlineData(600, 133)]
    public void A_ladder_steps_at_the_residency(double idle, double exit)
    {
        var core = Core(smt: false, new LadderIdle(States, deepest: 2));
        Assert.Equal(Us(exit), core.OnBusy(0, At(idle)));
    }

    [Fact]
    public void A_core_sleeps_no_deeper_than_its_shallower_thread()
    {
        var core = Core(smt: true, new LadderIdle(States, deepest: 2));
        Assert.Equal(Us(133), core.OnBusy(0, At(1000)));
        // Beside a busy thread the core is awake, however long this one slept.
        Assert.Equal(Us(2), core.OnBusy(1, At(2000)));
        core.OnIdle(1, At(3000));
        core.OnIdle(0, At(4000));
        // Thread 1 slept for 1100 us, the core for 100.
        Assert.Equal(Us(10), core.OnBusy(1, At(4100)));
        core.CheckAccounts(At(4100));
        Assert.Equal([Us(20 + 20), Us(580 + 80), Us(400)], Idle(core));
        Assert.Equal(Us(3000), new SimDuration(core.ActiveTime(0, 0)));
    }

    [Fact]
    public void Menu_chooses_what_pays_for_the_predicted_idle_time_and_again_at_the_tick()
    {
        var core = Core(smt: false, new KvmPowerParameters { IdleGovernor = KvmIdleGovernor.Menu }.Build(OneCore, tickRate: 1000).Idle);
        var now = 0.0;
        SimDuration Sleep(double idle)
        {
            now += idle;
            var exit = core.OnBusy(0, At(now));
            now += 50;
            core.OnIdle(0, At(now));
            return exit;
        }

        // Nothing is known of eight idle times: the deepest state at once, even for 100 us.
        for (var i = 0; i < 8; i++) Assert.Equal(Us(133), Sleep(100));
        // Now 100 us are expected: C1E pays from 20 us, C6 from 600.
        Assert.Equal(Us(10), Sleep(100));
        Assert.Equal(Us(10), Sleep(999));
        core.ResetAccounts(At(now));
        // Seven of eight idle times still are 100 us; after the tick the governor chooses C6.
        Assert.Equal(Us(133), Sleep(3000));
        core.CheckAccounts(At(now));
        Assert.Equal([Us(0), Us(1000), Us(2000)], Idle(core));
    }

    [Fact]
    public void Esxi_avoids_a_state_whose_exit_times_five_exceeds_the_predicted_idle_time()
    {
        // C6 needs 5 x 133 = 665 us, C1E 50 us.
        var governor = new EsxiPowerParameters { Idle = EsxiIdleChoice.Residency }.Build(OneCore).Idle;
        SimDuration Exit(double idle)
        {
            for (var i = 0; i < 8; i++) governor.OnIdleEnded(0, Us(idle));
            return States[governor.Choose(0)].Exit;
        }

        Assert.Equal([Us(2), Us(10), Us(10), Us(133)], new[] { 49.0, 50, 664, 665 }.Select(Exit));
    }

    [Theory]
    [InlineData(new double[] { 100, 100, 100, 5000, 100, 100, 100, 100 }, 100)]   // one that disagrees is left out
    [InlineData(new double[] { 90, 5000, 110, 100, 5000, 100, 100, 100 }, 100)]   // two: six of eight remain
    [InlineData(new double[] { 5, 15, 25, 35, 5, 15, 25, 35 }, 20)]               // variance 125 is below 400
    [InlineData(new double[] { 10, 1000, 10, 1000, 10, 1000, 10, 1000 }, 10)]     // the kernel's rule takes the short half, as it agrees within 20 us
    [InlineData(new double[] { 1, 100, 300, 700, 1500, 3000, 7000, 20000 }, -1)]  // nothing repeats
    public void A_pattern_is_recognised_as_the_kernel_does(double[] idles, double expected)
    {
        var typical = new TypicalIdle(pcpus: 2);
        foreach (var idle in idles[1..]) typical.Note(1, Us(idle));
        Assert.Equal(TypicalIdle.Unknown, typical.Predict(1));
        typical.Note(1, Us(idles[0]));
        Assert.Equal(expected < 0 ? TypicalIdle.Unknown : Us(expected), typical.Predict(1));
        Assert.Equal(TypicalIdle.Unknown, typical.Predict(0));
    }

    [Theory]
    [InlineData(9, 0)]
    [InlineData(10, 1)]
    [InlineData(132, 1)]
    [InlineData(133, 2)]
    public void A_latency_limit_leaves_deeper_states_out(double limit, int deepest)
    {
        var cpu = HostHarness.Cores(1) with { IdleStates = States };
        var kvm = Core(smt: false, new KvmPowerParameters { IdleLatencyLimit = Us(limit) }.Build(cpu, tickRate: 1000).Idle);
        Assert.Equal(States[deepest].Exit, kvm.OnBusy(0, At(5000)));
        var esxi = Core(smt: false, new EsxiPowerParameters { CStateMaxLatency = Us(limit) }.Build(cpu).Idle);
        Assert.Equal(States[deepest].Exit, esxi.OnBusy(0, At(5000)));
    }

    [Fact]
    public void High_performance_never_goes_deep()
    {
        var cpu = HostHarness.Cores(1) with { IdleStates = States };
        var core = Core(smt: false, new EsxiPowerParameters { Policy = EsxiPowerPolicy.HighPerformance }.Build(cpu).Idle);
        Assert.Equal(Us(2), core.OnBusy(0, At(1_000_000)));
    }

    private static CoreStates Core(bool smt, IIdleGovernor governor)
    {
        var cpu = HostHarness.Cores(1, smt);
        return new CoreStates(new CoreTopology(cpu), States, governor, new ClockTable(cpu));
    }

    private static SimDuration[] Idle(CoreStates core) => [.. Enumerable.Range(0, core.States).Select(state => new SimDuration(core.IdleTime(0, state)))];
}
