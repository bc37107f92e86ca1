using CsCheck;
using Sim.Core.Random;
using Sim.Core.Time;
using Sim.Models.Hardware.Cpu;
using Sim.Models.Hypervisor;
using Sim.Models.Hypervisor.Esxi;
using Sim.Models.Hypervisor.Kvm;
using Sim.Testing;
using Sim.Testing.Hosts;

namespace Sim.Models.Tests.Hypervisor;

/// <summary>Clocks: what the number of active cores and power management do to running work.</summary>
public sealed class ClockTests
{
    /// <summary>Two cores of 1 GHz; one alone runs at 2 GHz.</summary>
    private static readonly CpuParameters Turbo = HostHarness.Cores(2) with
    {
        Clock = 1e9, Turbo = [new TurboStep { Cores = 1, Clock = 2e9 }], TurboPeriod = SimDuration.Zero,
    };

    /// <summary>One core of 2 GHz that may go down to 1 GHz.</summary>
    private static readonly CpuParameters Scaled = HostHarness.Cores(1) with { Clock = 2e9, LowestClock = 1e9 };

    private static SimDuration Ms(double value) => SimDuration.FromMilliseconds(value);

    private static SimTime At(double milliseconds) => SimTime.Zero + Ms(milliseconds);

    [Fact]
    public void A_second_active_core_takes_the_turbo_away_at_once_and_gives_it_back()
    {
        // a: 2 ms alone at twice the speed, 4 ms of its 10 done. Then both at 1 GHz: b's 3 ms end at 5 ms, a has 7 done and does 3 in 1.5 ms.
        var host = HostHarness.Kvm(Turbo);
        var a = host.Submit(host.AddVm("a", 1).Vcpus[0], Ms(10));
        var second = host.AddVm("b", 1).Vcpus[0];
        host.Run(Ms(2));
        var b = host.Submit(second, Ms(3));
        host.Run(Ms(10));
        Assert.Equal([At(5)], b.Done);
        Assert.Equal([At(6.5)], a.Done);
        // 1 GHz: both cores for 3 ms; 2 GHz: 2 + 1.5 ms of one of them.
        var cores = host.Dispatcher.Cores;
        Assert.Equal((Ms(6), Ms(3.5)), (Active(cores, 0), Active(cores, 1)));
    }

    [Fact]
    public void The_processor_looks_at_active_cores_once_a_period()
    {
        // b comes at 2.1 ms; the processor looks at 2.5: a has done 5 ms, b 0.8. b's other 2.2 ms at 1 GHz end at 4.7; a is at 7.2.
        // The next look is at 5.0: a is at 7.5 and does the rest in 1.25 ms.
        var host = HostHarness.Kvm(Turbo with { TurboPeriod = Ms(0.5) });
        var a = host.Submit(host.AddVm("a", 1).Vcpus[0], Ms(10));
        var second = host.AddVm("b", 1).Vcpus[0];
        host.Run(Ms(2.1));
        var b = host.Submit(second, Ms(3));
        host.Run(Ms(10));
        Assert.Equal([At(4.7)], b.Done);
        Assert.Equal([At(6.25)], a.Done);
    }

    [Fact]
    public void Sockets_have_their_own_turbo()
    {
        var host = HostHarness.Kvm(Turbo with { CoresPerSocket = 2, Sockets = 2 });
        var a = host.Submit(host.AddVm("a", 1).Vcpus[0], Ms(10));
        var other = host.AddVm("b", 1).Vcpus[0];
        other.StartNode = 1;
        var b = host.Submit(other, Ms(10));
        host.Run(Ms(20));
        Assert.Equal([At(5)], a.Done);
        Assert.Equal([At(5)], b.Done);
    }

    [Fact]
    public void Both_threads_of_a_core_have_its_clock_and_share_it()
    {
        // Active cores count, not threads: one core at 2 GHz, each thread at 2 x 0.625.
        var host = HostHarness.Kvm(Turbo with { ThreadsPerCore = 2, CoresPerSocket = 1, Turbo = [new TurboStep { Cores = 1, Clock = 2e9 }] });
        var a = host.Submit(host.AddVm("a", 1).Vcpus[0], Ms(10));
        var b = host.Submit(host.AddVm("b", 1).Vcpus[0], Ms(10));
        host.Run(Ms(20));
        Assert.Equal([At(8)], a.Done);
        Assert.Equal([At(8)], b.Done);
    }

    [Fact]
    public void A_faster_clock_does_not_shorten_the_wait_for_memory()
    {
        // Half of the time at 1 GHz is waiting: at 2 GHz 4 ms of work take 1 + 2 ms. Speeds are kept in 1/65536.
        var host = HostHarness.Kvm(Turbo);
        var world = host.AddVm("a", 1).Vcpus[0];
        world.StallShare = [32768];
        var log = host.Submit(world, Ms(4));
        host.Run(Ms(20));
        Assert.Equal(3.0, (Assert.Single(log.Done) - SimTime.Zero).Milliseconds, 3.0 * 2 / 65536);
    }

    [Theory]
    [InlineData(0, 3.5)]
    [InlineData(2, 3.5)]
    [InlineData(3, 3.2)]
    [InlineData(8, 3.2)]
    [InlineData(9, 2.6)]
    [InlineData(32, 2.6)]
    public void The_limit_follows_the_table(int active, double gigahertz)
    {
        var table = new ClockTable(HostHarness.Cores(32) with
        {
            Clock = 2.6e9, Turbo = [new TurboStep { Cores = 2, Clock = 3.5e9 }, new TurboStep { Cores = 8, Clock = 3.2e9 }],
        });
        Assert.Equal(gigahertz * 1e9, table.Clocks[table.Limit(active)]);
        Assert.Equal(gigahertz / 2.6, table.SpeedOf(table.Limit(active)) / 65536.0, 1.0 / 65536);
    }

    [Fact]
    public void Between_lowest_and_fastest_there_are_steps_of_a_hundred_megahertz()
    {
        var table = new ClockTable(HostHarness.Cores(1) with { Clock = 1.15e9, LowestClock = 0.85e9, Turbo = [new TurboStep { Cores = 1, Clock = 1.3e9 }] });
        Assert.Equal([0.85e9, 0.9e9, 1.0e9, 1.1e9, 1.15e9, 1.2e9, 1.3e9], table.Clocks);
        // 0.8 of 1.3 GHz is 1.04 GHz: 1.1 is the slowest that is enough. Beyond the fastest there is nothing.
        Assert.Equal(3, table.AtLeast((long)(0.8 * 65536)));
        Assert.Equal(table.Fastest, table.AtLeast(2 * 65536));
        Assert.Equal(0, table.AtLeast(0));
    }

    [Fact]
    public void A_turbo_table_that_says_nothing_changes_no_event()
    {
        static (long, long) Run(CpuParameters cpu)
        {
            var host = HostHarness.Kvm(cpu);
            var load = new PulsingLoad(host, host.AddVm("a", 1).Vcpus[0], new RngStreams(1, 0).Get("a"), Ms(1), Ms(1));
            host.Run(1.0);
            return (host.Calendar.Fired, load.Submitted);
        }

        Assert.Equal(Run(Turbo with { Turbo = [] }), Run(Turbo with { Turbo = [new TurboStep { Cores = 1, Clock = 1e9 }] }));
    }

    [Fact]
    public void Schedutil_takes_tens_of_milliseconds_up_and_down()
    {
        // Utilisation counts clock, so at half the clock it goes to 0.5 with a half-life of 32.77 ms. The lowest clock stands until 1.25 u > 0.5:
        // 1 - 2^(-x) = 0.8, x = 2.32, 76 ms. Above it the clock is 1.25 u to the next 100 MHz (0.05 of the fastest), so u' lies between k 0.25 u and
        // k (0.25 u + 0.05), k = ln 2 / 32.77 ms: from 0.4 to 0.76, where 1.25 u > 0.95 asks for the fastest, 89 to 121 ms. Fastest after 165 to 197 ms.
        var host = HostHarness.Kvm(Scaled, power: new KvmPowerParameters { Governor = KvmClockGovernor.Schedutil }.Build(Scaled, tickRate: 1000));
        var world = host.AddVm("a", 1).Vcpus[0];
        host.Run(Ms(10));
        Assert.Equal(1e9, Clock(host));
        var log = host.Submit(world, Ms(340));
        host.Run(Ms(70));
        Assert.Equal(1e9, Clock(host));
        host.Run(Ms(12));
        Assert.InRange(Clock(host), 1.1e9, 1.9e9);
        host.Run(Ms(73));
        Assert.InRange(Clock(host), 1.1e9, 1.9e9);
        host.Run(Ms(55));
        Assert.Equal(2e9, Clock(host));
        host.Run(Ms(300));
        // Idle from then on: 1.25 x 2^(-x) falls below 0.5 after 1.32 half-lives, 43 ms.
        var end = Assert.Single(log.Done);
        Assert.True(end < host.Now);
        Assert.Equal(1e9, Clock(host));
        var busy = host.Submit(world, Ms(800));
        host.Run(Ms(700));
        Assert.Equal(2e9, Clock(host));
        while (busy.Done.Count == 0) host.Run(Ms(1));
        host.Run(Ms(36));
        Assert.InRange(Clock(host), 1.1e9, 1.9e9);
        host.Run(Ms(12));
        Assert.Equal(1e9, Clock(host));
    }

    [Theory]
    [InlineData(EsxiPowerPolicy.Balanced, 1.0e9)]          // 30 % of 2 GHz at a load of 60 %
    [InlineData(EsxiPowerPolicy.LowPower, 0.8e9)]          // 0.67 GHz would do for 90 %; the lowest is 0.8
    [InlineData(EsxiPowerPolicy.HighPerformance, 2.0e9)]
    public void Esxi_lowers_the_clock_of_a_lightly_loaded_pcpu(EsxiPowerPolicy policy, double clock)
    {
        var cpu = Scaled with { LowestClock = 0.8e9 };
        var host = HostHarness.Esxi(cpu, power: new EsxiPowerParameters { Policy = policy }.Build(cpu));
        var world = host.AddVm("a", 1).Vcpus[0];
        // 3 ms of work at 2 GHz in every 10 ms.
        for (var i = 0; i < 50; i++)
        {
            host.Submit(world, Ms(3));
            host.Run(Ms(10));
        }

        Assert.Equal(clock, Clock(host));
        // Busy without end it is full after a few samples: each raises the clock by 1 / 0.6 or 1 / 0.9.
        host.KeepBusy(world);
        host.Run(Ms(120));
        Assert.Equal(2e9, Clock(host));
    }

    [Fact]
    public void What_esxi_charges_beside_a_busy_sibling_does_not_depend_on_what_the_core_gives()
    {
        // Cores that give 1.45 of one thread: each thread gets on by 0.725 and is charged the fixed 0.625.
        var host = HostHarness.Esxi(HostHarness.Cores(1, smt: true) with { SmtThroughput = 1.45 });
        var one = host.AddBusyVm("a", 1).Vcpus[0];
        host.AddBusyVm("b", 1);
        host.Run(1.0);
        Assert.Equal(0.725, one.WorkDone / 1e12, 1.0 / 65536);
        Assert.Equal(625_000_000_000, one.Entity.VirtualTime);
        Assert.Equal((1_000_000_000_000, 0), (one.RunTime, one.ReadyTime));
    }

    [Fact]
    public void On_any_host_with_any_governor_all_work_is_done_and_every_core_accounts_for_all_its_time() => (
        from esxi in Gen.Bool
        from cores in Gen.Int[1, 3]
        from sockets in Gen.Int[1, 2]
        from smt in Gen.Bool
        from turbo in Gen.Bool
        from low in Gen.Bool
        from predicts in Gen.Bool
        from period in Gen.Int[0, 3]
        from vcpus in Gen.Int[1, 4].Array[1, 5]
        from seed in Gen.ULong
        select (esxi, cores, sockets, smt, turbo, low, predicts, period, vcpus, seed)).Sample(
        random =>
        {
            var cpu = HostHarness.Cores(random.cores, random.smt, random.sockets) with
            {
                IdleStates = IdleStateTables.SkylakeServer,
                Turbo = random.turbo ? [new TurboStep { Cores = 1, Clock = 3.9e9 }, new TurboStep { Cores = random.cores + 1, Clock = 3.35e9 }] : [],
                LowestClock = random.low ? 0.8e9 : null,
                TurboPeriod = Ms(random.period * 0.25),
            };
            var host = random.esxi
                ? HostHarness.Esxi(cpu, power: new EsxiPowerParameters { Idle = random.predicts ? EsxiIdleChoice.Residency : EsxiIdleChoice.Ladder }.Build(cpu))
                : HostHarness.Kvm(cpu, power: new KvmPowerParameters
                {
                    Governor = random.low ? KvmClockGovernor.Schedutil : KvmClockGovernor.Performance,
                    IdleGovernor = random.predicts ? KvmIdleGovernor.Menu : KvmIdleGovernor.Ladder,
                }.Build(cpu, tickRate: 1000));
            var streams = new RngStreams(random.seed, 0);
            var loads = new List<PulsingLoad>();
            foreach (var count in random.vcpus)
            {
                foreach (var vcpu in host.AddVm($"vm{host.Vms.Count}", count).Vcpus)
                {
                    vcpu.StallShare = [.. Enumerable.Repeat(20_000, random.sockets)];
                    loads.Add(new PulsingLoad(host, vcpu, streams.Get(vcpu.Name), Ms(0.3), Ms(0.5)));
                }
            }

            // Run checks that the states of every core add up to elapsed time, also from a reset in the middle of it all.
            for (var step = 0; step < 40; step++)
            {
                host.Run(SimDuration.FromMicroseconds(473.3));
                host.CheckPlaces(mayIdle: true);
            }

            host.Dispatcher.ResetAccounts();
            var before = host.Dispatcher.Worlds.Sum(world => world.WorkDone);
            Assert.Equal(0, before);
            host.Run(0.01);
            foreach (var load in loads) load.Stop();
            host.Run(30.0);
            Assert.All(host.Dispatcher.Worlds, world => Assert.Equal(0, world.Backlog));
            var active = Enumerable.Range(0, host.Dispatcher.Topology.Cores).Sum(core => Enumerable.Range(0, host.Dispatcher.Cores.Clocks.Clocks.Length).Sum(step => host.Dispatcher.Cores.ActiveTime(core, step)));
            // A core is active while any of its threads is busy.
            Assert.InRange(active, host.Dispatcher.BusyTime() / (random.smt ? 2 : 1), host.Dispatcher.BusyTime());
        },
        iter: 40);

    [Fact]
    public void A_warm_host_with_turbo_and_governors_allocates_nothing()
    {
        var cpu = HostHarness.Cores(4, smt: true) with
        {
            LowestClock = 0.8e9, Turbo = [new TurboStep { Cores = 1, Clock = 3.9e9 }, new TurboStep { Cores = 2, Clock = 3.5e9 }], IdleStates = IdleStateTables.IceLakeServer,
        };
        var host = HostHarness.Kvm(cpu, power: new KvmPowerParameters { Governor = KvmClockGovernor.Schedutil, IdleGovernor = KvmIdleGovernor.Menu }.Build(cpu, 1000));
        foreach (var vcpu in host.AddVm("a", 6).Vcpus) _ = new PulsingLoad(host, vcpu, new RngStreams(1, 0).Get(vcpu.Name), Ms(0.2), Ms(0.4));
        host.Calendar.RunUntil(At(2_000));
        Assert.Equal(0, Allocations.Of(() => host.Calendar.RunUntil(host.Now + Ms(500))));
    }

    private static double Clock(HostHarness host) => host.Dispatcher.Cores.Clocks.Clocks[host.Dispatcher.Cores.StepOf(0)];

    private static SimDuration Active(CoreStates cores, int step) => new(cores.ActiveTime(0, step) + cores.ActiveTime(1, step));
}
