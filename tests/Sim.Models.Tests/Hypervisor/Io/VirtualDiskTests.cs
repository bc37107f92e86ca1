using CsCheck;
using Sim.Core.Time;
using Sim.Models.Hardware.Storage;
using Sim.Models.Hardware.Storage.Raid;
using Sim.Models.Hypervisor;
using Sim.Models.Hypervisor.Esxi;
using Sim.Models.Hypervisor.Io;
using Sim.Models.Hypervisor.Kvm;
using Sim.Testing.Hosts;

namespace Sim.Models.Tests.Hypervisor.Io;

public sealed class VirtualDiskTests
{
    private static readonly KvmDiskParameters Iothread = new() { PollMaximum = SimDuration.Zero };

    private static SimDuration Us(double value) => SimDuration.FromMicroseconds(value);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_single_read_takes_the_sum_of_its_parts(bool dispatchCosts)
    {
        // network-and-storage 8A, sleeping thread. Guest down 2.0 and kick 1.2; request handling and submit 3.5; the drive; host interrupt 2;
        // completion 2; guest interrupt 2.5; guest up 3. With dispatching: the vCPU to issue and to complete and the thread to submit start out
        // of C1 (2), wake (3) and switch (2); to complete, the thread is woken by the interrupt on its own pCPU: C1 and switch.
        var costs = dispatchCosts ? new DispatchCosts() : HostHarness.NoCosts;
        var cpu = HostHarness.Cores(4) with { IdleStates = HostHarness.IdleExits(Us(dispatchCosts ? 2 : 0), Us(dispatchCosts ? 2 : 0)) };
        var bench = DiskFarm.OfOne(HostHarness.Kvm(cpu, costs: costs), 1, Iothread, new GuestCosts(), Us(58));
        bench.Read();
        bench.Host.Run(0.001);
        var parts = Us(2 + 1.2 + 3.5) + bench.DriveTime + Us(2 + 2 + 2.5 + 3);
        var starts = dispatchCosts ? Us((3 * (2 + 2 + 3)) + 2 + 2) : SimDuration.Zero;
        Assert.Equal([SimTime.Zero + parts + starts], bench.Finished);
        Assert.Equal(parts + starts, bench.Disk.Latency.Maximum);
    }

    [Fact]
    public void The_path_adds_what_the_anchors_say()
    {
        // 2.1: the virtio layer adds 20 to 50 us at queue depth 1 with sleeping threads (beside the drive and the bare kernel's 10 us of 68.3 - 58).
        var cpu = HostHarness.Cores(4) with { IdleStates = HostHarness.IdleExits(Us(2), Us(2)) };
        var bench = DiskFarm.OfOne(HostHarness.Kvm(cpu, costs: new DispatchCosts()), 1, Iothread, new GuestCosts(), Us(58));
        bench.KeepInFlight(1);
        bench.Host.Run(0.1);
        var added = (bench.Disk.Latency.Mean - bench.DriveTime).Microseconds - 10;
        Assert.InRange(added, 20, 50);
    }

    [Fact]
    public void One_iothread_saturates_between_400_and_700_thousand_reads_a_second()
    {
        // 2.1, ceiling check: queue depth 64 and more, 8 vCPUs, a drive that takes 1 us.
        var bench = DiskFarm.OfOne(HostHarness.Kvm(HostHarness.Cores(16), costs: new DispatchCosts()), 8, new KvmDiskParameters(), new GuestCosts(), Us(1));
        bench.KeepInFlight(128);
        bench.Host.Run(0.02);
        bench.Disk.ResetStatistics();
        bench.Host.Dispatcher.ResetAccounts();
        bench.Host.Run(0.1);
        Assert.InRange(bench.Disk.Completed / 0.1, 400_000, 700_000);
        Assert.True(bench.Disk.Threads[0].RunTime > 0.99e11, "the thread must be what limits");
    }

    [Fact]
    public void Without_batching_the_thread_serves_one_request_in_submit_plus_complete()
    {
        // 5.5 us a request at depth 2 and more on a free drive: never fewer, so at most 181,818 a second at depth 1 to 2.
        var bench = DiskFarm.OfOne(HostHarness.Kvm(HostHarness.Cores(4)), 1, Iothread, HostHarness.NoGuestCosts, new SimDuration(1));
        bench.KeepInFlight(1);
        bench.Host.Run(0.05);
        var cycle = Us(1.2 + 3.5 + 2 + 2) + bench.DriveTime;
        Assert.Equal(cycle, bench.Disk.Latency.Mean);
    }

    [Fact]
    public void A_thread_that_is_awake_needs_no_kick()
    {
        // Two reads at once from one vCPU: the first kicks (2 + 1.2), its submission takes 3.5; the second is filled in at 5.2 while the thread is
        // still asleep when it was issued (both issued at 0), so it pays too; a third, issued while the thread works, does not.
        var bench = DiskFarm.OfOne(HostHarness.Kvm(HostHarness.Cores(4)), 1, Iothread, new GuestCosts(), Us(58));
        bench.Read();
        bench.Host.Run(Us(3.3));
        Assert.Equal(WorldState.Running, bench.Disk.Threads[0].State);
        var before = bench.Vm.Vcpus[0].RunTime;
        bench.Read();
        bench.Host.Run(Us(20));
        Assert.Equal(Us(2), new SimDuration(bench.Vm.Vcpus[0].RunTime - before));
    }

    [Fact]
    public void A_disk_keeps_at_most_its_queue_depth_on_the_drive()
    {
        var path = Iothread with { QueueDepth = 8 };
        var bench = DiskFarm.OfOne(HostHarness.Kvm(HostHarness.Cores(4)), 2, path, HostHarness.NoGuestCosts, Us(100));
        bench.KeepInFlight(40);
        for (var i = 0; i < 300; i++)
        {
            bench.Host.Run(Us(3.1));
            Assert.InRange(bench.Array.Drives[0].Outstanding(0), 0, 8);
        }

        Assert.Equal(8, bench.Array.Drives[0].InFlight.Peak);
        Assert.Equal(40, bench.Disk.Outstanding.Level);
    }

    [Theory]
    [InlineData(1, 0)]      // 2 outstanding or fewer: no delay
    [InlineData(2, 0)]
    [InlineData(3, 30)]     // more: the interrupt waits 30 us, or for company
    public void Completion_interrupts_are_coalesced_only_at_depth(int outstanding, double delayMicroseconds)
    {
        // One quick read beside slow ones that stay on the drive: a large read takes its time on the link.
        var path = new EsxiDiskParameters() with { HostInterrupt = SimDuration.Zero };
        var host = HostHarness.Esxi(HostHarness.Cores(8));
        var bench = DiskFarm.OfOne(host, 4, path, HostHarness.NoGuestCosts, Us(500));
        for (var i = 0; i < outstanding; i++)
        {
            // 100 us apart, so that each completes alone.
            bench.Read(i % 4);
            host.Run(Us(100));
        }

        host.Run(0.01);
        // Kick 1.5, submit 2.3, complete 1.2.
        var plain = Us(1.5 + 2.3 + 1.2) + bench.DriveTime;
        Assert.Equal(SimTime.Zero + plain + Us(delayMicroseconds), bench.Finished[0]);
    }

    [Fact]
    public void Requests_wait_when_every_queue_pair_is_full_and_none_is_lost()
    {
        var host = HostHarness.Kvm(HostHarness.Cores(4));
        var drive = DiskFarm.Drive(Us(50)) with { QueuePairs = 2, QueueDepth = 4 };
        var array = new StorageArray(host.Calendar, new DriveSet(2, drive), new RaidParameters { Level = RaidLevel.Raid1 }, SimDuration.Zero, new Sim.Core.Random.RngStreams(1, 0));
        var client = new Counter();
        for (var i = 0; i < 200; i++) array.Submit(i % 3 == 0 ? IoOperation.Write : IoOperation.Read, 4096, i, client, i);
        Assert.All(array.Drives, each => Assert.Equal(8, each.Pending));
        host.Run(1.0);
        Assert.Equal(Enumerable.Range(0, 200), client.Done.Order());
    }

    private sealed class Counter : IBlockClient
    {
        public List<int> Done { get; } = [];

        public void OnBlockDone(int index) => Done.Add(index);
    }
}
