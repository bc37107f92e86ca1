using CsCheck;
using Sim.Core.Random;
using Sim.Core.Time;
using Sim.Models.Hypervisor;
using Sim.Models.Hypervisor.Kvm;
using Sim.Testing.Hosts;

namespace Sim.Models.Tests.Hypervisor.Kvm;

/// <summary>Shares of cgroups: cpu-and-memory 1.7.</summary>
public sealed class CgroupTests
{
    private static SimDuration Ms(double value) => SimDuration.FromMilliseconds(value);

    [Theory]
    [InlineData(1024, 2048, 1, 1)]
    [InlineData(1024, 2048, 3, 1)]   // a group's share does not depend on how many threads it has
    [InlineData(1024, 512, 1, 4)]
    [InlineData(102400, 1024, 2, 2)] // cpu.weight 10000 against 100
    public void Groups_share_a_pcpu_by_weight_whatever_is_in_them(int first, int second, int threadsOfFirst, int threadsOfSecond)
    {
        // Both always runnable on one pCPU: the share is w / (w1 + w2). Turns are whole ticks of 1 ms and a request of 2.8 ms seen at the tick is
        // over by 0.2 ms at most, so the account is off by a turn of 3 ms on either side of the window, and lags by slice + tick.
        var host = HostHarness.Kvm(HostHarness.Cores(1));
        var one = host.AddBusyVm("one", threadsOfFirst, group: host.Groups.Add("one", host.Groups.Root, first));
        var two = host.AddBusyVm("two", threadsOfSecond, group: host.Groups.Add("two", host.Groups.Root, second));
        host.Run(10.0);
        var share = (double)first / (first + second);
        Assert.Equal(share, host.PcpusUsed(one), 0.0007);
        Assert.Equal(1 - share, host.PcpusUsed(two), 0.0007);
        // Inside a group its threads are equal: within two turns of 10 s.
        Assert.All(one.Vcpus, vcpu => Assert.Equal(host.PcpusUsed(one) / threadsOfFirst, vcpu.RunTime / 10e12, 0.001));
        Assert.All(two.Vcpus, vcpu => Assert.Equal(host.PcpusUsed(two) / threadsOfSecond, vcpu.RunTime / 10e12, 0.001));
    }

    [Fact]
    public void System_slice_weighs_as_much_as_all_vms_together()
    {
        // cpu-and-memory 1.7: three busy VMs in machine.slice (100) against one busy thread in system.slice (100): half each, a sixth a VM.
        var host = HostHarness.Kvm(HostHarness.Cores(1));
        var system = host.AddBusyVm("daemon", 1, group: host.Groups.Add("system.slice", host.Groups.Root));
        var vms = Enumerable.Range(0, 3).Select(i => host.AddBusyVm($"vm{i}", 1 + i)).ToList();
        host.Run(10.0);
        Assert.Equal(0.5, host.PcpusUsed(system), 0.0007);
        Assert.All(vms, vm => Assert.Equal(1 / 6.0, host.PcpusUsed(vm), 0.0015));
    }

    [Fact]
    public void A_groups_weight_follows_its_load_to_each_pcpu()
    {
        // calc_group_shares: on each of 2 pCPUs a group with one of its two busy threads there weighs half its weight, so two such groups of
        // weights 1024 and 3072 have 1:3 of both pCPUs, and a lone thread of a third group has 1024 / (1024 + 512 + 1536) of the pCPU it is on.
        // Every thread stays on its pCPU, each a node of its own.
        var host = HostHarness.Kvm(HostHarness.Cores(1, sockets: 2));
        var light = host.AddVm("light", 2, group: host.Groups.Add("light", host.Groups.Root, 1024));
        var heavy = host.AddVm("heavy", 2, group: host.Groups.Add("heavy", host.Groups.Root, 3072));
        foreach (var vm in new[] { light, heavy })
        {
            for (var i = 0; i < 2; i++) vm.Vcpus[i].HomeNode = i;
            foreach (var vcpu in vm.Vcpus) host.KeepBusy(vcpu);
        }

        Assert.All(light.Vcpus.Concat(heavy.Vcpus).GroupBy(vcpu => vcpu.Pcpu), pcpu => Assert.Equal(2, pcpu.Select(vcpu => vcpu.VmId).Distinct().Count()));
        host.Run(10.0);
        Assert.All(light.Vcpus, vcpu => Assert.Equal(0.25, vcpu.RunTime / 10e12, 0.001));
        Assert.All(heavy.Vcpus, vcpu => Assert.Equal(0.75, vcpu.RunTime / 10e12, 0.001));

        var third = host.AddBusyVm("third", 1, group: host.Groups.Add("third", host.Groups.Root)).Vcpus[0];
        host.Run(0.1);
        host.Dispatcher.ResetAccounts();
        host.Run(10.0);
        // Averages are told to a group when they change by a 64th: each of two halves may be off by that, and the third's share by half of it.
        Assert.Equal(1024.0 / (1024 + 512 + 1536), third.RunTime / 10e12, 0.0026);
    }

    [Fact]
    public void Threads_of_a_group_take_turns_in_its_share_and_lags_of_its_queue_sum_to_zero()
    {
        // Weight 1024 and 2048 inside one group of two that share the pCPU equally: 1/6 and 1/3. cpu-and-memory 1.3: the lag sum of a queue stays 0,
        // so the weighted virtual time of the members grows by the group's run time x 1024 / their weight, whoever ran.
        var host = HostHarness.Kvm(HostHarness.Cores(1));
        var group = host.Groups.Add("group", host.Groups.Root);
        var light = host.AddVm("light", 1).Vcpus[0];
        var heavy = host.AddVm("heavy", 1).Vcpus[0];
        group.Add(light, 1024);
        group.Add(heavy, 2048);
        host.KeepBusy(light);
        host.KeepBusy(heavy);
        host.AddBusyVm("other", 1, group: host.Groups.Root);
        for (var look = 1; look <= 200; look++)
        {
            host.Run(Ms(50.3));
            var ran = light.RunTime + heavy.RunTime;
            var average = ((1024.0 * light.Entity.VirtualTime) + (2048.0 * heavy.Entity.VirtualTime)) / 3072;
            Assert.Equal(ran / 3.0, average, 1000.0);
            // Each is within slice + tick = 3.8 ms of its own time of the average.
            Assert.InRange(light.Entity.VirtualTime - average, -Ms(3.8).Picoseconds, Ms(3.8).Picoseconds);
            Assert.InRange(heavy.Entity.VirtualTime - average, -Ms(1.9).Picoseconds, Ms(1.9).Picoseconds);
        }

        Assert.Equal(1 / 6.0, (double)light.RunTime / host.Now.Picoseconds, 0.001);
        Assert.Equal(1 / 3.0, (double)heavy.RunTime / host.Now.Picoseconds, 0.001);
    }

    [Fact]
    public void A_group_behind_its_share_keeps_its_protection_when_its_thread_blocks_and_another_takes_over()
    {
        // The other one runs to the tick at 3 ms. At 4 ms the first thread blocks; its group, at virtual time 0.5 + 1 ms against 3 ms, still has its slice
        // and is behind, so the second thread goes on until the tick after 2.8 ms of the group.
        var host = HostHarness.Kvm(HostHarness.Cores(1));
        var group = host.Groups.Add("group", host.Groups.Root);
        var pair = host.AddVm("pair", 2, group: group);
        var other = host.AddBusyVm("other", 1, group: host.Groups.Root).Vcpus[0];
        host.Run(Ms(0.5));
        var first = host.Submit(pair.Vcpus[0], Ms(1));
        host.KeepBusy(pair.Vcpus[1]);
        host.Run(Ms(4));
        Assert.Equal([new SimTime(Ms(4).Picoseconds)], first.Done);
        Assert.Same(pair.Vcpus[1], host.Dispatcher.RunningOn(0));
        host.Run(Ms(1.6));
        Assert.Same(other, host.Dispatcher.RunningOn(0));
    }

    [Fact]
    public void A_group_ahead_of_its_share_gives_way_when_its_thread_blocks()
    {
        // At 1 ms the first thread blocks and the pick starts at the root: the group is 1 ms ahead of the other one, and no slice protects who is ahead.
        var host = HostHarness.Kvm(HostHarness.Cores(1));
        var pair = host.AddVm("pair", 2, group: host.Groups.Add("group", host.Groups.Root));
        host.Submit(pair.Vcpus[0], Ms(1));
        host.KeepBusy(pair.Vcpus[1]);
        var other = host.AddBusyVm("other", 1, group: host.Groups.Root).Vcpus[0];
        host.Run(Ms(0.9));
        Assert.Same(pair.Vcpus[0], host.Dispatcher.RunningOn(0));
        host.Run(Ms(0.2));
        Assert.Same(other, host.Dispatcher.RunningOn(0));
    }

    [Fact]
    public void A_group_that_slept_comes_back_without_credit()
    {
        // cpu-and-memory C, check 3, one level up: a group whose only thread slept for 5 s is placed at the virtual time of the queue and gets half.
        var host = HostHarness.Kvm(HostHarness.Cores(1));
        var sleeper = host.AddVm("sleeper", 1, group: host.Groups.Add("group", host.Groups.Root)).Vcpus[0];
        host.Submit(sleeper, Ms(1));
        host.Run(Ms(10));
        var busy = host.AddBusyVm("busy", 1, group: host.Groups.Root).Vcpus[0];
        host.Run(5.0);
        host.KeepBusy(sleeper);
        var (slept, ran) = (sleeper.RunTime, busy.RunTime);
        for (var i = 0; i < 50; i++)
        {
            host.Run(Ms(2.3));
            Assert.InRange((sleeper.RunTime - slept) - (busy.RunTime - ran), -Ms(6).Picoseconds, Ms(3).Picoseconds);
        }
    }

    [Fact]
    public void Threads_alone_on_their_pcpu_and_a_lone_slice_run_as_in_the_full_tree() => Gen.Select(Gen.Int[1, 4], Gen.Int[1, 7], Gen.ULong).Sample(
        (cores, vms, seed) =>
        {
            // A system.slice without threads makes machine.slice a group that competes, so that every VM is two levels down. It takes nothing, and VMs
            // of one thread weigh 1024 on every level, where no rounding differs: the schedules agree to the picosecond. Each pCPU is a node with
            // threads of its own: averages of loads below and beside a group differ, so that balancing would move other threads.
            var hosts = new[] { false, true }.Select(hasSibling =>
            {
                var host = HostHarness.Kvm(HostHarness.Cores(1, sockets: cores));
                if (hasSibling) host.Groups.Add("system.slice", host.Groups.Root);
                var streams = new RngStreams(seed, 0);
                for (var i = 0; i < vms; i++)
                {
                    var vcpu = host.AddVm($"vm{i}", 1, home: i % cores).Vcpus[0];
                    _ = new PulsingLoad(host, vcpu, streams.Get(vcpu.Name), SimDuration.FromMicroseconds(1500), SimDuration.FromMicroseconds(700));
                }

                return host;
            }).ToArray();
            for (var step = 0; step < 200; step++)
            {
                foreach (var host in hosts) host.Run(SimDuration.FromMicroseconds(973.3));
                hosts[1].CheckPlaces(mayIdle: true);
                foreach (var (one, other) in hosts[0].Dispatcher.Worlds.Zip(hosts[1].Dispatcher.Worlds))
                    Assert.Equal((one.State, one.RunTime, one.ReadyTime, one.Dispatches), (other.State, other.RunTime, other.ReadyTime, other.Dispatches));
            }
        },
        iter: 60);

    [Fact]
    public void A_sibling_of_machine_slice_that_comes_late_competes_with_all_vms_together()
    {
        // Three VMs run by themselves for 95.3 ms, then a thread is placed beside machine.slice: half the pCPU for it from then on, turns of whole ticks.
        var host = HostHarness.Kvm(HostHarness.Cores(1));
        var vms = Enumerable.Range(0, 3).Select(i => host.AddBusyVm($"vm{i}", 1)).ToList();
        host.Run(Ms(95.3));
        var daemon = host.AddBusyVm("daemon", 1, group: host.Groups.Root);
        host.Dispatcher.ResetAccounts();
        host.Run(10.0);
        Assert.Equal(0.5, host.PcpusUsed(daemon), 0.0007);
        Assert.All(vms, vm => Assert.Equal(1 / 6.0, host.PcpusUsed(vm), 0.0015));
    }
}
