using Sim.Core.Random;
using Sim.Core.Time;
using Sim.Models.Hardware.Cpu;
using Sim.Models.Hypervisor;
using Sim.Models.Hypervisor.Esxi;
using Sim.Models.Measurement;
using Sim.Testing.Hosts;

namespace Sim.Models.Tests.Measurement;

/// <summary>Counters as esxtop defines them: cpu-and-memory 2.5 and 2.9.</summary>
public sealed class EsxtopCountersTests
{
    private const long Second = 1_000_000_000_000;

    [Fact]
    public void Both_threads_of_a_core_busy_all_the_time()
    {
        // cpu-and-memory C, check 8: %RUN 100, %USED 62.5 at the nominal clock, %LAT_C 37.5, %RDY 0.
        var host = HostHarness.Esxi(HostHarness.Cores(1, smt: true));
        var vm = host.AddBusyVm("vm", 1);
        host.AddBusyVm("other", 1);
        host.Run(10.0);
        var vcpu = EsxtopCounters.Of(vm.Vcpus[0]);
        Assert.Equal(new EsxtopCounters(10 * Second, 0, 625 * Second / 100, 0, 0, 0, 0, 375 * Second / 100), vcpu);
        Assert.Equal(vcpu, EsxtopCounters.OfVm(vm.Id, host.Dispatcher.Worlds));
    }

    [Fact]
    public void A_vcpu_alone_on_its_core_is_charged_in_full_and_half_the_time_beside_another_five_eighths_of_that_half()
    {
        // 10 s, the other thread busy for 4 s of them at 0.625 the speed of its 2.5 s of work: used 6 + 0.625 x 4 = 8.5.
        var host = HostHarness.Esxi(HostHarness.Cores(1, smt: true));
        var vm = host.AddBusyVm("vm", 1);
        var other = host.AddVm("other", 1);
        host.Submit(other.Vcpus[0], SimDuration.FromSeconds(2.5));
        host.Run(10.0);
        Assert.Equal(new EsxtopCounters(10 * Second, 0, 85 * Second / 10, 0, 0, 0, 0, 15 * Second / 10), EsxtopCounters.Of(vm.Vcpus[0]));
        Assert.Equal(new EsxtopCounters(4 * Second, 0, 25 * Second / 10, 0, 0, 0, 6 * Second, 15 * Second / 10), EsxtopCounters.Of(other.Vcpus[0]));
    }

    [Fact]
    public void Turbo_counts_for_more_than_the_time_and_is_charged()
    {
        // Broadcom KB 431027: a part of 2.80 GHz at 3.50 GHz shows 125 %. Beside a busy thread 62.5 % of that: 78.125 %. Shares are charged the same.
        var cpu = HostHarness.Cores(2, smt: true) with
        {
            Clock = 2.8e9, Turbo = [new TurboStep { Cores = 1, Clock = 3.5e9 }], TurboPeriod = SimDuration.Zero,
        };
        var host = HostHarness.Esxi(cpu);
        var vm = host.AddBusyVm("vm", 1);
        host.Run(1.0);
        Assert.Equal(125 * Second / 100, vm.Vcpus[0].Entity.VirtualTime);
        host.Run(7.0);
        Assert.Equal(new EsxtopCounters(8 * Second, 0, 10 * Second, 0, 0, 0, 0, 0), EsxtopCounters.Of(vm.Vcpus[0]));

        // Two on the one core of a host: both threads busy, one active core.
        var full = HostHarness.Esxi(cpu with { CoresPerSocket = 1 });
        var pair = new[] { full.AddBusyVm("a", 1), full.AddBusyVm("b", 1) };
        full.Run(8.0);
        Assert.All(pair, one => Assert.Equal(new EsxtopCounters(8 * Second, 0, 625 * Second / 100, 0, 0, 0, 0, 3 * Second), EsxtopCounters.Of(one.Vcpus[0])));
    }

    [Fact]
    public void A_clock_below_the_nominal_one_is_contention()
    {
        // cpu-and-memory 2.8: at 40 % of the nominal frequency 60 % of the time counts as stolen. 1 of 2.5 GHz from the first power sample on.
        var cpu = HostHarness.Cores(1) with { Clock = 2.5e9, LowestClock = 1e9 };
        var host = HostHarness.Esxi(cpu, power: new PowerManagement(new LadderIdle(cpu.IdleStates, 1), new Slowest()));
        var vm = host.AddBusyVm("vm", 1);
        host.Run(0.1);
        host.Dispatcher.ResetAccounts();
        host.Run(10.0);
        // The table holds 0.4 as 26214/65536.
        var counters = EsxtopCounters.Of(vm.Vcpus[0]);
        Assert.Equal(10 * Second, counters.Run);
        Assert.Equal(10.0 * Second * 26214 / 65536, counters.Used, 1.0);
        Assert.Equal(counters.Run, counters.Used + counters.Contention);
    }

    [Fact]
    public void The_states_of_every_world_add_up_and_each_counter_is_part_of_its_state()
    {
        // Run + ready + co-stop + wait = elapsed for every world, max limited within ready, and what a vCPU lost is what it ran, less what it is charged for, plus waits.
        var cpu = HostHarness.Cores(3, smt: true) with { Turbo = [new TurboStep { Cores = 2, Clock = 3.6e9 }], TurboPeriod = SimDuration.FromMicroseconds(500) };
        var host = HostHarness.Esxi(cpu, costs: DispatchCosts.Vmkernel with { Interrupt = SimDuration.FromMicroseconds(20) });
        var streams = new RngStreams(3, 0);
        for (var i = 0; i < 5; i++)
        {
            var vm = host.AddVm($"vm{i}", 1 + (i % 4), claim: i == 2 ? new CpuAllocation(3000, 0, 0.8) : null);
            foreach (var vcpu in vm.Vcpus) _ = new PulsingLoad(host, vcpu, streams.Get(vcpu.Name), SimDuration.FromMilliseconds(3), SimDuration.FromMilliseconds(2));
        }

        host.Run(0.5);
        host.Dispatcher.ResetAccounts();
        for (var i = 0; i < 5000; i++)
        {
            host.Run(SimDuration.FromMilliseconds(1));
            host.Dispatcher.Interrupt(host.Dispatcher.Worlds[i % host.Dispatcher.Worlds.Count]);
        }

        Assert.Contains(host.Dispatcher.Worlds, world => world.OverlapTime > 0);
        Assert.Contains(host.Dispatcher.Worlds, world => world.ClockGain > 0);
        Assert.Contains(host.Dispatcher.Worlds, world => world.CoStopTime > 0);
        foreach (var world in host.Dispatcher.Worlds)
        {
            var counters = EsxtopCounters.Of(world);
            Assert.Equal(5 * Second, counters.Run + counters.Ready + counters.CoStop + counters.Wait);
            Assert.InRange(counters.MaxLimited, 0, counters.Ready);
            // %USED = %RUN + %SYS - %OVRLP, scaled: what is left of the run time is overlap and contention that is neither ready nor co-stopped.
            Assert.Equal(counters.Run - counters.Overlap + world.ClockGain - counters.Used, counters.Contention - counters.CoStop - (counters.Ready - counters.MaxLimited));
            Assert.InRange(counters.Overlap, 0, counters.Run);
            Assert.InRange(world.Wakes, 1, world.Dispatches);
            Assert.InRange(world.Migrations, 0, world.Dispatches);
        }
    }

    [Fact]
    public void An_interrupt_for_another_vm_is_overlap_of_who_runs_and_system_time_of_who_is_served()
    {
        // The storage world of "io" ran on the pCPU last. A thousand interrupts of 10 us come there for it while "vm" computes: of its 1 s of run time 10 ms are
        // overlap, its work is that much behind, and it is charged 0.99 s. They are system time of "io", beside the 1 s that its storage world worked.
        var host = HostHarness.Esxi(HostHarness.Cores(1), costs: HostHarness.NoCosts with { Interrupt = SimDuration.FromMicroseconds(10) });
        var io = host.AddVm("io", 1);
        var storage = host.Dispatcher.AddWorld("io/disk0", WorldKind.Storage, io.Id, source: null, PollPolicy.Off);
        host.Submit(storage, SimDuration.FromSeconds(1));
        host.Run(1.0);
        var vm = host.AddBusyVm("vm", 1);
        Interrupts(host, storage, 1000, SimDuration.FromMilliseconds(1));
        var counters = EsxtopCounters.Of(vm.Vcpus[0]);
        Assert.Equal((Second, Second / 100, 99 * Second / 100, 0L), (counters.Run, counters.Overlap, counters.Used, counters.Contention));
        Assert.Equal((99 * Second / 100, 99 * Second / 100), (vm.Vcpus[0].WorkDone, vm.Vcpus[0].Entity.VirtualTime));
        var served = EsxtopCounters.OfVm(io.Id, host.Dispatcher.Worlds);
        Assert.Equal((101 * Second / 100, 101 * Second / 100), (served.System, served.Used));
    }

    [Fact]
    public void An_interrupt_for_its_own_vm_is_run_time_of_the_vcpu_and_of_nobody_else()
    {
        var host = HostHarness.Esxi(HostHarness.Cores(1), costs: HostHarness.NoCosts with { Interrupt = SimDuration.FromMicroseconds(10) });
        var vm = host.AddVm("vm", 1);
        var storage = host.Dispatcher.AddWorld("vm/disk0", WorldKind.Storage, vm.Id, source: null, PollPolicy.Off);
        host.Submit(storage, SimDuration.FromSeconds(1));
        host.Run(1.0);
        host.KeepBusy(vm.Vcpus[0]);
        Interrupts(host, storage, 1000, SimDuration.FromMilliseconds(2));
        var counters = EsxtopCounters.OfVm(vm.Id, host.Dispatcher.Worlds);
        // 2 s of run time, 10 ms of which its own work stood still; used with the second of the storage world.
        Assert.Equal((2 * Second, 0L, Second, 3 * Second), (counters.Run, counters.Overlap, counters.System, counters.Used));
        Assert.Equal(199 * Second / 100, vm.Vcpus[0].WorkDone);
    }

    [Fact]
    public void Beside_a_busy_thread_a_handler_takes_longer_and_the_rest_is_charged_at_five_eighths()
    {
        // 10 us of work at 0.625 the speed are 16 us: 1000 of them 16 ms of 2 s.
        var host = HostHarness.Esxi(HostHarness.Cores(1, smt: true), costs: HostHarness.NoCosts with { Interrupt = SimDuration.FromMicroseconds(10) });
        var io = host.AddVm("io", 1);
        var storage = host.Dispatcher.AddWorld("io/disk0", WorldKind.Storage, io.Id, source: null, PollPolicy.Off);
        host.Submit(storage, SimDuration.FromMilliseconds(1));
        host.Run(1.0);
        var pair = new[] { host.AddBusyVm("a", 1), host.AddBusyVm("b", 1) };
        Interrupts(host, storage, 1000, SimDuration.FromMilliseconds(2));
        var counters = EsxtopCounters.Of(pair.Single(vm => vm.Vcpus[0].LastPcpu == storage.LastPcpu).Vcpus[0]);
        Assert.Equal((2 * Second, 16 * Second / 1000), (counters.Run, counters.Overlap));
        Assert.Equal((2 * Second - (16 * Second / 1000)) / 8 * 5, counters.Used);
        Assert.Equal((2 * Second - (16 * Second / 1000)) / 8 * 3, counters.Contention);
    }

    [Fact]
    public void A_vcpu_that_waits_for_a_swap_in_does_nothing_else_and_that_is_no_idle_time()
    {
        // The vCPU touches a page at 1 ms, which is back at 4 ms; an interrupt of 0.2 ms that came at 2 ms is taken then, before the task of 0.5 ms goes on.
        var host = HostHarness.Esxi(HostHarness.Cores(1));
        var vm = host.AddVm("vm", 2);
        var task = new Touching(vm);
        host.Dispatcher.Submit(vm.Vcpus[0], new WorkItem(SimDuration.FromMilliseconds(1).Picoseconds, task, 0));
        host.Run(0.002);
        Assert.False(host.Dispatcher.IsHalted(vm.Vcpus[0]));
        var interrupt = new WorkLog { Calendar = host.Calendar };
        host.Dispatcher.Submit(vm.Vcpus[0], new WorkItem(SimDuration.FromMilliseconds(0.2).Picoseconds, interrupt, 0), urgent: true);
        // Another task goes to the vCPU that is free.
        var other = new WorkLog { Calendar = host.Calendar };
        vm.RunTask(new WorkItem(SimDuration.FromMilliseconds(1).Picoseconds, other, 0), preferred: 0);
        host.Run(0.002);
        Assert.Empty(interrupt.Done);
        var resumed = new WorkLog { Calendar = host.Calendar };
        vm.EndSwapWait(vm.Vcpus[0], new WorkItem(SimDuration.FromMilliseconds(0.5).Picoseconds, resumed, 0));
        host.Run(0.006);
        Assert.Equal(Ms(3), Assert.Single(other.Done));
        Assert.Equal((Ms(4.2), Ms(4.7)), (Assert.Single(interrupt.Done), Assert.Single(resumed.Done)));
        var counters = EsxtopCounters.Of(vm.Vcpus[0]);
        Assert.Equal((Ms(1.7), Ms(8.3), Ms(3), Ms(3), Ms(5.3)),
            (At(counters.Run), At(counters.Wait), At(counters.SwapWait), At(counters.MemoryLatency), At(counters.Idle)));

        static SimTime Ms(double milliseconds) => SimTime.Zero + SimDuration.FromMilliseconds(milliseconds);
        static SimTime At(long picoseconds) => new(picoseconds);
    }

    [Fact]
    public void Held_back_by_a_limit_is_ready_and_not_contention()
    {
        // Half of a pCPU on an idle host: 5 s of 10 s run in turns of 200 ms; all that is ready is the limit's, none of it contention.
        var host = HostHarness.Esxi(HostHarness.Cores(2));
        var vm = host.AddBusyVm("vm", 1, claim: new CpuAllocation(1000, 0, 0.5));
        host.Run(10.0);
        Assert.Equal(new EsxtopCounters(5 * Second, 0, 5 * Second, 5 * Second, 5 * Second, 0, 0, 0), EsxtopCounters.Of(vm.Vcpus[0]));
    }

    [Fact]
    public void A_vm_adds_up_its_vcpus_and_what_its_io_worlds_used()
    {
        // Three vCPUs ready or running on two pCPUs: 20 s of 30 run. The storage world works for 1 s on a pCPU that has nobody else.
        var host = HostHarness.Esxi(HostHarness.Cores(2), new EsxiCpuParameters { CoStopSkew = SimDuration.Zero });
        var vm = host.AddVm("vm", 3);
        var storage = host.Dispatcher.AddWorld("vm/disk0", WorldKind.Storage, vm.Id, source: null, PollPolicy.Off);
        host.Submit(storage, SimDuration.FromSeconds(1));
        host.Run(2.0);
        foreach (var vcpu in vm.Vcpus) host.KeepBusy(vcpu);
        host.Run(10.0);
        var counters = EsxtopCounters.OfVm(vm.Id, host.Dispatcher.Worlds);
        Assert.Equal(new EsxtopCounters(20 * Second, Second, 21 * Second, 10 * Second, 0, 0, 6 * Second, 10 * Second), counters);
    }

    [Fact]
    public void Three_seconds_ready_in_a_sample_of_twenty_are_fifteen_percent()
    {
        // cpu-and-memory 2.9: vCenter samples 20 s; 85 : 15 on one pCPU leaves the first ready for 15 %, 3000 ms, within a quantum of 200 ms.
        var host = HostHarness.Esxi(HostHarness.Cores(1));
        var vm = host.AddBusyVm("vm", 1, claim: new CpuAllocation(8500));
        host.AddBusyVm("other", 1, claim: new CpuAllocation(1500));
        host.Run(20.0);
        Assert.InRange(EsxtopCounters.Of(vm.Vcpus[0]).Ready, 28 * Second / 10, 32 * Second / 10);
    }

    /// <summary>Interrupts in the middle of each period.</summary>
    private static void Interrupts(HostHarness host, World served, int count, SimDuration period)
    {
        for (var i = 0; i < count; i++)
        {
            host.Run(new SimDuration(period.Picoseconds / 2));
            host.Dispatcher.Interrupt(served);
            host.Run(new SimDuration(period.Picoseconds / 2));
        }
    }

    /// <summary>A task that touches a swapped page when its first piece is done.</summary>
    private sealed class Touching(VirtualMachine vm) : IWorkSink
    {
        public void OnWorkDone(World world, in WorkItem item) => vm.BeginSwapWait(world);
    }

    private sealed class Slowest : IClockGovernor
    {
        public SimDuration Period => SimDuration.FromMilliseconds(10);

        public long Wanted(int pcpu, long busy, long clock) => 0;
    }
}
