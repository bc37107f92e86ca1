using Sim.Core.Events;
using Sim.Core.Time;
using Sim.Models.Hardware.Storage;
using Sim.Models.Hardware.Storage.Raid;
using Sim.Models.Hypervisor.Esxi;
using Sim.Models.Hypervisor.Io;
using Sim.Testing.Hosts;

namespace Sim.Models.Tests.Hypervisor.Io;

/// <summary>Devices that answer QUEUE FULL, and what ESXi's adaptive queueing makes of it.</summary>
public sealed class QueueFullTests
{
    private static readonly EsxiDiskParameters Adaptive = new() { QueueDepth = 254, DeviceQueueDepth = 64, QFullSampleSize = 32, QFullThreshold = 8 };

    [Fact]
    public void The_queue_is_halved_at_the_sample_and_grows_by_one_after_every_threshold()
    {
        // Knowledge base 1008113: QFullSampleSize refusals halve the queue, QFullThreshold good answers let one more on.
        var calendar = new EventCalendar();
        var device = new Refusing();
        var queue = new DeviceQueue(calendar, Adaptive, device);
        queue.AddVm(0, new DiskClaim(1000, Operations: null));
        for (var i = 0; i < 64; i++) queue.Enter(IoOperation.Read, IoCommand.Anywhere, 4096, 0, device, i);
        Assert.Equal(64, device.Taken.Count);
        for (var i = 0; i < 31; i++) Refuse(queue, device);
        Assert.Equal(64, queue.Depth);
        Refuse(queue, device);
        Assert.Equal(32, queue.Depth);

        // 32 are left on the device; the refused wait. As they come back the queue grows: 8 good answers for one more, from 32 to 36 with 32.
        for (var i = 1; i <= 32; i++)
        {
            queue.Leave(0, i);
            Assert.Equal(32 + (i / 8), queue.Depth);
        }

        Assert.Equal(32, queue.Refused);
        // 32 answers let 32 more on, and the four by which the queue has grown: all that were refused, in their order.
        Assert.Equal(Enumerable.Range(0, 32), device.Taken[64..].Select(taken => taken.Index));

        // Down to one and no further.
        for (var i = 0; i < 32; i++) Refuse(queue, device);
        Assert.Equal(18, queue.Depth);
    }

    [Fact]
    public void Without_a_sample_size_the_queue_stays_as_it_is()
    {
        var device = new Refusing();
        var queue = new DeviceQueue(new EventCalendar(), Adaptive with { QFullSampleSize = 0 }, device);
        queue.AddVm(0, new DiskClaim(1000, Operations: null));
        for (var i = 0; i < 64; i++) queue.Enter(IoOperation.Read, IoCommand.Anywhere, 4096, 0, device, i);
        for (var i = 0; i < 63; i++) Refuse(queue, device);
        Assert.Equal((64, 63), (queue.Depth, queue.Refused));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(32)]
    public void A_full_controller_loses_nothing_and_serves_vms_alike(int sampleSize)
    {
        // A controller of 16 requests in front of a drive of 100 us: 160,000 a second when it is full all the time, and less by the link and its processor.
        var farm = Farm(Adaptive with { QFullSampleSize = sampleSize });
        farm.Add(vcpus: 2);
        farm.Add(vcpus: 2);
        farm.KeepInFlight(60);
        farm.Host.Run(0.05);
        var rate = farm.Rate(0.2);
        // Without adaptive queueing the place that comes free goes to whose turn it is after many attempts in vain, which is one VM a little more often.
        Assert.Equal(1, farm.Disks[0].Completed / (double)farm.Disks[1].Completed, sampleSize > 0 ? 0.03 : 0.1);
        Assert.True(farm.DeviceQueue.Refused > 100);
        // The queue moves between half of the 16 and a little above them; never below half of what is there.
        Assert.InRange(rate, sampleSize > 0 ? 75_000 : 100_000, 160_000);
        if (sampleSize > 0) Assert.InRange(farm.DeviceQueue.Depth, 8, 24);
        farm.Stop();
        farm.Host.Run(0.01);
        Assert.All(farm.Disks, disk => Assert.Equal(0, disk.Outstanding.Level));
        Assert.Equal(0, farm.Array.Drives[0].Pending);
    }

    [Fact]
    public void No_vm_is_locked_out_where_each_may_fill_the_device_alone()
    {
        // A disk of 32 and two VMs that may have 32 each (Disk.SchedNumReqOutstanding): a place that comes free goes to whoever was refused first, so that they share it.
        var farm = new DiskFarm(
            HostHarness.Esxi(HostHarness.Cores(4)), Adaptive with { QFullSampleSize = 0 }, new DriveSet(1, new NvmeParameters(), new HddParameters()), new RaidParameters(), refuses: true);
        farm.Add();
        farm.Add();
        farm.KeepInFlight(60);
        farm.Host.Run(1.0);
        farm.Rate(10.0);
        Assert.Equal(1, farm.Disks[0].Completed / (double)farm.Disks[1].Completed, 0.1);
    }

    [Fact]
    public void Adaptive_queueing_spares_the_controller_refusals()
    {
        double Refusals(int sampleSize)
        {
            var farm = Farm(Adaptive with { QFullSampleSize = sampleSize });
            farm.Add(vcpus: 2);
            farm.KeepInFlight(60);
            farm.Host.Run(0.1);
            farm.DeviceQueue.ResetStatistics();
            var done = farm.Rate(0.2) * 0.2;
            return farm.DeviceQueue.Refused / done;
        }

        // Without it every request that comes back lets the others try in vain. With it a queue of 17 has one refused for every good answer, one of 18 two: 8 and 16
        // refusals, each after 8 good ones, then 3 good ones with 3 each at 19, and it is halved to 9, from where it takes 8 x 8 good ones to 17. 32 refusals to 83 good
        // ones, to a quarter, for answers and attempts cross each other on the way.
        Assert.True(Refusals(0) > 5);
        Assert.Equal(32 / 83.0, Refusals(32), 32 / 83.0 / 4);
    }

    [Fact]
    public void The_queue_recovers_when_whoever_shared_the_device_is_gone()
    {
        // Another initiator holds 52 of 64 places for 20 ms at a time. While it does, the queue is cut down; 5 ms after it left for good it is whole again: from 8
        // to 64 takes 56 x 8 good answers, and there are 100,000 and more a second.
        var farm = Farm(Adaptive with { QFullSampleSize = 16 }, slots: 64);
        farm.Add(vcpus: 2);
        var other = new Refusing();
        farm.KeepInFlight(64);
        for (var i = 0; i < 52; i++) farm.Array.Submit(IoOperation.Write, 4096, 7, other, i);
        farm.Host.Run(0.015);
        Assert.InRange(farm.DeviceQueue.Depth, 6, 24);
        farm.Host.Run(0.03);
        Assert.Equal(64, farm.DeviceQueue.Depth);
        farm.DeviceQueue.ResetStatistics();
        // Now the queue fits: nothing is refused, and what limits is the VMkernel's world, 1.5 us to submit and 0.8 us to complete each.
        Assert.Equal(1 / 2.3e-6, farm.Rate(0.05), 0.01 / 2.3e-6);
        Assert.Equal(0, farm.DeviceQueue.Refused);
    }

    [Fact]
    public void A_hard_disk_refuses_beyond_its_32()
    {
        var disk = new HddParameters();
        var farm = new DiskFarm(HostHarness.Esxi(HostHarness.Cores(4)), Adaptive, new DriveSet(1, new NvmeParameters(), disk), new RaidParameters(), refuses: true);
        farm.Add();
        for (var i = 0; i < 40; i++) farm.Issue(0, 0, IoOperation.Read);
        farm.Host.Run(0.002);
        Assert.Equal(32, farm.Array.Drives[0].Pending);
        // The world submits one every 1.5 us, and the first refusal is known after the interrupt's 2 us: the 33rd and the 34th were tried by then, the others wait.
        Assert.Equal(2, farm.DeviceQueue.Refused);
        farm.Host.Run(2.0);
        Assert.Equal(40, farm.Done[0]);
    }

    private static DiskFarm Farm(EsxiDiskParameters path, int slots = 16)
    {
        var drive = DiskFarm.Drive(SimDuration.FromMicroseconds(100)) with { WriteLatency = SimDuration.FromMilliseconds(20) };
        var raid = new RaidParameters { Kind = RaidKind.Hardware, QueueDepth = slots, Cache = 0 };
        return new DiskFarm(HostHarness.Esxi(HostHarness.Cores(8)), path, new DriveSet(1, drive), raid, refuses: true);
    }

    private static void Refuse(DeviceQueue queue, Refusing device)
    {
        var taken = device.Taken[device.Refused++];
        queue.OnBlockRefused(IoOperation.Read, IoCommand.Anywhere, 4096, 0, device, taken.Index);
    }

    private sealed class Refusing : IBlockBackend, IBlockClient
    {
        public List<(int Queue, int Index)> Taken { get; } = [];

        public int Refused { get; set; }

        public void Submit(IoOperation operation, long offset, int bytes, int queue, IBlockClient client, int index) => Taken.Add((queue, index));

        public void OnBlockDone(int index)
        {
            // Nobody waits for it.
        }
    }
}
