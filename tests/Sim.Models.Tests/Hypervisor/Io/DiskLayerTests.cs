using Sim.Core.Time;
using Sim.Models.Hardware.Storage;
using Sim.Models.Hypervisor.Kvm;
using Sim.Testing.Hosts;

namespace Sim.Models.Tests.Hypervisor.Io;

/// <summary>Image formats, file systems and cache modes: what reaches the drive, and what the guest waits for.</summary>
public sealed class DiskLayerTests
{
    private const long Size = 1L << 30;

    [Theory]
    [InlineData(DiskFormat.Raw, 1, false, 1, 4096)]
    [InlineData(DiskFormat.Qcow2, 1, false, 1, 4096)]                    // allocated: as raw
    [InlineData(DiskFormat.Qcow2, 0, false, 3, 3 * 4096)]                // data, reference count, table
    [InlineData(DiskFormat.Qcow2, 0, true, 4, 65536 + (2 * 4096))]       // the cluster is read, written whole, and two pages of metadata
    [InlineData(DiskFormat.LvmThin, 1, false, 1, 4096)]
    [InlineData(DiskFormat.LvmThin, 0, false, 2, 65536 + 4096)]          // the chunk, and one page of metadata
    [InlineData(DiskFormat.LvmThin, 0, true, 3, 65536 + 4096)]           // and the snapshot's chunk is read
    public void A_write_becomes_what_its_format_needs(DiskFormat format, double allocated, bool backing, int commands, int written)
    {
        var farm = Farm(new KvmDiskParameters { Image = new ImageParameters { Format = format, Allocated = allocated, BackingFile = backing, Size = Size } });
        farm.Issue(0, 0, IoOperation.Write);
        farm.Host.Run(0.01);
        Assert.Equal(commands, farm.Array.Drives[0].Completed);
        Assert.Equal(written, farm.Array.Drives[0].BytesWritten);
    }

    [Fact]
    public void The_mapping_costs_a_microsecond_and_a_missing_table_a_read()
    {
        SimDuration Latency(long cache)
        {
            var farm = Farm(new KvmDiskParameters { PollMaximum = SimDuration.Zero, Image = new ImageParameters { Format = DiskFormat.Qcow2, L2Cache = cache, Size = Size } });
            farm.Issue(0, 0, IoOperation.Read);
            farm.Host.Run(0.01);
            return farm.Disks[0].Latency.Maximum;
        }

        // 1.2 + 3.5 + 1 + drive + 2 + 2; without tables in memory the drive twice, with an interrupt and a batched submission between.
        var drive = Us(50) + DiskFarm.Drive(default).Link.TransferTime(4096);
        Assert.Equal(Us(9.7) + drive, Latency(32 << 20));
        Assert.Equal(Us(9.7) + drive + Us(2 + 1) + drive, Latency(0));
    }

    [Fact]
    public void Half_of_the_tables_in_memory_miss_half_of_the_time()
    {
        // 1 GiB in clusters of 64 KiB has 16,384 entries of 8 bytes; room for half of them. 4,000 reads: 2,000 misses, one standard deviation is 32.
        var farm = Farm(new KvmDiskParameters { Image = new ImageParameters { Format = DiskFormat.Qcow2, L2Cache = 65536, Size = Size } });
        for (var i = 0; i < 4000; i++) farm.Issue(0, 0, IoOperation.Read);
        farm.Host.Run(1.0);
        Assert.InRange(farm.Array.Drives[0].Completed - 4000, 2000 - 128, 2000 + 128);
    }

    [Fact]
    public void An_image_fills_up()
    {
        // 64 clusters and 1,000 writes that fall anywhere: the chance that one cluster stays empty is 64 (63/64)^1000 = 9e-6.
        var farm = Farm(new KvmDiskParameters { Image = new ImageParameters { Format = DiskFormat.Qcow2, Allocated = 0, Size = 64 * 65536 } });
        for (var i = 0; i < 1000; i++) farm.Issue(0, 0, IoOperation.Write);
        farm.Host.Run(1.0);
        Assert.Equal(1000 + (64 * 2), farm.Array.Drives[0].Completed);
    }

    [Fact]
    public void Copy_on_write_amplifies_writes_and_costs_cpu()
    {
        // Half a node of 16 KiB for each 4 KiB: three times the bytes; 1,000 writes, one standard deviation of the nodes is 16 of 500, or 2 % of the sum.
        var farm = Farm(new KvmDiskParameters { FileSystem = DiskFileSystem.Btrfs, PollMaximum = SimDuration.Zero });
        farm.Issue(0, 0, IoOperation.Write);
        farm.Host.Run(0.01);
        var drive = Us(50) + DiskFarm.Drive(default).Link.TransferTime(4096);
        // The nodes go first, over the link that the data then waits for.
        Assert.InRange((farm.Disks[0].Latency.Maximum - Us(8.7 + 10) - drive).Microseconds, 0, 1);
        for (var i = 0; i < 999; i++) farm.Issue(0, 0, IoOperation.Write);
        farm.Host.Run(0.2);
        Assert.InRange(farm.Array.Drives[0].BytesWritten / (1000.0 * 4096), 3 * 0.92, 3 * 1.08);
    }

    [Theory]
    [InlineData(DiskFileSystem.Xfs)]
    [InlineData(DiskFileSystem.Ext4)]
    [InlineData(DiskFileSystem.BtrfsNodatacow)]
    public void Overwriting_in_place_adds_nothing(DiskFileSystem files)
    {
        var farm = Farm(new KvmDiskParameters { FileSystem = files, PollMaximum = SimDuration.Zero });
        farm.Issue(0, 0, IoOperation.Write);
        farm.Host.Run(0.01);
        Assert.Equal(4096, farm.Array.Drives[0].BytesWritten);
        Assert.Equal(Us(8.7 + 50) + DiskFarm.Drive(default).Link.TransferTime(4096), farm.Disks[0].Latency.Maximum);
    }

    [Theory]
    [InlineData(DiskCache.None, 58.7, 1)]
    [InlineData(DiskCache.Directsync, 58.7 + 2 + 1 + 50, 2)]             // interrupt, submission, flush
    [InlineData(DiskCache.Writeback, 4.7 + 2.4, 1)]                      // 2 us and 0.1 us a KiB on the thread; the drive gets it later
    [InlineData(DiskCache.Unsafe, 4.7 + 2.4, 1)]
    [InlineData(DiskCache.Writethrough, 58.7 + 2.4 + 2 + 1 + 50, 2)]
    public void A_write_is_acknowledged_as_its_cache_mode_says(DiskCache cache, double microseconds, int commands)
    {
        var farm = Farm(new KvmDiskParameters { Cache = cache, PollMaximum = SimDuration.Zero });
        farm.Issue(0, 0, IoOperation.Write);
        farm.Host.Run(0.01);
        var link = cache is DiskCache.Writeback or DiskCache.Unsafe ? SimDuration.Zero : DiskFarm.Drive(default).Link.TransferTime(4096);
        Assert.Equal(Us(microseconds) + link, farm.Disks[0].Latency.Maximum);
        Assert.Equal(commands, farm.Array.Drives[0].Completed);
    }

    [Fact]
    public void Writers_wait_for_the_drive_once_too_much_is_dirty()
    {
        var farm = Farm(new KvmDiskParameters { Cache = DiskCache.Writeback, PageCache = new PageCacheParameters { DirtyLimit = 8192 } });
        for (var i = 0; i < 3; i++) farm.Issue(0, 0, IoOperation.Write);
        farm.Host.Run(Us(30));
        Assert.Equal(2, farm.Disks[0].Completed);
        farm.Host.Run(0.01);
        Assert.Equal(3, farm.Disks[0].Completed);
    }

    [Theory]
    // Issued at 8 us. The write left the thread at 7.1 and was stored, with the host's interrupt, at 59.1 and the link's time; 50 for the flush, 2 + 2 back.
    [InlineData(DiskCache.Writeback, 59.1 + 50 + 4 - 8)]
    // Kick and submission; ignored.
    [InlineData(DiskCache.Unsafe, 4.7)]
    // Nothing is dirty in the host: as any request.
    [InlineData(DiskCache.None, 58.7)]
    public void A_guests_flush_waits_for_what_was_dirty_before_it(DiskCache cache, double microseconds)
    {
        var farm = Farm(new KvmDiskParameters { Cache = cache, PollMaximum = SimDuration.Zero });
        farm.Issue(0, 0, IoOperation.Write);
        farm.Host.Run(cache == DiskCache.None ? 0.001 : Us(8).Seconds);
        farm.Disks[0].ResetStatistics();
        farm.Issue(0, 0, IoOperation.Flush, bytes: 0);
        farm.Host.Run(0.001);
        Assert.Equal(1, farm.Disks[0].Completed);
        var link = cache == DiskCache.Writeback ? DiskFarm.Drive(default).Link.TransferTime(4096) : SimDuration.Zero;
        Assert.Equal(Us(microseconds) + link, farm.Disks[0].Latency.Maximum);
    }

    [Fact]
    public void Reads_find_what_the_page_cache_has()
    {
        // 30 % of 3,000: 900 hits, one standard deviation is 25.
        var farm = Farm(new KvmDiskParameters { Cache = DiskCache.Writeback, PageCache = new PageCacheParameters { Hits = 0.3 } });
        for (var i = 0; i < 3000; i++) farm.Issue(0, 0, IoOperation.Read);
        farm.Host.Run(1.0);
        Assert.Equal(3000, farm.Disks[0].Completed);
        Assert.InRange(3000 - farm.Array.Drives[0].Completed, 900 - 100, 900 + 100);
    }

    private static DiskFarm Farm(KvmDiskParameters path)
    {
        var farm = new DiskFarm(HostHarness.Kvm(HostHarness.Cores(4)), path, DiskFarm.Drive(Us(50)));
        farm.Add();
        return farm;
    }

    private static SimDuration Us(double value) => SimDuration.FromMicroseconds(value);
}
