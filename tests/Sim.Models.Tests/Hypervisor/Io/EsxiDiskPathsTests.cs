using Sim.Core.Time;
using Sim.Models.Hardware.Storage;
using Sim.Models.Hypervisor.Esxi;
using Sim.Testing.Hosts;

namespace Sim.Models.Tests.Hypervisor.Io;

public sealed class EsxiDiskPathsTests
{
    [Theory]
    [InlineData(DiskAdapter.Pvscsi, 64)]
    [InlineData(DiskAdapter.LsiSas, 32)]
    [InlineData(DiskAdapter.VNvme, 200)]
    public void An_adapter_bounds_a_disk(DiskAdapter adapter, int depth)
    {
        var farm = Farm(new EsxiDiskParameters { Adapter = adapter }, Us(2000));
        farm.Add(vcpus: 4);
        for (var i = 0; i < 200; i++) farm.Issue(0, i % 4, IoOperation.Read);
        farm.Host.Run(0.0019);
        Assert.Equal(depth, farm.Array.Drives[0].InFlight.Peak);
    }

    [Fact]
    public void Beside_another_vm_each_has_32_on_the_device_and_alone_all_of_it()
    {
        var farm = Farm(new EsxiDiskParameters(), Us(500));
        farm.Add(vcpus: 2);
        farm.Add(vcpus: 2);
        for (var i = 0; i < 64; i++) farm.Issue(0, i % 2, IoOperation.Read);
        farm.Host.Run(Us(400));
        Assert.Equal(64, farm.Array.Drives[0].InFlight.Level);
        farm.Host.Run(0.01);
        farm.KeepInFlight(64);
        farm.Host.Run(0.01);
        farm.Array.Drives[0].InFlight.Reset(farm.Host.Now);
        farm.Host.Run(0.01);
        Assert.Equal(64, farm.Array.Drives[0].InFlight.Peak);
        farm.Stop();
        farm.Host.Run(0.01);
        Assert.All(farm.Disks, disk => Assert.Equal(0, disk.Outstanding.Level));
    }

    [Fact]
    public void A_full_device_serves_vms_in_turn()
    {
        // Room for 8; one VM asks for four times as much as the other and gets no more.
        var farm = Farm(new EsxiDiskParameters { DeviceQueueDepth = 8 }, Us(100));
        farm.Add(vcpus: 2);
        farm.Add(vcpus: 2);
        farm.KeepInFlight(10);
        for (var i = 0; i < 30; i++) farm.Issue(0, i % 2, IoOperation.Read);
        farm.Host.Run(0.01);
        // 8 at a time, 100 us each, the link and nothing else: 80,000 a second and little less.
        Assert.InRange(farm.Rate(0.1), 78_000, 80_000);
        Assert.InRange(farm.Disks[0].Completed / (double)farm.Disks[1].Completed, 0.99, 1.01);
    }

    [Fact]
    public void A_limit_of_a_vm_is_kept_exactly()
    {
        // A tenth of a second's worth at once, then 2,000 a second: 200 + 2,000 in a second, the last perhaps still on its way.
        var farm = Farm(new EsxiDiskParameters(), Us(50));
        farm.Add(limit: 2000);
        farm.KeepInFlight(16);
        farm.Host.Run(1.0);
        Assert.InRange(farm.Done[0], 2198, 2200);
        Assert.InRange(farm.Rate(1.0), 1999, 2001);
    }

    [Fact]
    public void Io_control_shrinks_the_queue_and_divides_it_by_shares()
    {
        // A drive that serves 16 reads at a time in 1 ms each, threshold 2 ms: PARDA settles where L = T w / (w - growth), a little above 32 outstanding
        // (16 served in each ms: latency is w / 16 ms), and VMs with 2 : 1 shares get 2 : 1 of it.
        var drive = DiskFarm.Drive(SimDuration.FromMilliseconds(1)) with { MediaUnits = 16, SteerableShare = 0 };
        var path = new EsxiDiskParameters
        {
            IoControl = true, CongestionThreshold = SimDuration.FromMilliseconds(2), ControlInterval = SimDuration.FromMilliseconds(50), DeviceQueueDepth = 256, QueueDepth = 254,
        };
        var farm = new DiskFarm(HostHarness.Esxi(HostHarness.Cores(8)), path, drive);
        farm.Add(vcpus: 2, shares: 2000);
        farm.Add(vcpus: 2, shares: 1000);
        farm.KeepInFlight(200);
        farm.Host.Run(3.0);
        farm.Rate(2.0);
        Assert.InRange(farm.Disks[0].Completed / (double)farm.Disks[1].Completed, 1.8, 2.2);
        // Reads fall on units at random: with 36 on 16 units some wait while others idle, so that latency is reached with fewer or more than on one queue.
        farm.Array.Drives[0].InFlight.Reset(farm.Host.Now);
        farm.Host.Run(1.0);
        Assert.InRange(farm.Array.Drives[0].InFlight.MeanAt(farm.Host.Now), 16, 48);
    }

    [Fact]
    public void Without_congestion_io_control_leaves_the_queue_alone()
    {
        var farm = Farm(new EsxiDiskParameters { IoControl = true, ControlInterval = SimDuration.FromMilliseconds(10) }, Us(100));
        farm.Add(vcpus: 2);
        farm.Add(vcpus: 2);
        farm.KeepInFlight(60);
        farm.Host.Run(0.1);
        Assert.Equal(120, farm.Disks.Sum(disk => disk.Outstanding.Level));
        Assert.InRange(farm.Array.Drives[0].InFlight.Peak, 100, 120);
    }

    [Fact]
    public void Lsi_is_dearer_and_nmp_too()
    {
        // 1.5 kick, 2.3 submission, drive, 2 interrupt, 1.2 completion; LSI 2 more, NMP 2.5.
        SimDuration Latency(EsxiDiskParameters path)
        {
            var farm = Farm(path, Us(50));
            farm.Add();
            farm.Issue(0, 0, IoOperation.Read);
            farm.Host.Run(0.001);
            return farm.Disks[0].Latency.Maximum;
        }

        var plain = Us(7 + 50) + DiskFarm.Drive(default).Link.TransferTime(4096);
        Assert.Equal(plain, Latency(new EsxiDiskParameters()));
        Assert.Equal(plain, Latency(new EsxiDiskParameters { Adapter = DiskAdapter.VNvme }));
        Assert.Equal(plain + Us(2), Latency(new EsxiDiskParameters { Adapter = DiskAdapter.LsiSas }));
        Assert.Equal(plain + Us(2.5), Latency(new EsxiDiskParameters { Plugin = PathPlugin.Nmp }));
    }

    private static DiskFarm Farm(EsxiDiskParameters path, SimDuration drive) => new(HostHarness.Esxi(HostHarness.Cores(8)), path, DiskFarm.Drive(drive));

    private static SimDuration Us(double value) => SimDuration.FromMicroseconds(value);
}
