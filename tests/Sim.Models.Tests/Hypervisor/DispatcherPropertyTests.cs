using CsCheck;
using Sim.Core.Random;
using Sim.Core.Time;
using Sim.Models.Hypervisor;
using Sim.Models.Hypervisor.Esxi;
using Sim.Models.Hypervisor.Kvm;
using Sim.Testing.Hosts;

namespace Sim.Models.Tests.Hypervisor;

/// <summary>What must hold on any host, whatever runs on it.</summary>
public sealed class DispatcherPropertyTests
{
    private static readonly Gen<RandomHost> Hosts =
        from policy in Gen.Int[0, 2]
        from cores in Gen.Int[1, 4]
        from smt in Gen.Bool
        from vms in Gen.Int[1, 4].Array[1, 6]
        from free in Gen.Bool
        from polls in Gen.Bool
        from workMicroseconds in Gen.Int[0, 2].Select(i => new[] { 5, 200, 5_000 }[i])
        from sleepMicroseconds in Gen.Int[0, 2].Select(i => new[] { 20, 300, 6_000 }[i])
        from seed in Gen.ULong
        select new RandomHost(policy, cores, smt, vms, free, polls, workMicroseconds, sleepMicroseconds, seed);

    [Fact]
    public void Accounts_add_up_worlds_are_in_one_place_no_pcpu_idles_beside_work_and_no_work_is_lost() =>
        Hosts.Sample(random => random.Run(), iter: 60);

    private sealed record RandomHost(
        int Policy, int Cores, bool Smt, int[] Vms, bool Free, bool Polls, int WorkMicroseconds, int SleepMicroseconds, ulong Seed)
    {
        public bool Esxi => Policy == 2;

        /// <summary>KVM with either policy of its kernels.</summary>
        public FairParameters Fair => new() { Policy = Policy == 0 ? FairPolicy.Eevdf : FairPolicy.Cfs };

        public void Run()
        {
            var cpu = HostHarness.Cores(Cores, Smt);
            if (!Free) cpu = cpu with { IdleStates = HostHarness.IdleExits(SimDuration.FromMicroseconds(2), SimDuration.FromMicroseconds(40)) };
            var costs = Free ? HostHarness.NoCosts : new DispatchCosts();
            var polling = Polls ? new PollPolicy(SimDuration.FromMicroseconds(200), SimDuration.FromMicroseconds(10), 2) : PollPolicy.Off;
            var host = Esxi
                ? HostHarness.Esxi(cpu, new EsxiCpuParameters(), costs)
                : HostHarness.Kvm(cpu, Fair, costs, polling);
            var loads = new List<PulsingLoad>();
            var streams = new RngStreams(Seed, 0);
            foreach (var vcpus in Vms)
            {
                var vm = host.AddVm($"vm{host.Vms.Count}", vcpus);
                foreach (var vcpu in vm.Vcpus)
                {
                    loads.Add(new PulsingLoad(
                        host, vcpu, streams.Get(vcpu.Name), SimDuration.FromMicroseconds(WorkMicroseconds), SimDuration.FromMicroseconds(SleepMicroseconds)));
                }
            }

            // Odd steps, so that the look falls into the middle of switches, polls and slices.
            for (var step = 0; step < 150; step++)
            {
                host.Run(SimDuration.FromMicroseconds(173.3));
                host.CheckPlaces(mayIdle: !Esxi);
                if (step == 40) host.Dispatcher.ResetAccounts();
                foreach (var world in host.Dispatcher.Worlds)
                {
                    Assert.InRange(world.PollTime, 0, world.RunTime);
                    // Work is never done faster than the nominal clock.
                    Assert.True(world.WorkDone <= world.RunTime - world.PollTime, $"{world.Name} did {world.WorkDone} in {world.RunTime - world.PollTime}");
                }
            }

            var busy = host.Dispatcher.BusyTime();
            Assert.InRange(busy, host.Dispatcher.Worlds.Sum(world => world.RunTime), host.Dispatcher.Accounted.Picoseconds * cpu.Pcpus);

            // Drained, every world has done exactly what it was given: nothing lost, nothing done twice.
            host.Dispatcher.ResetAccounts();
            foreach (var load in loads) load.Stop();
            host.Run(60.0);
            Assert.All(host.Dispatcher.Worlds, world => Assert.Equal(0, world.Backlog));
            Assert.All(host.Dispatcher.Worlds, world => Assert.Equal(WorldState.Blocked, world.State));
        }
    }

    [Fact]
    public void All_work_given_is_done_to_the_picosecond() => Hosts.Sample(
        random =>
        {
            var cpu = HostHarness.Cores(random.Cores, random.Smt);
            var host = random.Esxi ? HostHarness.Esxi(cpu) : HostHarness.Kvm(cpu, random.Fair);
            var streams = new RngStreams(random.Seed, 0);
            var loads = new List<PulsingLoad>();
            foreach (var vcpus in random.Vms)
            {
                foreach (var vcpu in host.AddVm($"vm{host.Vms.Count}", vcpus).Vcpus)
                {
                    vcpu.NodeSpeed = [(int)(65536 / 1.3)];
                    loads.Add(new PulsingLoad(host, vcpu, streams.Get(vcpu.Name), SimDuration.FromMicroseconds(300), SimDuration.FromMicroseconds(500)));
                }
            }

            host.Run(0.02);
            foreach (var load in loads) load.Stop();
            host.Run(30.0);
            Assert.Equal(loads.Sum(load => load.Submitted), host.Dispatcher.Worlds.Sum(world => world.WorkDone));
        },
        iter: 30);
}
