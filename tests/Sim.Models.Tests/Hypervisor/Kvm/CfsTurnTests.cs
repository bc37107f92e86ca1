using Sim.Core.Time;
using Sim.Models.Hypervisor.Kvm;
using Sim.Testing.Hosts;

namespace Sim.Models.Tests.Hypervisor.Kvm;

/// <summary>cpu-and-memory C, check 4: turns of CFS with the tunables of 8 and more CPUs.</summary>
public sealed class CfsTurnTests
{
    [Theory]
    [InlineData(2, 12)]     // 24 ms / 2
    [InlineData(5, 4.8)]    // 24 ms / 5
    [InlineData(10, 3)]     // more than 8: 10 x 3 ms / 10
    public void A_turn_is_the_period_divided_by_the_threads_but_for_the_tick_that_sees_its_end(int threads, double turnMilliseconds)
    {
        // Ticks of 10 us, so that the turn itself is seen: it ends with the first tick after it, one tick later at most.
        var host = HostHarness.Kvm(HostHarness.Cores(1), new FairParameters { Policy = FairPolicy.Cfs, TickRate = 100_000 });
        var worlds = Enumerable.Range(0, threads).Select(i => host.AddBusyVm($"vm{i}", 1).Vcpus[0]).ToArray();
        host.Run(1.0);
        foreach (var world in worlds)
        {
            var turn = world.RunTime / 1e9 / world.Dispatches;
            // The last turn of the second may be under way: one of some 1000 / (threads x turn).
            Assert.InRange(turn, (turnMilliseconds + 0.01) * (1 - (threads * turnMilliseconds / 1000)), turnMilliseconds + 0.01 + 1e-9);
        }
    }

    [Theory]
    [InlineData(5, 5)]
    [InlineData(10, 4)]
    public void At_a_thousand_ticks_a_second_turns_end_at_the_next_whole_millisecond_after_them(int threads, int turnMilliseconds)
    {
        // 4.8 ms is over at the tick of 5 ms; 3 ms is not exceeded at the tick of 3 ms, which is why it ends at 4 ms.
        var host = HostHarness.Kvm(HostHarness.Cores(1), new FairParameters { Policy = FairPolicy.Cfs });
        var worlds = Enumerable.Range(0, threads).Select(i => host.AddBusyVm($"vm{i}", 1).Vcpus[0]).ToArray();
        for (var turn = 0; turn < 60; turn++)
        {
            host.Run(SimDuration.FromMilliseconds(turn == 0 ? turnMilliseconds / 2.0 : turnMilliseconds));
            Assert.Same(worlds[turn % threads], host.Dispatcher.RunningOn(0));
        }
    }
}
