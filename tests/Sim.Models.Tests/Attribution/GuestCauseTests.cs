using System.Collections.Immutable;
using Sim.Core.Time;
using Sim.Models.Attribution;
using Sim.Models.Hardware.Memory;
using Sim.Models.Hypervisor;
using Sim.Models.Hypervisor.Esxi;
using Sim.Models.Hypervisor.Guest;
using Sim.Models.Scenarios;
using Sim.Models.Wiring;
using Sim.Models.Workload;
using Sim.Testing.Hosts;

namespace Sim.Models.Tests.Attribution;

/// <summary>What a guest's own kernel and its exits take of a request, on hosts so small that it is known beforehand. The clock is 3 GHz: 3 cycles are a nanosecond.</summary>
public sealed class GuestCauseTests
{
    private static readonly GuestCosts Free = HostHarness.NoGuestCosts with { PauseWindow = 0, PvSpinlocks = Paravirtual.Off };

    /// <summary>Two users of a VM of two vCPUs on two cores, 1 ms of work and in its middle a lock for 2 ms: both want it at 0.5 ms, and the second has it from 2.5 ms on.</summary>
    private static VmPlan TwoUsers => Plan(1, hold: 2);

    [Fact]
    public void Exits_ticks_and_page_walks_are_told_apart_from_the_work_they_lengthen()
    {
        // 10 ms of work: 1.5 % of page walks are 150 us; 1000 exits a second of 1500 cycles are 10 exits of 0.5 us; the guest ticks every 4 ms from 0 on, which
        // finds it idle, so at 4 and 8 ms: 2 ticks of 2 exits, 2 us.
        var request = Explain(1, Plan(10, users: 1, vcpus: 1), HostHarness.NoGuestCosts with { ExitRate = 1000, TickRate = 250, TranslationOverhead = 0.015 }, number: 1);
        // Work is cut to whole picoseconds.
        Assert.Equal(Us(10_157).Picoseconds, request.Request.Response.Picoseconds, 1.0);
        Assert.Equal(Us(2).Picoseconds, Sum(request, Cause.GuestTick));
        // Shares are rounded down to the picosecond, the rest is the work's.
        Assert.Equal(Us(5).Picoseconds, Sum(request, Cause.GuestExit), 1.0);
        Assert.Equal(Us(150).Picoseconds, Sum(request, Cause.PageWalk), 1.0);
        Assert.Equal(Us(10_000).Picoseconds, Sum(request, Cause.Running), 2.0);
        // They are spread through the work, so that its life is not cut up by them.
        Assert.Equal([(Cause.Running, request.Request.Response.Picoseconds)], request.Segments.Select(one => (one.Cause, one.To - one.From)));
    }

    [Fact]
    public void A_tick_that_was_missed_without_a_pcpu_counts_when_it_is_taken()
    {
        // A neighbour was there first: turns of 3 ms. "me" ticks a golden ratio of the period later than VM 0, at 2.472 ms and every 4 ms from there. Idle
        // at the first, its request of 4 ms, issued at 0, runs 3 to 6 ms and from 9 ms on: the ticks at 2.472 and 6.472 ms are missed. Before its first turn it had
        // nothing under way and takes none; at 9 ms it takes one for that at 6.472, and the next is due at 10.472, after 1 ms of work and the tick's 1 us.
        var request = Explain(1, Plan(4, users: 1, vcpus: 1), HostHarness.NoGuestCosts with { TickRate = 250 }, number: 1, hog: true);
        Assert.Equal(Us(10_001).Picoseconds, request.Request.Response.Picoseconds);
        Assert.Equal(
            (Us(6000).Picoseconds, Us(4000).Picoseconds, Us(1).Picoseconds),
            (Sum(request, Cause.Ready), Sum(request, Cause.Running), Sum(request, Cause.GuestTick)));
    }

    [Fact]
    public void Spinning_is_behind_the_holder()
    {
        var request = Explain(2, TwoUsers, Free, number: 2);
        Assert.Equal(Us(5000).Picoseconds, request.Request.Response.Picoseconds);
        Assert.Equal(
            [(Cause.Running, Us(500).Picoseconds), (Cause.Spin, Us(2000).Picoseconds), (Cause.Running, Us(2500).Picoseconds)],
            request.Segments.Select(one => (one.Cause, one.To - one.From)));
        Assert.Equal(("me/vcpu1", "me/vcpu0"), Assert.Single(request.Parts, part => part.Cause == Cause.Spin) is var part ? (part.World, part.Behind) : default);
        Assert.Contains(request.Rows.Single(row => row.Name == "me/vcpu1").Intervals, one => one.Activity == Activity.Spinning && one.To - one.From == Us(2000).Picoseconds);
    }

    [Fact]
    public void Pause_exits_are_told_apart_from_the_loops()
    {
        // Windows of 1, 2, 4 ... us with exits of 0.5 us between: ten exits in 1023 + 5 us, and the eleventh loop of 1024 us is under way at 2000 us.
        var request = Explain(2, TwoUsers, Free with { PauseWindow = 3000, PauseExitCycles = 1500 }, number: 2);
        Assert.Equal((Us(5).Picoseconds, Us(1995).Picoseconds), (Sum(request, Cause.PauseExit), Sum(request, Cause.Spin)));
    }

    [Fact]
    public void A_paravirtual_waiter_halts_until_it_is_kicked_and_the_kick_is_the_unlockers_exit()
    {
        // 100 loops of 300 cycles: 10 us, then it sleeps until 2.5 ms. The kick of 1200 cycles comes before the unlocker's last half millisecond.
        var guest = Free with { PvSpinlocks = Paravirtual.On, PvSpinLoops = 100, PauseCycles = 300, IpiSendCycles = 1200 };
        var waiter = Explain(2, TwoUsers, guest, number: 2);
        Assert.Equal((Us(10).Picoseconds, Us(1990).Picoseconds, Us(3000).Picoseconds), (Sum(waiter, Cause.Spin), Sum(waiter, Cause.LockHalt), Sum(waiter, Cause.Running)));
        Assert.Equal("me/vcpu0", Assert.Single(waiter.Parts, part => part.Cause == Cause.LockHalt).Behind);
        var unlocker = Explain(2, TwoUsers, guest, number: 1);
        Assert.Equal((Us(0.4).Picoseconds, Us(3000).Picoseconds), (Sum(unlocker, Cause.IpiExit), Sum(unlocker, Cause.Running)));
    }

    [Fact]
    public void Spinning_while_the_holder_has_no_pcpu_is_told_apart()
    {
        // One pCPU, turns of 3 ms, a lock for 5 ms: the holder has it from 0.5 ms on and loses its pCPU at 3 ms. The other one works 0.5 ms and spins to the end of its turn, 2.5 ms.
        var request = Explain(1, Plan(1, hold: 5), Free, number: 2);
        var part = Assert.Single(request.Parts, one => one.Cause == Cause.SpinPreempted);
        Assert.Equal(("me/vcpu1", "me/vcpu0", Us(2500).Picoseconds), (part.World, part.Behind, part.Picoseconds));
        Assert.Equal(0, Sum(request, Cause.Spin));
    }

    [Fact]
    public void Who_hands_its_pcpu_to_the_holder_has_yielded()
    {
        // ESXi, one pCPU, quantum 200 ms, 2 ms of work with a lock for 201 ms in the middle. The holder has 2 ms of its section left when the quantum is over. The other one works 1 ms, loops 1 us, and
        // the exit of 0.5 us hands over. The holder ends section and request (2 + 1 ms) and begins its next request, whose lock it finds taken after 1 ms: it loops 1 us, passes over the sibling
        // that left a loop itself, loops 2 us, and hands the pCPU back: 4 ms + 1 + 0.5 + 2 + 0.5 us later.
        var guest = Free with { PauseWindow = 3000, PauseExitCycles = 1500 };
        var request = Explain(1, Plan(2, hold: 201), guest, number: 2, kind: HypervisorKind.Esxi);
        Assert.Equal(
            (Us(1).Picoseconds, Us(0.5).Picoseconds, Us(4004).Picoseconds),
            (Sum(request, Cause.SpinPreempted), Sum(request, Cause.PauseExit), Sum(request, Cause.Yielded)));
        Assert.Equal("me/vcpu0", Assert.Single(request.Parts, part => part.Cause == Cause.Yielded).Behind);
    }

    [Fact]
    public void A_shootdown_is_its_exit_and_its_wait()
    {
        // Both want a shootdown at 0.5 ms. Each pays 1200 cycles to send; the second takes the first one's interrupt before it sends its own, 3000 cycles.
        var guest = Free with { IpiSendCycles = 1200, IpiReceiveCycles = 3000, PvTlbFlush = Paravirtual.Off };
        var request = Explain(2, Plan(1, shootdowns: 1000), guest, number: 1);
        Assert.Equal((Us(0.4).Picoseconds, Us(1).Picoseconds), (Sum(request, Cause.IpiExit), Sum(request, Cause.Shootdown)));
    }

    private static VmPlan Plan(double work, double hold = 0, double shootdowns = 0, int users = 2, int vcpus = 2) => new(
        "me", vcpus, new MemoryDemand(4L << 30, 0.9, 0.35, vcpus),
        new WorkloadSpec
        {
            Template = RequestTemplates.Custom,
            Stages = [new StageSpec { Kind = StageKind.Cpu, Demand = Us(1000 * work), Variation = 0 }],
            Users = users,
            Locks = hold == 0 ? [] : [new LockSpec { Name = "lock", Hold = Us(1000 * hold), Variation = 0, PerRequest = 1 }],
            TlbShootdowns = shootdowns,
        });

    private static ExplainedRequest Explain(int cores, VmPlan vm, GuestCosts guest, long number, HypervisorKind kind = HypervisorKind.Kvm, bool hog = false)
    {
        ImmutableArray<VmPlan> vms = hog ? [Plan(1000, users: 1, vcpus: 1) with { Name = "hog" }, vm] : [vm];
        var plain = Host(cores, vms, guest, kind);
        plain.LogResponses(vms.Length - 1);
        plain.Run(SimDuration.Zero, Us(700_000), CancellationToken.None);
        var host = Host(cores, vms, guest, kind);
        host.Explain(vms.Length - 1, plain.Responses.Where(request => request.Number == number));
        host.Run(SimDuration.Zero, Us(700_000), CancellationToken.None);
        Assert.Equal(plain.Fingerprint(), host.Fingerprint());
        var explained = Assert.Single(host.Explained);
        Assert.Equal(explained.Request.Response.Picoseconds, explained.Parts.Sum(part => part.Picoseconds));
        return explained;
    }

    private static SimulatedHost Host(int cores, ImmutableArray<VmPlan> vms, GuestCosts guest, HypervisorKind kind) => new(
        new HostSpec { Cpu = HostHarness.Cores(cores), Memory = new MemoryParameters { Size = 256L << 30 } },
        new HypervisorSpec
        {
            Kind = kind,
            Kvm = new KvmSpec { Dispatch = HostHarness.NoCosts, Guest = guest, HaltPoll = SimDuration.Zero },
            Esxi = new EsxiSpec { Dispatch = HostHarness.NoCosts, Guest = guest, Scheduler = new EsxiCpuParameters { CoStopSkew = SimDuration.Zero } },
        },
        vms, seed: 1, replication: 0);

    private static long Sum(ExplainedRequest request, Cause cause) => request.Parts.Where(part => part.Cause == cause).Sum(part => part.Picoseconds);

    private static SimDuration Us(double value) => SimDuration.FromMicroseconds(value);
}
