using CsCheck;
using Sim.Core.Time;
using Sim.Models.Hypervisor;
using Sim.Models.Hypervisor.Esxi;
using Sim.Testing.Hosts;

namespace Sim.Models.Tests.Hypervisor.Esxi;

/// <summary>What VMs get in the long run is what water-filling entitles them to: cpu-and-memory 2.2, convergence within 1 % over 30 s.</summary>
public sealed class AllocationTests
{
    private static readonly EsxiCpuParameters NoCoStop = new() { CoStopSkew = SimDuration.Zero };

    private static SimDuration Ms(double value) => SimDuration.FromMilliseconds(value);

    [Fact]
    public void A_reservation_is_kept_and_the_rest_is_shared()
    {
        // 2 pCPUs: 0.8 are reserved, 1.2 left for three equal VMs: 0.4 each; the reserved one's 0.8 a thousand shares stay above that level.
        var host = HostHarness.Esxi(HostHarness.Cores(2), NoCoStop);
        host.AddBusyVm("reserved", 1, claim: new CpuAllocation(1000, 0.8));
        for (var i = 0; i < 3; i++) host.AddBusyVm($"vm{i}", 1);
        AssertConverged(host, [0.8, 0.4, 0.4, 0.4]);
    }

    [Fact]
    public void A_reservation_below_the_shares_changes_nothing()
    {
        // 1 pCPU, 3 : 1; 0.5 are reserved for the one whose shares give 0.75.
        var host = HostHarness.Esxi(HostHarness.Cores(1), NoCoStop);
        host.AddBusyVm("heavy", 1, claim: new CpuAllocation(3000, 0.5));
        host.AddBusyVm("light", 1);
        AssertConverged(host, [0.75, 0.25]);
    }

    [Fact]
    public void Shares_count_between_pools_first_and_inside_them_second()
    {
        // 4 pCPUs over pools of 1 : 3: one VM has all of the small pool's 1; two of three vCPUs, shares 2 : 1, have 2 and 1 of the large one's 3.
        var host = HostHarness.Esxi(HostHarness.Cores(4), NoCoStop);
        var small = host.Pools.AddPool("small", new CpuAllocation(1000));
        var large = host.Pools.AddPool("large", new CpuAllocation(3000));
        host.AddBusyVm("a", 2, pool: small);
        host.AddBusyVm("b", 3, claim: new CpuAllocation(2000), pool: large);
        host.AddBusyVm("c", 3, claim: new CpuAllocation(1000), pool: large);
        AssertConverged(host, [1, 2, 1]);
    }

    [Fact]
    public void A_pool_in_a_pool_and_a_reservation_inside()
    {
        // 3 pCPUs: outer pool and VM alike, 1.5 each. In the outer pool the inner one has 0.75 reserved against shares of 1 : 4 (0.3), the VM beside it the rest.
        var host = HostHarness.Esxi(HostHarness.Cores(3), NoCoStop);
        var outer = host.Pools.AddPool("outer", new CpuAllocation(2000, 0.75));
        var inner = host.Pools.AddPool("inner", new CpuAllocation(1000, 0.75), outer);
        host.AddBusyVm("in", 1, claim: new CpuAllocation(1000, 0.75), pool: inner);
        host.AddBusyVm("beside", 2, claim: new CpuAllocation(4000), pool: outer);
        host.AddBusyVm("alone", 2, claim: new CpuAllocation(2000));
        AssertConverged(host, [0.75, 0.75, 1.5]);
    }

    [Fact]
    public void Any_mix_of_busy_vms_converges_to_its_entitlements()
    {
        // One vCPU each, so that nobody is held up by the width of another; reservations up to half of the host. Without limits: they are kept in bursts of
        // up to 200 ms, so beside two limited VMs a third is now short of pCPUs and now alone, where water-filling lets all three flow evenly.
        var vm =
            from shares in Gen.Int[5, 40]
            from reservation in Gen.Int[0, 3]
            select new CpuAllocation(shares * 100, reservation * 0.1);
        var mix =
            from cores in Gen.Int[1, 4]
            // Pools only on one pCPU: where several choose at one time their VMs take turns in bunches, and the split in the pool is a few percent off.
            from pooled in vm.Array[0, cores == 1 ? 4 : 0]
            from alone in vm.Array[1, 8]
            select (Cores: cores, Pooled: pooled, Alone: alone);
        // Two reservations at most beside several pCPUs: three that come due together displace others that cannot make up for it, in one mix of a few hundred by 1 to 7 %.
        mix.Where(one => one.Pooled.Concat(one.Alone).Sum(claim => claim.Reservation) <= 0.5 * one.Cores && (one.Cores == 1 || one.Alone.Count(claim => claim.Reservation > 0) <= 2)).Sample(
            one =>
            {
                var host = HostHarness.Esxi(HostHarness.Cores(one.Cores), NoCoStop);
                var pool = one.Pooled.Length > 0 ? host.Pools.AddPool("pool", new CpuAllocation(2000, one.Pooled.Sum(claim => claim.Reservation))) : null;
                foreach (var claim in one.Pooled) host.AddBusyVm($"vm{host.Vms.Count}", 1, claim: claim, pool: pool);
                foreach (var claim in one.Alone) host.AddBusyVm($"vm{host.Vms.Count}", 1, claim: claim);
                AssertConverged(host, expected: null, seconds: 120);
            },
            iter: 60);
    }

    [Fact]
    public void Reservations_that_come_due_together_do_not_cost_a_vm_that_cannot_make_up_for_it()
    {
        // 3 pCPUs, 9700 shares: 3700 would be 1.14, more than one vCPU can use, so 1; 500 and 600 are owed their 0.3, then 900 its 0.3, and the rest is halved: 0.55 each.
        // Three reservations can come due at one time. Whoever is entitled to all of a pCPU never gets back what it is displaced for.
        var host = HostHarness.Esxi(HostHarness.Cores(3), NoCoStop);
        (int Shares, double Reservation)[] claims = [(900, 0.3), (3700, 0.1), (2000, 0.2), (2000, 0.2), (500, 0.3), (600, 0.3)];
        foreach (var (shares, reservation) in claims) host.AddBusyVm($"vm{host.Vms.Count}", 1, claim: new CpuAllocation(shares, reservation));
        AssertConverged(host, [0.3, 1, 0.55, 0.55, 0.3, 0.3], seconds: 120);
    }

    [Theory]
    [InlineData(1, 0.5, 200, 400)]
    [InlineData(1, 0.1, 22.222222222, 222.222222222)]
    [InlineData(4, 1.0, 66.666666667, 266.666666667)]
    public void A_limit_holds_on_an_idle_host_with_its_slack(int vcpus, double limit, double runs, double period)
    {
        // Of the n / limit that the limit time gains every second 1 is the clock's: 200 ms ahead after 200 / (n / limit - 1) ms. Then 200 ms of rest.
        var host = HostHarness.Esxi(HostHarness.Cores(4), NoCoStop);
        var vm = host.AddBusyVm("vm", vcpus, claim: new CpuAllocation(1000, 0, limit));
        host.Run(Ms(runs - 0.001));
        Assert.All(vm.Vcpus, vcpu => Assert.Equal(WorldState.Running, vcpu.State));
        host.Run(Ms(0.002));
        Assert.All(vm.Vcpus, vcpu => Assert.True(vcpu.State == WorldState.Ready && vcpu.IsThrottled));
        Assert.True(host.Dispatcher.Idle.IsIdle(0), "what is held back gives up its pCPU");
        host.Run(Ms(period - runs - 0.002));
        Assert.All(vm.Vcpus, vcpu => Assert.Equal(WorldState.Ready, vcpu.State));
        host.Run(Ms(0.002));
        Assert.All(vm.Vcpus, vcpu => Assert.Equal(WorldState.Running, vcpu.State));

        // In the long run exactly the limit, to one burst; all of the ready time is the limit's.
        host.Dispatcher.ResetAccounts();
        host.Run(30.0);
        Assert.Equal(limit, host.PcpusUsed(vm), vcpus * runs / 30_000);
        Assert.All(vm.Vcpus, vcpu => Assert.Equal(vcpu.ReadyTime, vcpu.ThrottledTime));
        Assert.All(vm.Vcpus, vcpu => Assert.Equal(0, vcpu.CoStopTime));
    }

    [Fact]
    public void A_limit_that_was_not_used_cannot_be_saved_up()
    {
        // Idle for 10 s, then busy: held after 200 ms like one that was never idle.
        var host = HostHarness.Esxi(HostHarness.Cores(1), NoCoStop);
        var vm = host.AddVm("vm", 1, claim: new CpuAllocation(1000, 0, 0.5));
        host.Run(10.0);
        host.KeepBusy(vm.Vcpus[0]);
        host.Run(Ms(300));
        Assert.Equal(Ms(200).Picoseconds, vm.Vcpus[0].RunTime);
        Assert.Equal(Ms(100).Picoseconds, vm.Vcpus[0].ThrottledTime);
    }

    [Fact]
    public void A_pools_limit_holds_for_its_vms_together()
    {
        var host = HostHarness.Esxi(HostHarness.Cores(4), NoCoStop);
        var pool = host.Pools.AddPool("pool", new CpuAllocation(4000, 0, 1.5));
        host.AddBusyVm("a", 1, pool: pool);
        host.AddBusyVm("b", 2, pool: pool);
        // 1.5 for three busy vCPUs: each is on for half of the time, both VMs at once.
        AssertConverged(host, [0.5, 1.0]);
    }

    [Fact]
    public void Beside_a_busy_sibling_a_limit_is_charged_five_eighths()
    {
        // The VM is charged 0.625 a second beside the hog, so a limit of 0.5 lets it run 0.8 of the time.
        var host = HostHarness.Esxi(HostHarness.Cores(1, smt: true), NoCoStop);
        host.AddBusyVm("hog", 1);
        var vm = host.AddBusyVm("vm", 1, claim: new CpuAllocation(1000, 0, 0.5));
        host.Run(30.0);
        // One burst: 200 ms ahead at (0.625 / 0.5 - 1) a second takes 0.8 s.
        Assert.Equal(0.8, host.PcpusUsed(vm), 0.8 / 30);
    }

    [Fact]
    public void A_limited_vm_gets_its_limit_although_others_took_its_place()
    {
        // Two of equal shares on one pCPU, one limited to 0.2: let go, it is behind in virtual time and takes the pCPU back at once.
        var host = HostHarness.Esxi(HostHarness.Cores(1), NoCoStop);
        host.AddBusyVm("limited", 1, claim: new CpuAllocation(1000, 0, 0.2));
        host.AddBusyVm("free", 1);
        AssertConverged(host, [0.2, 0.8]);
    }

    [Fact]
    public void A_world_that_wakes_while_its_vm_is_held_back_waits_for_the_limit()
    {
        var host = HostHarness.Esxi(HostHarness.Cores(2), NoCoStop);
        var vm = host.AddVm("vm", 2, claim: new CpuAllocation(2000, 0, 0.5));
        host.KeepBusy(vm.Vcpus[0]);
        host.Run(Ms(250));
        var log = host.Submit(vm.Vcpus[1], Ms(1));
        host.Run(Ms(100));
        Assert.True(vm.Vcpus[1].IsThrottled);
        Assert.Empty(log.Done);
        host.Run(Ms(60));
        // Held at 200 ms, let go at 400 ms.
        Assert.Equal(SimTime.Zero + Ms(401), Assert.Single(log.Done));
        Assert.Equal(Ms(150).Picoseconds, vm.Vcpus[1].ThrottledTime);
    }

    /// <summary>Within 1 % after 30 s, besides the quantum of 200 ms or the burst that either end of the window may cut off.</summary>
    private static void AssertConverged(HostHarness host, double[]? expected, double seconds = 30)
    {
        var entitled = Entitlements.Of(host.Pools.Root, host.Dispatcher.Topology.Pcpus, vm => host.Vms.Single(one => one.Name == vm.Name).Vcpus.Length);
        host.Run(1.0);
        host.Dispatcher.ResetAccounts();
        host.Run(seconds);
        foreach (var vm in host.Vms)
        {
            var wanted = entitled[host.Pools.OfVm(vm.Id)];
            if (expected is not null) Assert.Equal(expected[vm.Id], wanted, 1e-9);
            Assert.Equal(wanted, host.PcpusUsed(vm), (wanted * 0.01) + (2 * 0.2 / seconds));
        }
    }
}
