using Sim.Core.Events;
using Sim.Core.Time;
using Sim.Models.Hardware.Cpu;
using Sim.Models.Hardware.Memory;
using Sim.Models.Hardware.Storage;
using Sim.Models.Hypervisor;
using Sim.Models.Measurement;
using Sim.Models.Scenarios;
using Sim.Models.Wiring;
using Sim.Models.Workload;
using Sim.Testing;

namespace Sim.Models.Tests.Workload;

/// <summary>A database in a VM: what a transaction does to the disk, and how long it waits for it.</summary>
public sealed class OltpTests
{
    /// <summary>Transactions that only log: no reads, no pages to write back, next to no CPU.</summary>
    private static readonly OltpSpec Logging = new() { Clients = 1, Demand = SimDuration.FromMicroseconds(1), Variation = 0, PageReads = 0, PageWrites = 0, LogBytes = 4096 };

    [Fact]
    public void Reads_of_a_transaction_are_the_pages_that_the_pool_misses()
    {
        // 10 pages at 5 %: 0.5 reads of 16 KiB a transaction, four standard deviations of a binomial of 10 n trials.
        var host = Run(new OltpSpec { PageWrites = 0, LogBytes = 0 });
        double transactions = Count(host, "transaction"), reads = Count(host, "disk-read");
        Assert.True(transactions > 1000);
        Assert.Equal(0.5, reads / transactions, 4 * Math.Sqrt(0.05 * 0.95 * 10 / transactions));
        Assert.Equal(reads * 16384, host.Array.Drives[0].BytesRead, 16 * 16384.0);
        Assert.DoesNotContain("commit", host.Probes.Keys);
        Assert.DoesNotContain("disk-write", host.Probes.Keys);
    }

    [Theory]
    [InlineData(512, 4096, 4096)]
    [InlineData(8192, 4096, 8192)]
    [InlineData(512, 700, 1208)]
    public void One_client_writes_and_flushes_its_log_at_every_commit(int block, int log, double bytes)
    {
        // Whole blocks from the one in which the last write ended: 4,096 bytes in blocks of 512; with blocks of 8,192 the same block twice. 700 bytes begin at every
        // multiple of 4 of a block of 512 alike, and up to 324, in 82 of 128 cases, they end in the next block, else in the one behind it: 512 (2 + 46 / 128) = 1208.
        var host = Run(Logging with { LogBlock = block, LogBytes = log });
        double transactions = Count(host, "transaction");
        Assert.True(transactions > 1000);
        Assert.Equal(transactions, Count(host, "disk-write"), 1.0);
        Assert.Equal(transactions, Count(host, "disk-flush"), 1.0);
        Assert.Equal(bytes, host.Array.Drives[0].BytesWritten / (double)Count(host, "disk-write"), bytes * 0.01);
    }

    [Fact]
    public void A_commit_is_a_write_and_the_flush_behind_it_and_the_devices_latency_governs()
    {
        // Alone, a commit begins with its write and ends with its flush: the mean is the sum of theirs, and a drive whose flush takes 1 ms more makes it 1 ms longer.
        var quick = Run(Logging);
        Assert.Equal(Mean(quick, "disk-write") + Mean(quick, "disk-flush"), Mean(quick, "commit"), 0.1);
        var slow = Run(Logging, new NvmeParameters { FlushLatency = new NvmeParameters().FlushLatency + SimDuration.FromMilliseconds(1) });
        // Cores that idle for a millisecond fall into deeper states than in between two quick flushes, and need up to 200 us more to come back (C6 and the wake).
        Assert.InRange(Mean(slow, "commit") - Mean(quick, "commit"), 1000, 1200);
        Assert.Equal(Mean(slow, "disk-write") + Mean(slow, "disk-flush"), Mean(slow, "commit"), 0.1);
        Assert.Equal(1e6 / Mean(slow, "transaction"), Count(slow, "transaction"), 2.0);

        // Without the flush a commit is the write alone.
        var careless = Run(Logging with { FlushAtCommit = false });
        Assert.Equal(Mean(careless, "disk-write"), Mean(careless, "commit"), 0.1);
        Assert.Equal(0, careless.Probes.TryGetValue("disk-flush", out var flushes) ? flushes.Response.Count : 0);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(8)]
    [InlineData(32)]
    public void Group_commit_takes_along_who_came_meanwhile(int clients)
    {
        // Clients without think time on a flush of a millisecond: who commits first writes alone, the others wait and go together; when the first is back it waits
        // for them, and so on: groups of 1 and n - 1 by turns, n / 2 on average. Computing for 1 us is nothing beside the flush.
        var host = Run(Logging with { Clients = clients }, new NvmeParameters { FlushLatency = SimDuration.FromMilliseconds(1) }, vcpus: 8);
        Assert.Equal(clients / 2.0, Count(host, "transaction") / (double)Count(host, "disk-flush"), clients * 0.05);
        // Everybody waits for the end of the group before and for his own: two writes and flushes, but for who is first.
        Assert.Equal(2 * (Mean(host, "disk-write") + Mean(host, "disk-flush")), Mean(host, "commit"), 0.35 * Mean(host, "commit"));
    }

    [Fact]
    public void A_round_writes_its_pages_twice_with_a_doublewrite_buffer()
    {
        // Ten rounds a second of 20 pages, 16 of them in a buffer: two writes there and two flushes, 20 pages, one flush at the end. The rest is the log's.
        var spec = Logging with { PageWrites = 4, CheckpointInterval = SimDuration.FromMilliseconds(100), CheckpointPages = 20, DoublewritePages = 16 };
        var host = Run(spec);
        double transactions = Count(host, "transaction");
        Assert.Equal(220, Count(host, "disk-write") - transactions, 22.0);
        Assert.Equal(30, Count(host, "disk-flush") - transactions, 3.0);
        Assert.Equal((transactions * 4096) + (10 * 2 * 20 * 16384), host.Array.Drives[0].BytesWritten, 2 * 20 * 16384.0);

        var once = Run(spec with { Doublewrite = false });
        Assert.Equal(200, Count(once, "disk-write") - Count(once, "transaction"), 20.0);
        Assert.Equal(10, Count(once, "disk-flush") - Count(once, "transaction"), 1.0);
    }

    [Fact]
    public void A_page_changed_often_is_written_once_a_round()
    {
        // 64 pages, each changed many times between two checkpoints of 100 ms: 64 writes a round and no more.
        var host = Run(Logging with { PageWrites = 4, Data = 64 * 16384, CheckpointInterval = SimDuration.FromMilliseconds(100), CheckpointPages = 0, Doublewrite = false });
        Assert.True(Count(host, "transaction") > 2000);
        Assert.Equal(640, Count(host, "disk-write") - (double)Count(host, "transaction"), 64.0);
    }

    [Fact]
    public void Whole_pages_are_logged_once_between_checkpoints_and_write_back_follows_the_order_of_places()
    {
        var calendar = new EventCalendar();
        var issued = new List<BlockAccess>();
        var users = new List<int>();
        var writer = new PageWriter(calendar, new OltpSpec
        {
            Preset = "postgresql", PageSize = 8192, FullPageWrites = true, Doublewrite = false, CheckpointInterval = SimDuration.FromSeconds(10), CheckpointSpread = 0.9, CheckpointPages = 0,
        }, (user, access, _) =>
        {
            users.Add(user);
            issued.Add(access);
        }, firstUser: 100);
        Assert.True(writer.Change(9) && writer.Change(3) && writer.Change(700));
        Assert.False(writer.Change(9));

        // Nothing is written before the checkpoint; three pages over 9 s, one every 3 s, by their places.
        calendar.RunUntil(SimTime.Zero + SimDuration.FromSeconds(10));
        Assert.Empty(issued);
        // From the checkpoint on whole pages are logged again.
        Assert.True(writer.Change(9));
        calendar.RunUntil(SimTime.Zero + SimDuration.FromSeconds(13.5));
        Assert.Equal([new BlockAccess(IoOperation.Write, 8192, 3 * 8192)], issued);
        calendar.RunUntil(SimTime.Zero + SimDuration.FromSeconds(19.5));
        Assert.Equal([3L * 8192, 9 * 8192, 700 * 8192], issued.Select(access => access.Offset));
        // The flush at the end of the round waits for all of them.
        foreach (var user in users.ToList()) writer.OnRequestDone(user);
        Assert.Equal(IoOperation.Flush, issued[3].Operation);
        Assert.Equal(0, writer.Waiting);
    }

    [Fact]
    public void A_busy_database_keeps_every_account_on_both_hypervisors()
    {
        foreach (var kind in Enum.GetValues<HypervisorKind>())
        {
            // Run checks Little's law on transactions, commits and disk requests, and the accounts of every vCPU.
            var spec = (OltpSpec)OltpSpec.Presets.Single(preset => preset.Name == "postgresql").Parameters;
            var host = Run(spec with { Clients = 64, CheckpointInterval = SimDuration.FromMilliseconds(200), Skew = 0.8 }, kind: kind, vcpus: 4);
            Assert.True(Count(host, "transaction") > 1000);
            Assert.True(Mean(host, "transaction") > Mean(host, "commit"));
            Assert.Equal(host.Fingerprint(), Run(spec with { Clients = 64, CheckpointInterval = SimDuration.FromMilliseconds(200), Skew = 0.8 }, kind: kind, vcpus: 4).Fingerprint());
        }
    }

    [Fact]
    public void A_warm_database_allocates_nothing()
    {
        var host = Build(new OltpSpec { Clients = 16, CheckpointInterval = SimDuration.FromMilliseconds(50) }, drive: null, HypervisorKind.Kvm, vcpus: 4);
        host.Calendar.RunUntil(SimTime.Zero + SimDuration.FromSeconds(2));
        Assert.Equal(0, Allocations.Of(() => host.Calendar.RunUntil(host.Calendar.Now + SimDuration.FromSeconds(0.2))));
    }

    private static long Count(SimulatedHost host, string kind) => host.Probes[kind].Response.Count;

    private static double Mean(SimulatedHost host, string kind) => host.Probes[kind].Response.Mean.Microseconds;

    private static SimulatedHost Run(OltpSpec spec, NvmeParameters? drive = null, HypervisorKind kind = HypervisorKind.Kvm, int vcpus = 2)
    {
        var host = Build(spec, drive, kind, vcpus);
        host.Run(SimDuration.FromMilliseconds(100), SimDuration.FromSeconds(1), CancellationToken.None);
        return host;
    }

    private static SimulatedHost Build(OltpSpec spec, NvmeParameters? drive, HypervisorKind kind, int vcpus)
    {
        var host = new HostSpec
        {
            Cpu = new CpuParameters { Sockets = 1, CoresPerSocket = 16 },
            Memory = new MemoryParameters { Size = 64L << 30 },
            Storage = new StorageSpec { Drives = 1, Drive = drive ?? new NvmeParameters() },
        };
        var workload = new WorkloadSpec { Template = RequestTemplates.Oltp, Oltp = spec, Timeout = SimDuration.FromSeconds(10) };
        return new SimulatedHost(host, new HypervisorSpec { Kind = kind }, [new VmPlan("db0", vcpus, new MemoryDemand(4L << 30, 1, 0.3, vcpus), workload)], seed: 1, replication: 0);
    }
}
