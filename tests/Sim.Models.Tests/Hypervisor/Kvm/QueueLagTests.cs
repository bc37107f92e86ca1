using CsCheck;
using Sim.Core.Random;
using Sim.Core.Time;
using Sim.Models.Hypervisor;
using Sim.Models.Hypervisor.Kvm;
using Sim.Testing.Hosts;

namespace Sim.Models.Tests.Hypervisor.Kvm;

/// <summary>Virtual time, lags and requests of EEVDF queues: cpu-and-memory 1.3, A.1 and cpu-and-memory C, checks 1 and 2.</summary>
public sealed class QueueLagTests
{
    private static SimDuration Ms(double value) => SimDuration.FromMilliseconds(value);

    [Fact]
    public void Lags_of_every_queue_sum_to_zero_whatever_wakes_sleeps_moves_and_weighs()
    {
        var shared = 0;
        Gen.Select(Gen.Int[1, 3], Gen.Int[0, 4].Array[2, 6], Gen.ULong).Sample(
            (cores, shapes, seed) =>
            {
                var host = HostHarness.Kvm(HostHarness.Cores(cores));
                var streams = new RngStreams(seed, 0);
                var groups = new List<Cgroup> { host.Groups.Root, host.Groups.MachineSlice };
                host.Groups.Add("system.slice", host.Groups.Root);
                for (var i = 0; i < shapes.Length; i++)
                {
                    var vm = host.AddVm($"vm{i}", 1 + (shapes[i] % 3));
                    var group = host.Groups.AddVm(i, $"vm{i}", 300 * (1 + shapes[i]));
                    groups.Add(group);
                    foreach (var vcpu in vm.Vcpus)
                    {
                        group.Add(vcpu, 1024 >> (shapes[i] % 2));
                        _ = new PulsingLoad(host, vcpu, streams.Get(vcpu.Name), SimDuration.FromMicroseconds(1100), SimDuration.FromMicroseconds(900));
                    }
                }

                for (var look = 0; look < 300; look++)
                {
                    host.Run(SimDuration.FromMicroseconds(371.3));
                    foreach (var queue in groups.SelectMany(group => group.Queues))
                    {
                        // The sum is made anew from the members; the queue keeps it along. Its average is rounded to a picosecond, hence one a unit of weight.
                        List<SchedulingEntity> members = [.. queue.Queued];
                        if (queue.Current is { } current) members.Add(current);
                        if (members.Count == 0) continue;
                        if (members.Count > 1) Interlocked.Increment(ref shared);
                        var average = queue.VirtualTime();
                        Int128 lags = 0;
                        var weight = 0L;
                        foreach (var member in members)
                        {
                            lags += (Int128)member.Weight * (average - member.VirtualTime);
                            weight += member.Weight;
                        }

                        Assert.Equal(weight, queue.Weight);
                        Assert.InRange(lags, -(Int128)weight, (Int128)weight);
                    }
                }
            },
            iter: 40);
        Assert.True(shared > 1000, $"queues of several members were seen {shared} times");
    }

    [Fact]
    public void The_heavier_thread_has_the_closer_deadline()
    {
        // cpu-and-memory C, check 2: a request is slice x 1024 / weight of virtual time: 2.8 ms at 1024, 1.4 ms at 2048, 0.7 ms at 4096.
        var host = HostHarness.Kvm(HostHarness.Cores(1));
        var group = host.Groups.Add("group", host.Groups.Root);
        host.AddBusyVm("other", 1, group: host.Groups.Root);
        foreach (var (weight, request) in new[] { (1024, 2.8), (2048, 1.4), (4096, 0.7) })
        {
            var vcpu = host.AddVm($"w{weight}", 1).Vcpus[0];
            group.Add(vcpu, weight);
            host.KeepBusy(vcpu);
            Assert.Equal(Ms(request).Picoseconds, vcpu.Entity.Deadline - vcpu.Entity.VirtualTime);
        }
    }

    [Fact]
    public void Lag_survives_sleep_and_the_threads_own_arrival()
    {
        // a runs to the tick at 3 ms, b from there. At 3.4 ms b sleeps: V = (3 + 0.4) / 2 = 1.7 ms, lag 1.3 ms. At 5 ms a is alone at 4.6 ms. b is placed at
        // 4.6 - 1.3 x 2 = 2 ms, and the new average 3.3 ms leaves it the lag of 1.3 ms that it went with.
        var host = HostHarness.Kvm(HostHarness.Cores(1));
        var a = host.AddVm("a", 1, group: host.Groups.Root).Vcpus[0];
        var b = host.AddVm("b", 1, group: host.Groups.Root).Vcpus[0];
        host.KeepBusy(a);
        host.Submit(b, Ms(0.4));
        host.Run(Ms(5));
        Assert.Equal((WorldState.Blocked, Ms(1.3).Picoseconds), (b.State, b.Entity.Lag));
        host.Submit(b, Ms(1));
        Assert.Equal(Ms(2).Picoseconds, b.Entity.VirtualTime);
        Assert.Equal(Ms(1.3).Picoseconds, ((a.Entity.VirtualTime + b.Entity.VirtualTime) / 2) - b.Entity.VirtualTime);
    }
}
