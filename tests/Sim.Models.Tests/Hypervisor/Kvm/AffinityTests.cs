using CsCheck;
using Sim.Core.Random;
using Sim.Core.Time;
using Sim.Models.Hardware.Cpu;
using Sim.Models.Hypervisor;
using Sim.Models.Hypervisor.Kvm;
using Sim.Testing.Hosts;

namespace Sim.Models.Tests.Hypervisor.Kvm;

/// <summary>Affinity masks and isolated pCPUs. That no thread is ever started outside its mask is checked by the scheduler itself, at every start.</summary>
public sealed class AffinityTests
{
    private static readonly FairParameters Searching = new() { Slice = Ms(1000), NewIdle = NewIdleSearch.Always };

    private static readonly Gen<PinnedHost> Hosts =
        from cfs in Gen.Bool
        from cores in Gen.Int[2, 4]
        from smt in Gen.Bool
        from sockets in Gen.Int[1, 2]
        from vms in Gen.Int[1, 4].Array[2, 6]
        from masks in Gen.ULong[1, 255].Array[8]
        from quota in Gen.Bool
        from sharing in Gen.Bool
        from isolated in Gen.Bool
        from seed in Gen.ULong
        select new PinnedHost(cfs, cores, smt, sockets, vms, masks, quota, sharing && !cfs, isolated, seed);

    private static SimDuration Ms(double value) => SimDuration.FromMilliseconds(value);

    [Fact]
    public void No_thread_leaves_its_mask_and_all_its_work_is_done() => Hosts.Sample(host => host.Run(), iter: 60);

    [Fact]
    public void No_pcpu_idles_for_longer_than_a_balance_beside_a_thread_that_may_run_on_it() => Hosts.Sample(
        host => (host with { Quota = false, Sharing = false, Isolated = false, Sockets = 1 }).RunConserving(), iter: 40);

    [Fact]
    public void Threads_pinned_to_one_pcpu_share_it_while_a_free_one_has_the_other_to_itself()
    {
        // Without masks three hogs would have 2/3 each (BalancingTests). One slice of error is 3 ms of 6 s.
        var host = HostHarness.Kvm(HostHarness.Cores(2));
        World[] pinned = [Pinned(host, "a", "0"), Pinned(host, "b", "0")];
        var free = host.AddVm("c", 1).Vcpus[0];
        foreach (var world in pinned.Append(free)) host.KeepBusy(world);
        host.Run(6.0);
        Assert.All(pinned, world => Assert.Equal(0.5, world.RunTime / 6e12, 0.001));
        Assert.Equal(6e12, free.RunTime, 0.0);
    }

    [Fact]
    public void A_pcpu_that_falls_idle_passes_over_the_busiest_one_whose_threads_are_all_pinned_there()
    {
        // pCPU 0: three pinned threads; pCPU 1: a pinned one and one that may go to 2, where a short one ends at 5 ms (LBF_ALL_PINNED, redo).
        var host = HostHarness.Kvm(HostHarness.Cores(3), Searching);
        foreach (var name in new[] { "a", "b", "c" }) host.KeepBusy(Pinned(host, name, "0"));
        host.KeepBusy(Pinned(host, "d", "1"));
        var passing = host.Submit(Pinned(host, "e", "2"), Ms(5));
        var movable = Pinned(host, "f", "1-2");
        movable.LastPcpu = 1;
        var moved = host.Submit(movable, Ms(10));
        host.Run(Ms(30));
        Assert.Equal([new SimTime(Ms(5).Picoseconds)], passing.Done);
        Assert.Equal([new SimTime(Ms(15).Picoseconds)], moved.Done);
        Assert.Equal(2, movable.LastPcpu);
    }

    [Fact]
    public void A_thread_that_wakes_takes_no_idle_pcpu_outside_its_mask()
    {
        // pCPUs 0 and 1 are busy, 2 and 3 idle; the sleeper was last on 0 and may use 0, 1 and 3: select_idle_cpu looks at sd_span & cpus_ptr.
        var host = HostHarness.Kvm(HostHarness.Cores(4), Searching);
        foreach (var pcpu in new[] { "0", "1" }) host.KeepBusy(Pinned(host, "hog" + pcpu, pcpu));
        var sleeper = Pinned(host, "sleeper", "0-1,3");
        sleeper.LastPcpu = 0;
        host.Submit(sleeper, Ms(1));
        Assert.Equal(3, sleeper.Pcpu);

        // The pCPU before the last is idle, but not in the mask of this one: it waits where it was.
        var bound = Pinned(host, "bound", "0-1");
        (bound.LastPcpu, bound.Entity.RecentPcpu) = (0, 2);
        host.Submit(bound, Ms(1));
        Assert.Equal(0, bound.Pcpu);
    }

    [Fact]
    public void Threads_pinned_to_isolated_pcpus_are_dealt_out_and_stay_where_they_are()
    {
        // isolcpus=2,3: no scheduling domain there. a, b and c are dealt pCPUs 2, 3 and 2. b ends at 2 ms and pCPU 3 idles from then on, while a and c go on
        // taking turns of 3 ms on 2: a 0-3 and 6-8, c 3-6 and 8-10. The hogs that nobody pins share the other two.
        var host = HostHarness.Kvm(HostHarness.Cores(4), new FairParameters { Isolated = PcpuSet.Parse("2-3"), NewIdle = NewIdleSearch.Always });
        var housekeeping = ((FairScheduler)host.Policy).Housekeeping;
        Assert.Equal("0-1", housekeeping!.ToString());
        var hogs = host.AddVm("hogs", 3).Vcpus;
        foreach (var hog in hogs)
        {
            hog.Affinity = housekeeping;
            host.KeepBusy(hog);
        }

        var a = host.Submit(Pinned(host, "a", "2-3"), Ms(5));
        var b = host.Submit(Pinned(host, "b", "2-3"), Ms(2));
        var c = host.Submit(Pinned(host, "c", "2-3"), Ms(5));
        host.Run(Ms(40));
        Assert.Equal([new SimTime(Ms(8).Picoseconds)], a.Done);
        Assert.Equal([new SimTime(Ms(2).Picoseconds)], b.Done);
        Assert.Equal([new SimTime(Ms(10).Picoseconds)], c.Done);
        Assert.Equal(2 * Ms(40).Picoseconds, hogs.Sum(hog => hog.RunTime));
        Assert.True(host.Dispatcher.Idle.IsIdle(2) && host.Dispatcher.Idle.IsIdle(3));
    }

    private static World Pinned(HostHarness host, string name, string cpus)
    {
        var world = host.AddVm(name, 1).Vcpus[0];
        world.Affinity = PcpuSet.Parse(cpus);
        return world;
    }

    private sealed record PinnedHost(
        bool Cfs, int Cores, bool Smt, int Sockets, int[] Vms, ulong[] Masks, bool Quota, bool Sharing, bool Isolated, ulong Seed)
    {
        public void Run()
        {
            var host = Make(out var loads);
            for (var step = 0; step < 100; step++)
            {
                host.Run(SimDuration.FromMicroseconds(173.3));
                host.CheckPlaces(mayIdle: true);
                foreach (var world in host.Dispatcher.Worlds) Assert.True(world.Pcpu < 0 || world.MayRunOn(world.Pcpu), $"{world.Name} is queued outside its mask");
            }

            host.Dispatcher.ResetAccounts();
            foreach (var load in loads) load.Stop();
            host.Run(60.0);
            Assert.All(host.Dispatcher.Worlds, world => Assert.Equal(0, world.Backlog));
        }

        public void RunConserving()
        {
            var host = Make(out _);
            var topology = host.Dispatcher.Topology;
            // An idle pCPU is due after as many milliseconds as the domain has pCPUs, is seen at the next of the balancing ticks, and one that fell idle since is noted at
            // one tick and kicked at the one after (BalancingTests).
            var most = Ms(topology.Pcpus) + (host.Policy.BalancePeriod * 3L);
            var since = new SimTime[host.Dispatcher.Worlds.Count];
            for (var step = 0; step < 600; step++)
            {
                host.Run(SimDuration.FromMicroseconds(101));
                foreach (var world in host.Dispatcher.Worlds)
                {
                    var waits = world.State == WorldState.Ready && world.Entity.IsQueued
                        && Enumerable.Range(0, topology.Pcpus).Any(pcpu => host.Dispatcher.Idle.IsIdle(pcpu) && world.MayRunOn(pcpu));
                    if (!waits) since[world.Id] = host.Now;
                    Assert.True(host.Now - since[world.Id] <= most, $"{world.Name} waits beside an idle pCPU of its mask {world.Affinity} for {host.Now - since[world.Id]}");
                }
            }
        }

        private HostHarness Make(out List<PulsingLoad> loads)
        {
            var cpu = HostHarness.Cores(Cores, Smt, Sockets);
            var isolated = Isolated && cpu.Pcpus > 2 ? new PcpuSet([cpu.Pcpus - 1, cpu.Pcpus - 2]) : null;
            var host = HostHarness.Kvm(cpu, new FairParameters
            {
                Policy = Cfs ? FairPolicy.Cfs : FairPolicy.Eevdf,
                NewIdle = NewIdleSearch.Always,
                CoreScheduling = Sharing ? CoreScheduling.Vm : CoreScheduling.Off,
                Isolated = isolated,
            });
            loads = [];
            var streams = new RngStreams(Seed, 0);
            var made = 0;
            foreach (var vcpus in Vms)
            {
                var id = host.Vms.Count;
                var group = host.Groups.AddVm(id, $"vm{id}", quota: Quota && id % 2 == 0 ? new CpuQuota(Ms(5), Ms(20), SimDuration.Zero) : null);
                foreach (var vcpu in host.AddVm($"vm{id}", vcpus, group: group).Vcpus)
                {
                    var mask = Masks[made++ % Masks.Length];
                    var members = Enumerable.Range(0, cpu.Pcpus).Where(pcpu => (mask >> (pcpu % 8) & 1) != 0).ToList();
                    // A mask without a pCPU of this host is none; every fourth thread is free.
                    if (members.Count > 0 && made % 4 != 0) vcpu.Affinity = new PcpuSet(members);
                    else vcpu.Affinity = ((FairScheduler)host.Policy).Housekeeping;
                    loads.Add(new PulsingLoad(host, vcpu, streams.Get(vcpu.Name), SimDuration.FromMicroseconds(700), SimDuration.FromMicroseconds(made % 3 == 0 ? 20 : 900)));
                }
            }

            return host;
        }
    }
}
