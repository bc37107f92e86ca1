using Sim.Core.Random;
using Sim.Core.Time;
using Sim.Models.Hardware.Storage;
using Sim.Models.Hardware.Storage.Raid;
using Sim.Models.Hypervisor.Esxi;
using Sim.Models.Hypervisor.Io;
using Sim.Models.Hypervisor.Kvm;
using Sim.Models.Workload;
using Sim.Testing;
using Sim.Testing.Hosts;

namespace Sim.Models.Tests.Hypervisor.Io;

/// <summary>A cache on a drive of 50 us in front of drives of 5 ms.</summary>
public sealed class SsdCacheTests
{
    private static readonly SimDuration Link = DiskFarm.Drive(default).Link.TransferTime(4096);

    /// <summary>Kick, submission, look-up, interrupt, completion.</summary>
    private static readonly SimDuration KvmPath = Us(1.2 + 3.5 + 1 + 2 + 2);

    [Fact]
    public void A_miss_takes_the_drives_time_and_a_hit_the_caches()
    {
        var farm = Kvm(SsdCacheMode.WriteThrough, 1 << 20);
        Assert.Equal(KvmPath + Us(5000) + Link, One(farm, IoOperation.Read, 0));
        Assert.Equal(KvmPath + Us(50) + Link, One(farm, IoOperation.Read, 0));
        // Another part of the same block was not read yet.
        Assert.Equal(KvmPath + Us(5000) + Link, One(farm, IoOperation.Read, 8192));
        Assert.Equal((3L, 1L), (farm.Cache!.Reads, farm.Cache.Hits));
        // Fills are written to the caching drive.
        Assert.Equal(8192, farm.Cache.Drive.Drives[0].BytesWritten);
    }

    [Fact]
    public void Write_through_never_makes_a_write_faster()
    {
        // The path without a cache, and the look-up: for a block that is not cached, for one that is, and for one just written.
        var farm = Kvm(SsdCacheMode.WriteThrough, 1 << 20);
        Assert.Equal(KvmPath + Us(5000) + Link, One(farm, IoOperation.Write, 0));
        One(farm, IoOperation.Read, 65536);
        Assert.Equal(KvmPath + Us(5000) + Link, One(farm, IoOperation.Write, 65536));
        Assert.Equal(KvmPath + Us(5000) + Link, One(farm, IoOperation.Write, 65536));
        // What the cache held is renewed, so that a read hits; what it did not hold is not taken in.
        Assert.Equal(KvmPath + Us(50) + Link, One(farm, IoOperation.Read, 65536));
        Assert.Equal(KvmPath + Us(5000) + Link, One(farm, IoOperation.Read, 0));
        Assert.Equal(3 * 4096, farm.Array.Drives[0].BytesWritten);
    }

    [Fact]
    public void Write_back_takes_writes_until_its_limit_and_writes_them_to_the_drives()
    {
        // Of 16 blocks 40 % may wait: 6 writes take the cache's 50 us, the seventh the drives' 5 ms, for the blocks above the target (1) are still on their way.
        // From the second on a block is read to be written back while the write goes on: one interrupt of the caching drive tells of both, 0.3 us later.
        var farm = Kvm(SsdCacheMode.WriteBack, 16 * 65536);
        for (var i = 0; i < 6; i++) Assert.Equal(KvmPath + Us(i == 0 ? 50 : 50.3) + Link, One(farm, IoOperation.Write, i * 65536L, settle: 0.0001));
        Assert.Equal(KvmPath + Us(5000) + Link, One(farm, IoOperation.Write, 6 * 65536L, settle: 0.02));
        // All but the 10 % that may always wait have been written back, and the seventh.
        Assert.Equal(6 * 4096, farm.Array.Drives[0].BytesWritten);
        // What was written can be read from the cache.
        Assert.Equal(KvmPath + Us(50) + Link, One(farm, IoOperation.Read, 0));
    }

    [Fact]
    public void A_flush_covers_the_cache_and_what_went_past_it()
    {
        var farm = Kvm(SsdCacheMode.WriteBack, 16 * 65536);
        // A write that no place names goes past the cache.
        One(farm, IoOperation.Write, 0);
        Assert.Equal(KvmPath + Us(50), One(farm, IoOperation.Flush, IoCommand.Anywhere, bytes: 0));
        One(farm, IoOperation.Write, IoCommand.Anywhere);
        // First the cache's 50 us and its interrupt, then the drives' 5 ms.
        Assert.Equal(KvmPath + Us(50 + 2 + 5000), One(farm, IoOperation.Flush, IoCommand.Anywhere, bytes: 0));
    }

    [Fact]
    public void Hits_of_uniform_reads_are_the_cached_share()
    {
        // Every 4 KiB block of 64 MiB alike, a cache of a quarter: LRU holds any quarter, so a quarter hits. 40,000 reads after the fill: 4 sd are 0.9 %.
        Assert.Equal(0.25, HitsOf(new AddressSpec { Region = 64 << 20 }, 16 << 20), 0.009);
    }

    [Fact]
    public void Hits_of_skewed_reads_are_those_of_the_characteristic_time()
    {
        // Che, Tung, Wang (2002): with T such that the expected number of blocks asked for within T requests is the capacity, block i hits with 1 - exp(-p_i T).
        // The approximation is within a fraction of a percent at these sizes (Fricker, Robert, Roberts 2012); 4 sd of 40,000 reads are 1 %.
        const int Blocks = 16384;
        const int Held = 2048;
        var p = Enumerable.Range(1, Blocks).Select(rank => Math.Pow(rank, -0.99)).ToArray();
        var sum = p.Sum();
        for (var i = 0; i < p.Length; i++) p[i] /= sum;
        double low = 1, high = 1e7;
        while (high - low > 1e-3)
        {
            var t = (low + high) / 2;
            if (p.Sum(one => 1 - Math.Exp(-one * t)) < Held) low = t;
            else high = t;
        }

        var expected = p.Sum(one => one * (1 - Math.Exp(-one * low)));
        Assert.Equal(expected, HitsOf(new AddressSpec { Order = AddressOrder.Zipf, Region = Blocks * 4096L }, Held * 4096L), 0.012);
    }

    [Fact]
    public void Under_esxi_hits_do_not_take_the_devices_queue_and_each_vm_has_a_cache_of_its_own()
    {
        var path = new EsxiDiskParameters { DeviceQueueDepth = 1, SsdCache = Cache(SsdCacheMode.WriteThrough, 1 << 20) };
        var farm = new DiskFarm(HostHarness.Esxi(HostHarness.Cores(8)), path, DiskFarm.Drive(Us(5000)));
        farm.Add();
        farm.Add();
        One(farm, IoOperation.Read, 0);
        // The other VM reads the same place of the drives, which its own cache does not hold: it misses and holds the device's only place.
        farm.Issue(1, 0, IoOperation.Read, offset: 0);
        farm.Host.Run(0.001);
        var kick = Us(1.5 + 2.3 + 1 + 2 + 1.2);
        Assert.Equal(kick + Us(50) + Link, One(farm, IoOperation.Read, 0, settle: 0.0005));
        Assert.Equal(0, farm.Done[1]);
        farm.Host.Run(0.02);
        Assert.Equal(1, farm.Done[1]);
    }

    [Fact]
    public void A_warm_cache_allocates_nothing()
    {
        foreach (var mode in Enum.GetValues<SsdCacheMode>())
        {
            var farm = Kvm(mode, 1 << 20, drive: Us(100));
            var random = new RngStreams(3, 0).Get("places");
            var pattern = new AddressPattern(new AddressSpec { Order = AddressOrder.Zipf, Region = 8 << 20 }, 4096, random);
            farm.Places = _ => pattern.Next();
            farm.KeepInFlight(16, mode == SsdCacheMode.WriteBack ? IoOperation.Write : IoOperation.Read);
            farm.Host.Run(1.0);
            Assert.Equal(0, Allocations.Of(() => farm.Host.Run(0.1)));
        }
    }

    private static SsdCacheParameters Cache(SsdCacheMode mode, long capacity, int blockSize = 65536) => new() { Mode = mode, Capacity = capacity, BlockSize = blockSize, Drive = DiskFarm.Drive(Us(50)) };

    private static DiskFarm Kvm(SsdCacheMode mode, long capacity, int blockSize = 65536, SimDuration? drive = null)
    {
        var path = new KvmDiskParameters { PollMaximum = SimDuration.Zero, SsdCache = Cache(mode, capacity, blockSize) };
        var farm = new DiskFarm(HostHarness.Kvm(HostHarness.Cores(4)), path, new DriveSet(1, DiskFarm.Drive(drive ?? Us(5000))), new RaidParameters(), refuses: false);
        farm.Add();
        return farm;
    }

    private static double HitsOf(AddressSpec spec, long capacity)
    {
        var farm = Kvm(SsdCacheMode.WriteThrough, capacity, blockSize: 4096, drive: Us(100));
        var pattern = new AddressPattern(spec, 4096, new RngStreams(11, 0).Get("places"));
        farm.Places = _ => pattern.Next();
        farm.KeepInFlight(4);
        farm.Host.Run(2.0);
        farm.Cache!.ResetStatistics(farm.Host.Now);
        while (farm.Cache.Reads < 40_000) farm.Host.Run(0.1);
        return farm.Cache.Hits / (double)farm.Cache.Reads;
    }

    /// <summary>The latency of one request of the first VM alone.</summary>
    private static SimDuration One(DiskFarm farm, IoOperation operation, long offset, int bytes = 4096, double settle = 0.02)
    {
        farm.Disk.ResetStatistics();
        farm.Issue(0, 0, operation, bytes, offset);
        while (farm.Disk.Completed == 0) farm.Host.Run(0.0001);
        farm.Host.Run(settle);
        return farm.Disk.Latency.Maximum;
    }

    private static SimDuration Us(double microseconds) => SimDuration.FromMicroseconds(microseconds);
}
