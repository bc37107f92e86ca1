using Sim.Core.Time;
using Sim.Models.Hypervisor.Kvm;
using Sim.Testing.Hosts;

namespace Sim.Models.Tests.Hypervisor.Kvm;

/// <summary>Where threads wake up and how they are moved: cpu-and-memory 1.5 and 1.6.</summary>
public sealed class BalancingTests
{
    private static SimDuration Ms(double value) => SimDuration.FromMilliseconds(value);

    [Theory]
    [InlineData(2, 0.60, true)]    // 2 x (1 - 1.17^2 x 0.60^2) = 1.01 pCPUs are looked at
    [InlineData(2, 0.61, false)]   // 2 x (1 - 1.17^2 x 0.61^2) = 0.98: none is
    [InlineData(64, 0.84, true)]   // 64 x (1 - 1.17^2 x 0.84^2) = 2.2
    [InlineData(64, 0.85, false)]  // 64 x (1 - 1.17^2 x 0.85^2) = 0.7
    public void A_busy_cache_is_not_searched_for_an_idle_pcpu(int pcpus, double utilisation, bool isScanned)
    {
        var domain = new SchedulingDomain(0, pcpus);
        domain.NoteUtilisation(utilisation);
        Assert.Equal(isScanned, domain.IsScanned);
    }

    [Theory]
    [InlineData(0, 0)]    // the one before: 0
    [InlineData(-1, 2)]   // none before: the first idle one from 1 on is 2
    [InlineData(1, 2)]    // the same as the last
    public void A_waking_thread_goes_back_to_the_pcpu_before_its_last_one_when_that_is_idle(int recent, int expected)
    {
        var host = HostHarness.Kvm(HostHarness.Cores(3));
        var blocker = host.AddVm("blocker", 1).Vcpus[0];
        blocker.LastPcpu = 1;
        host.KeepBusy(blocker);
        var thread = host.AddVm("thread", 1).Vcpus[0];
        thread.LastPcpu = 1;
        thread.Entity.RecentPcpu = recent;
        host.Submit(thread, Ms(1));
        Assert.Equal(expected, thread.Pcpu);
    }

    [Fact]
    public void A_waking_thread_waits_on_a_busy_host_until_an_idle_pcpu_is_kicked_at_a_tick()
    {
        // Two busy threads on two pCPUs, ticks of 4 ms, slices too long to matter: the cache counts as full. At 401 the second goes to sleep for
        // good. A sleeper that last ran on the first pCPU wakes at 402 and stays there, although the other is idle. At the tick of 404 that one is
        // kicked and takes it.
        var host = HostHarness.Kvm(HostHarness.Cores(2), new FairParameters { TickRate = 250, Slice = Ms(1000) });
        var first = host.AddVm("first", 1).Vcpus[0];
        host.KeepBusy(first);
        host.Submit(host.AddVm("second", 1).Vcpus[0], Ms(401));
        var sleeper = host.AddVm("sleeper", 1).Vcpus[0];
        sleeper.LastPcpu = first.Pcpu;
        host.Run(Ms(402));
        var log = host.Submit(sleeper, Ms(1));
        Assert.Equal(first.Pcpu, sleeper.Pcpu);
        host.Run(Ms(4));
        Assert.Equal([new SimTime(Ms(405).Picoseconds)], log.Done);

        // The kick was worth it, so the next was put off by the interval of a busy pCPU, 32 ms. When another sleeper, which is owed nothing
        // there, wakes at 406, the tick of 408 only notes that a pCPU fell idle since; the one of 412 kicks it.
        var other = host.AddVm("other", 1).Vcpus[0];
        other.LastPcpu = first.Pcpu;
        other.Entity.RecentPcpu = first.Pcpu;
        var again = host.Submit(other, Ms(1));
        Assert.Equal(first.Pcpu, other.Pcpu);
        host.Run(Ms(20));
        Assert.Equal([new SimTime(Ms(413).Picoseconds)], again.Done);
    }

    [Fact]
    public void A_pcpu_that_falls_idle_takes_a_waiting_thread_over_at_once()
    {
        // Three threads of 10 ms on two pCPUs: the third waits behind one of the first two and moves when the other is done, at 5 ms.
        var host = HostHarness.Kvm(HostHarness.Cores(2), new FairParameters { Slice = Ms(40), NewIdle = NewIdleSearch.Always });
        var longRun = host.Submit(host.AddVm("a", 1).Vcpus[0], Ms(30));
        var shortRun = host.Submit(host.AddVm("b", 1).Vcpus[0], Ms(5));
        var third = host.Submit(host.AddVm("c", 1).Vcpus[0], Ms(10));
        host.Run(Ms(50));
        Assert.Equal([new SimTime(Ms(5).Picoseconds)], shortRun.Done);
        Assert.Equal([new SimTime(Ms(15).Picoseconds)], third.Done);
        Assert.Equal([new SimTime(Ms(30).Picoseconds)], longRun.Done);
    }

    [Fact]
    public void Vms_of_equal_weight_get_equal_shares_of_many_pcpus_whatever_their_width()
    {
        // cpu-and-memory C, check 6: 4 busy vCPUs of one VM and 8 of another on 8 pCPUs: loads are weighed, 256 a thread against 128,
        // so that each VM has 4 pCPUs. Halves of threads cannot be placed: within one thread of the wide VM, half a pCPU.
        var host = HostHarness.Kvm(HostHarness.Cores(8));
        var narrow = host.AddBusyVm("narrow", 4);
        var wide = host.AddBusyVm("wide", 8);
        host.Run(5.0);
        host.Dispatcher.ResetAccounts();
        host.Run(20.0);
        Assert.Equal(4, host.PcpusUsed(narrow), 0.5);
        Assert.Equal(4, host.PcpusUsed(wide), 0.5);
    }

    [Fact]
    public void Three_busy_threads_take_turns_on_two_pcpus()
    {
        // Two of three share a pCPU; the busy balancing halves what it holds to be too much after each failure and so moves one now and then:
        // each gets 2/3 in the long run. Linux' interval is 2 x 16 ms; over 20 s a share off by 10 % would be a bias, not chance.
        var host = HostHarness.Kvm(HostHarness.Cores(2));
        var threads = Enumerable.Range(0, 3).Select(i => host.AddBusyVm($"vm{i}", 1)).ToArray();
        host.Run(20.0);
        Assert.All(threads, vm => Assert.Equal(2 / 3.0, host.PcpusUsed(vm), 0.067));
    }
}
