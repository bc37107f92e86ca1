using Sim.Core.Events;
using Sim.Core.Random;
using Sim.Core.Statistics;
using Sim.Core.Time;
using Sim.Models.Hardware.Storage;
using Sim.Models.Hardware.Storage.Raid;
using Sim.Models.Hypervisor;
using Sim.Models.Hypervisor.Io;
using Sim.Testing;
using Sim.Testing.Hosts;

namespace Sim.Models.Tests.Hypervisor.Io;

public sealed class StorageArrayTests
{
    private const int Block = 4096;

    // Every read takes 50 us and its transfer, every write its transfer and 20 us, whatever else goes on.
    private static readonly NvmeParameters Drive = new()
    {
        CommandSlots = 1 << 20,
        FetchLatency = SimDuration.Zero,
        CommandTime = SimDuration.Zero,
        ReadLatencyBefore = SimDuration.Zero,
        ReadLatencyAfter = SimDuration.Zero,
        MediaUnits = 4096,
        ProgramsPerErase = 1,
        ReadTime = Us(50),
        ReadSpread = 0,
        ReadUnit = 1 << 20,
        SteerableShare = 0,
        WriteLatency = Us(20),
        CompletionLatency = SimDuration.Zero,
        ReadBandwidth = 0,
        ProgramTime = SimDuration.Zero,
        Age = DriveAge.Fresh,
        Link = new PcieParameters { Generation = PcieGeneration.Gen5, Lanes = 16 },
    };

    private static readonly RaidParameters WriteThrough = new() { Kind = RaidKind.Hardware, Cache = 0 };

    private static SimDuration Read => Us(50) + Drive.Link.TransferTime(Block);

    private static SimDuration Write => Us(20) + Drive.Link.TransferTime(Block);

    [Theory]
    [InlineData(RaidLevel.Raid0, 4, 0)]
    [InlineData(RaidLevel.Raid10, 4, 0)]
    [InlineData(RaidLevel.Raid5, 5, 1)]
    [InlineData(RaidLevel.Raid6, 6, 2)]
    public void A_small_write_takes_the_longest_read_and_the_longest_write(RaidLevel level, int drives, int parities)
    {
        var bench = new Bench(WriteThrough with { Level = level }, drives);
        bench.Submit(IoOperation.Write);
        bench.Calendar.RunUntil(SimTime.Zero + SimDuration.FromSeconds(1));
        // Controller 1 us; the old data and parity at the same time; parity of 4 KiB 0.3 us each; data and parity at the same time.
        var exact = Us(1) + (parities > 0 ? Read : SimDuration.Zero) + Us(0.3 * parities) + Write;
        Assert.Equal(exact, bench.Latency.Maximum);
    }

    [Fact]
    public void A_lost_block_takes_the_longest_of_the_other_reads()
    {
        var bench = new Bench(WriteThrough with { Level = RaidLevel.Raid5, Degraded = 1 }, 5);
        // Chunk 0 of row 0 is on drive 0, which has failed.
        bench.Submit(IoOperation.Read, offset: 0);
        bench.Calendar.RunUntil(SimTime.Zero + SimDuration.FromSeconds(1));
        Assert.Equal(Us(1 + 0.3) + Read, bench.Latency.Maximum);
        Assert.Equal([0, Block, Block, Block, Block], bench.Array.Drives.Select(drive => (int)((NvmeDevice)drive).BytesRead));
    }

    // The textbook's IOPS = N / (fr / r + fw P / w). Drives limited to 10,000 operations a second of any kind: r = w. Offsets are random and 64 requests
    // a drive are in flight, so that a drive is idle now and then: for K customers and N equal servers K / (K + N - 1), 1.2 %; two phases of
    // two or three parts wait for each other, and less of the 64 is in flight: 5 % in all, always below the formula.
    [Theory]
    [InlineData(RaidLevel.Raid0, 5, 0.0, 1)]
    [InlineData(RaidLevel.Raid1, 2, 0.0, 2)]
    [InlineData(RaidLevel.Raid10, 6, 0.0, 2)]
    [InlineData(RaidLevel.Raid10, 5, 0.7, 2)]
    [InlineData(RaidLevel.Raid5, 5, 1.0, 4)]
    [InlineData(RaidLevel.Raid5, 5, 0.7, 4)]
    [InlineData(RaidLevel.Raid5, 5, 0.0, 4)]
    [InlineData(RaidLevel.Raid6, 8, 0.7, 6)]
    [InlineData(RaidLevel.Raid6, 8, 0.0, 6)]
    public void Operations_per_second_are_those_of_the_textbook(RaidLevel level, int drives, double reads, int penalty)
    {
        var limited = Drive with { Limit = new RateLimit { Operations = 10_000 } };
        var bench = new Bench(WriteThrough with { Level = level }, drives, limited);
        bench.KeepInFlight(64 * drives, reads);
        bench.Run(0.5);
        var measured = bench.Measure(2);
        var textbook = drives / ((reads / 10_000) + ((1 - reads) * penalty / 10_000));
        Assert.InRange(measured / textbook, 0.95, 1.005);
    }

    [Fact]
    public void A_protected_cache_acknowledges_writes_until_it_is_full()
    {
        var raid = new RaidParameters { Kind = RaidKind.Hardware, Level = RaidLevel.Raid5, Cache = 4 << 20 };
        var bench = new Bench(raid, 5, Drive with { Limit = new RateLimit { Operations = 10_000 } });
        bench.Submit(IoOperation.Write);
        bench.Calendar.RunUntil(SimTime.Zero + SimDuration.FromSeconds(0.01));
        Assert.Equal(Us(1 + 10), bench.Latency.Maximum);
        Assert.Equal(0, bench.Array.CachedBytes);

        // Then the drives set the pace: 5 x 10,000 / 4.
        bench.KeepInFlight(256, readShare: 0);
        bench.Run(1);
        Assert.Equal(12_500, bench.Measure(2), 0.05 * 12_500);
        Assert.InRange(bench.Array.CachedBytes, (4 << 20) - Block, 4 << 20);
    }

    [Fact]
    public void The_controller_bounds_operations_and_holds_what_it_cannot_take()
    {
        var bench = new Bench(WriteThrough with { Level = RaidLevel.Raid0, ControllerTime = Us(10), QueueDepth = 8 }, 4);
        bench.KeepInFlight(64, readShare: 1);
        bench.Run(0.1);
        // Eight inside for 10 us in turn and 50 us in parallel: 8 / 80 us at most, and never more than 1 / 10 us; closed network of one queue and a delay.
        Assert.Equal(100_000, bench.Measure(0.5), 0.03 * 100_000);
    }

    [Theory]
    [InlineData(RaidLevel.Raid1, 2, 1)]
    [InlineData(RaidLevel.Raid5, 5, 4)]
    public void Rebuild_flows_at_its_rate_and_takes_its_part_of_the_drives(RaidLevel level, int drives, int sources)
    {
        var raid = WriteThrough with { Level = level, Degraded = 1, RebuildRate = 200e6, Stripe = 128 * 1024 };
        var bench = new Bench(raid, drives);
        bench.Run(2);
        Assert.Equal(400e6, bench.Array.RebuiltBytes, 2d * raid.Stripe);
        var read = bench.Array.Drives.Sum(drive => ((NvmeDevice)drive).BytesRead);
        Assert.Equal(bench.Array.RebuiltBytes * sources, read, 2d * sources * raid.Stripe);
        Assert.Equal(bench.Array.RebuiltBytes, ((NvmeDevice)bench.Array.Drives[0]).BytesWritten);
    }

    [Fact]
    public void Software_parity_costs_time_of_a_thread_that_bounds_writes()
    {
        var host = HostHarness.Kvm(HostHarness.Cores(4));
        var bench = new Bench(new RaidParameters { Level = RaidLevel.Raid5 }, 5, Drive, host);
        bench.KeepInFlight(256, readShare: 0);
        host.Run(0.05);
        host.Dispatcher.ResetAccounts();
        // 2 us for the stripe and 0.3 us for the parity of 4 KiB.
        var before = bench.Done;
        host.Run(0.2);
        Assert.Equal(1 / 2.3e-6, (bench.Done - before) / 0.2, 0.01 / 2.3e-6);
        Assert.Equal(0.2, bench.Array.Thread!.RunTime / 1e12, 0.001);

        // Reads pass it by.
        var reader = HostHarness.Kvm(HostHarness.Cores(4));
        var reads = new Bench(new RaidParameters { Level = RaidLevel.Raid5 }, 5, Drive, reader);
        reads.KeepInFlight(256, readShare: 1);
        reader.Run(0.05);
        Assert.True(reads.Done > 0.05 * 2_000_000, $"{reads.Done}");
        Assert.Equal(0, reads.Array.Thread!.RunTime);
    }

    [Fact]
    public void A_warm_array_allocates_nothing()
    {
        var bench = new Bench(new RaidParameters { Kind = RaidKind.Hardware, Level = RaidLevel.Raid6, Cache = 1 << 20, Degraded = 1, RebuildRate = 100e6 }, 6);
        bench.KeepInFlight(64, readShare: 0.5);
        bench.Run(0.5);
        Assert.Equal(0, Allocations.Of(() => bench.Run(0.1)));
    }

    private static SimDuration Us(double value) => SimDuration.FromMicroseconds(value);

    /// <summary>An array and a client that submits again on completion.</summary>
    private sealed class Bench : IBlockClient
    {
        private readonly RngStream _mix = new(7, 0, "mix");
        private readonly SimTime[] _submitted = new SimTime[4096];
        private double _readShare;
        private bool _loops;

        public Bench(RaidParameters raid, int drives, NvmeParameters? drive = null, HostHarness? host = null)
        {
            Calendar = host?.Calendar ?? new EventCalendar();
            Array = new StorageArray(Calendar, new DriveSet(drives, drive ?? Drive), raid, SimDuration.Zero, new RngStreams(3, 0), host?.Dispatcher);
        }

        public EventCalendar Calendar { get; }

        public StorageArray Array { get; }

        public LatencyHistogram Latency { get; } = new();

        public long Done { get; private set; }

        public void Submit(IoOperation operation, long offset = IoCommand.Anywhere, int index = 0)
        {
            _submitted[index] = Calendar.Now;
            Array.Submit(operation, offset, Block, index, this, index);
        }

        public void KeepInFlight(int depth, double readShare)
        {
            (_loops, _readShare) = (true, readShare);
            for (var i = 0; i < depth; i++) OnBlockDone(i);
        }

        public void Run(double seconds) => Calendar.RunUntil(Calendar.Now + SimDuration.FromSeconds(seconds));

        public double Measure(double seconds)
        {
            var before = Done;
            Run(seconds);
            return (Done - before) / seconds;
        }

        public void OnBlockDone(int index)
        {
            Done++;
            Latency.Add(Calendar.Now - _submitted[index]);
            if (_loops) Submit(_mix.NextUniform() < _readShare ? IoOperation.Read : IoOperation.Write, IoCommand.Anywhere, index);
        }
    }
}
