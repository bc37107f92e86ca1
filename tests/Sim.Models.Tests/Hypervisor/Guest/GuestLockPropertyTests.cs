using CsCheck;
using Sim.Core.Random;
using Sim.Core.Time;
using Sim.Models.Hypervisor;
using Sim.Models.Hypervisor.Esxi;
using Sim.Models.Hypervisor.Guest;
using Sim.Models.Hypervisor.Kvm;
using Sim.Testing.Hosts;
using Sim.Testing.Oracles;

namespace Sim.Models.Tests.Hypervisor.Guest;

/// <summary>What a lock promises on any host, and what queueing theory says of it where nobody is preempted.</summary>
public sealed class GuestLockPropertyTests
{
    private static readonly Gen<RandomHost> Hosts =
        from esxi in Gen.Bool
        from cores in Gen.Int[1, 4]
        from smt in Gen.Bool
        from vms in Gen.Int[1, 4].Array[1, 4]
        from unfair in Gen.Bool
        from paravirtual in Gen.Bool
        from window in Gen.Int[0, 2].Select(i => new[] { 0.0, 4096.0, 300_000.0 }[i])
        from shrink in Gen.Int[0, 2]
        from holdMicroseconds in Gen.Int[0, 2].Select(i => new[] { 1, 40, 2_000 }[i])
        from outsideMicroseconds in Gen.Int[0, 2].Select(i => new[] { 0, 30, 3_000 }[i])
        from seed in Gen.ULong
        select new RandomHost(esxi, cores, smt, vms, unfair, paravirtual, window, shrink, holdMicroseconds, outsideMicroseconds, seed);

    [Fact]
    public void One_at_a_time_in_order_everybody_in_the_end_and_accounts_add_up() => Hosts.Sample(random => random.Run(), iter: 80);

    [Theory]
    [InlineData(2, false)]
    [InlineData(4, false)]
    [InlineData(4, true)]
    [InlineData(8, true)]
    public void A_lock_that_is_always_wanted_passes_on_once_a_hold(int vcpus, bool esxi)
    {
        // n vCPUs on n pCPUs that do nothing else: the lock is always held, so its throughput is one over the mean hold of 5 us. 200,000 holds
        // a second of cv 1 in 0.5 s: standard error 0.3 % a replication.
        var rates = Enumerable.Range(0, 12).Select(i => Throughput(vcpus, esxi, outside: 0, replication: i));
        OracleCheck.Of("throughput", 1 / 5e-6, rates).Demand();
    }

    [Theory]
    [InlineData(2)]
    [InlineData(6)]
    public void A_lock_among_work_is_a_closed_queue(int vcpus)
    {
        // Sections are served one at a time in order of arrival, the work outside is a think time: exact by mean-value analysis.
        var exact = MeanValueAnalysis.Solve([5e-6], 20e-6, vcpus);
        var rates = Enumerable.Range(0, 12).Select(i => Throughput(vcpus, esxi: false, outside: 20, replication: i));
        OracleCheck.Of("throughput", exact.Throughput, rates).Demand();
    }

    private static double Throughput(int vcpus, bool esxi, double outside, int replication)
    {
        var guest = HostHarness.NoGuestCosts with { PauseWindow = 0 };
        var cpu = HostHarness.Cores(vcpus);
        var host = esxi ? HostHarness.Esxi(cpu, guest: guest) : HostHarness.Kvm(cpu, guest: guest);
        var load = new LockLoad(
            host, host.AddVm("vm", vcpus), new RngStreams(21, replication).Get("locks"), SimDuration.FromMicroseconds(outside), SimDuration.FromMicroseconds(5));
        host.Run(0.01);
        var before = load.Rounds.Sum();
        host.Run(0.5);
        return (load.Rounds.Sum() - before) / 0.5;
    }

    private sealed record RandomHost(
        bool Esxi, int Cores, bool Smt, int[] Vms, bool Unfair, bool Paravirtual, double Window, int Shrink, int HoldMicroseconds, int OutsideMicroseconds,
        ulong Seed)
    {
        public void Run()
        {
            var guest = new GuestCosts
            {
                PauseWindow = Window, PauseWindowShrink = Shrink,
                PvSpinlocks = Paravirtual ? Models.Hypervisor.Guest.Paravirtual.On : Models.Hypervisor.Guest.Paravirtual.Off,
                // Halts come often: 100 loops of 140 cycles, 4.7 us.
                PvSpinLoops = 100,
            };
            var cpu = HostHarness.Cores(Cores, Smt);
            var host = Esxi
                ? HostHarness.Esxi(cpu, new EsxiCpuParameters(), new DispatchCosts(), guest)
                : HostHarness.Kvm(cpu, new FairParameters { Policy = Seed % 2 == 0 ? FairPolicy.Eevdf : FairPolicy.Cfs }, new DispatchCosts(), new PollPolicy(SimDuration.FromMicroseconds(200), SimDuration.FromMicroseconds(10), 2), guest);
            var streams = new RngStreams(Seed, 0);
            var loads = new List<LockLoad>();
            var pulses = new List<PulsingLoad>();
            foreach (var vcpus in Vms)
            {
                var vm = host.AddVm($"vm{host.Vms.Count}", vcpus);
                loads.Add(new LockLoad(
                    host, vm, streams.Get(vm.Name), SimDuration.FromMicroseconds(OutsideMicroseconds), SimDuration.FromMicroseconds(HoldMicroseconds),
                    Unfair ? LockOrder.Unfair : LockOrder.Fifo));
                // Interrupts and tasks that come while a vCPU spins, halts or holds.
                pulses.Add(new PulsingLoad(host, vm.Vcpus[0], streams.Get(vm.Name + "/pulse"), SimDuration.FromMicroseconds(50), SimDuration.FromMicroseconds(200)));
            }

            for (var step = 0; step < 120; step++)
            {
                host.Run(SimDuration.FromMicroseconds(171.7));
                host.CheckPlaces(mayIdle: !Esxi);
                if (step == 40) host.Dispatcher.ResetAccounts();
                foreach (var world in host.Dispatcher.Worlds)
                {
                    Assert.InRange(world.SpinTime, 0, world.RunTime - world.PollTime);
                    Assert.True(world.WorkDone <= world.RunTime - world.PollTime - world.SpinTime, $"{world.Name} did more than it had time for");
                }
            }

            // Drained: nobody is left behind in a loop or asleep in front of a free lock.
            foreach (var load in loads) load.Stop();
            foreach (var pulse in pulses) pulse.Stop();
            host.Run(60.0);
            Assert.All(host.Dispatcher.Worlds, world => Assert.Equal((0, WorldState.Blocked), (world.Backlog, world.State)));
            Assert.All(loads, load => Assert.Equal((null, 0), (load.Lock.Holder, load.Lock.Waiting)));
            Assert.All(loads, load => Assert.Equal(load.Lock.Acquisitions, load.Rounds.Sum()));
        }
    }
}
