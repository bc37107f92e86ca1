using CsCheck;
using Sim.Core.Diagnostics;
using Sim.Core.Time;
using Sim.Models.Hardware.Storage;

namespace Sim.Models.Tests.Hardware.Storage;

public sealed class NvmeQueueTests
{
    // The controller is the bottleneck, 1 us a command; the flash never makes anybody wait long enough to change the order.
    private static readonly NvmeParameters Controller = new()
    {
        CommandTime = SimDuration.FromMicroseconds(1),
        MediaUnits = 65536,
        ProgramsPerErase = 1,
        ReadSpread = 0,
        ReadBandwidth = 0,
        ReadTime = SimDuration.FromMicroseconds(0.1),
    };

    // The greedy queue's first command is in the controller when the light queue's only command appears; then a whole burst of the greedy
    // queue goes first: the light command is the (burst + 2)nd, so it waits burst + 1 us. A burst of 512 lets all 200 go first.
    [Theory]
    [InlineData(1, 2)]
    [InlineData(16, 17)]
    [InlineData(64, 65)]
    [InlineData(512, 200)]
    public void A_light_queue_waits_for_one_fetch_burst_of_a_greedy_one(int burst, int microseconds)
    {
        var alone = new DriveBench(Controller);
        alone.Submit(IoOperation.Read, 4096, queuePair: 1);
        alone.Drain();

        var bench = new DriveBench(Controller with { FetchBurst = burst }) { KeepTimes = true };
        for (var i = 0; i < 200; i++) bench.Submit(IoOperation.Read, 4096, queuePair: 0);
        var light = bench.Submit(IoOperation.Read, 4096, queuePair: 1);
        bench.Drain();
        var waited = bench.CompletedAt[light] - SimTime.Zero - alone.Latency.Maximum;
        Assert.Equal(SimDuration.FromMicroseconds(microseconds), waited);
    }

    [Fact]
    public void Backlogged_queues_get_equal_shares_whatever_their_depth()
    {
        var bench = new DriveBench(Controller with { FetchBurst = 4, ProgramBandwidth = 1e12, Age = DriveAge.Fresh });
        bench.KeepInFlight(400, IoOperation.Read, 4096, queuePair: 0);
        bench.KeepInFlight(100, IoOperation.Write, 8192, queuePair: 1);
        bench.RunFor(2_000);
        bench.EndWarmUp();
        bench.RunFor(20_000);
        // Equal commands: one burst of difference at each end.
        Assert.Equal(bench.Drive.BytesRead / 4096, bench.Drive.BytesWritten / 8192, 8d);
    }

    [Fact]
    public void Commands_beyond_the_slots_stay_in_the_submission_queue()
    {
        var bench = new DriveBench(Controller with { CommandSlots = 8, CommandTime = SimDuration.Zero });
        bench.KeepInFlight(20, IoOperation.Read, 4096);
        bench.RunFor(1_000);
        bench.EndWarmUp();
        var start = bench.Calendar.Now;
        bench.RunFor(10_000);
        // Twenty in flight: eight hold the slots, throughput x fetch latency are on the way (Little), the rest wait in the queue.
        var iops = 10_000 / (bench.Calendar.Now - start).Seconds;
        var expected = 20 - 8 - (iops * Controller.FetchLatency.Seconds);
        Assert.Equal(expected, bench.Drive.Unfetched.MeanAt(bench.Calendar.Now), 0.01);
        Assert.InRange(expected, 8, 12);
    }

    [Fact]
    public void A_limit_in_operations_lets_a_burst_pass_and_then_the_rate()
    {
        var limited = Controller with { CommandTime = SimDuration.Zero, Limit = new RateLimit { Operations = 10_000, OperationsBurst = 50 } };
        var bench = new DriveBench(limited) { KeepTimes = true };
        for (var i = 0; i < 60; i++) bench.Submit(IoOperation.Read, 4096);
        bench.Drain();
        // 50 pass at once; number 51 needs a token of its own: 1/10,000 s; number 60 needs ten.
        var last = bench.CompletedAt[59] - bench.CompletedAt[50];
        Assert.Equal(SimDuration.FromMicroseconds(900), last);
        Assert.InRange(DriveBench.Measure(limited, 64, IoOperation.Read, 4096, 5_000).Iops, 9_999, 10_001);
    }

    [Fact]
    public void A_limit_in_bytes_holds_large_commands_longer()
    {
        var limited = Controller with { Limit = new RateLimit { Bandwidth = 100e6, BandwidthBurst = 1 << 20 } };
        // 100e6 / 65,536 = 1525.88 and 100e6 / 4096 = 24,414 commands per second; a command above the burst still passes at the rate.
        Assert.Equal(1525.88, DriveBench.Measure(limited, 16, IoOperation.Read, 65536, 2_000).Iops, 0.01);
        Assert.Equal(24_414, DriveBench.Measure(limited, 16, IoOperation.Read, 4096, 2_000).Iops, 1d);
        Assert.Equal(100e6 / (2 << 20), DriveBench.Measure(limited, 4, IoOperation.Write, 2 << 20, 200).Iops, 0.5);
    }

    [Fact]
    public void Overrunning_a_queue_is_a_fault_of_the_host()
    {
        var bench = new DriveBench(Controller with { QueueDepth = 2 });
        bench.Submit(IoOperation.Read, 4096);
        bench.Submit(IoOperation.Read, 4096);
        Assert.Equal(2, bench.Drive.Outstanding(0));
        Assert.Throws<SimulationFault>(() => bench.Submit(IoOperation.Read, 4096));
        bench.Submit(IoOperation.Read, 4096, queuePair: 1);
    }

    [Theory]
    [InlineData(IoOperation.Read, 0)]
    [InlineData(IoOperation.Write, -1)]
    [InlineData(IoOperation.Flush, 512)]
    public void A_command_without_a_sensible_length_is_a_fault(IoOperation operation, int bytes) =>
        Assert.Throws<SimulationFault>(() => new DriveBench(Controller).Submit(operation, bytes));

    // Any mix on any small drive, with queues, slots, buffer and limits tight: every command completes once, every count adds up.
    [Fact]
    public void Every_command_completes_once() =>
        Gen.Select(
                Gen.Select(Gen.Int[1, 4], Gen.Int[1, 8], Gen.Int[1, 5], Gen.Int[1, 3]),
                Gen.Select(Gen.Bool, Gen.Bool, Gen.Bool, Gen.Int[1, 10]),
                Gen.Select(Gen.Int[0, 3], Gen.Int[1, 200_000], Gen.Int[0, 3], Gen.Int[0, 50_000]).Array[1, 80])
            .Sample((shape, modes, commands) =>
            {
                var (burst, slots, units, pairs) = shape;
                var (steady, isProtected, limited, amplification) = modes;
                var bench = new DriveBench(new NvmeParameters
                {
                    QueuePairs = pairs,
                    FetchBurst = burst,
                    CommandSlots = slots,
                    MediaUnits = units,
                    SteerableShare = 0.5,
                    CoalesceThreshold = amplification,
                    WriteBuffer = 64 * 1024,
                    OverProvisioning = 1d / amplification,
                    Age = steady ? DriveAge.Steady : DriveAge.Fresh,
                    PowerLossProtected = isProtected,
                    Limit = limited ? new RateLimit { Operations = 50_000, Bandwidth = 1e9, BandwidthBurst = 65536 } : null,
                }) { KeepTimes = true };
                var time = SimTime.Zero;
                long read = 0, written = 0;
                foreach (var (kind, bytes, pair, gap) in commands)
                {
                    time += SimDuration.FromNanoseconds(gap);
                    var operation = (IoOperation)kind;
                    if (operation == IoOperation.Read) read += bytes;
                    if (operation == IoOperation.Write) written += bytes;
                    bench.SubmitAt(time, operation, operation == IoOperation.Flush ? 0 : bytes, pair % pairs);
                }

                bench.Drain();
                // CompletedAt.Add throws on a second completion of one request.
                Assert.Equal(commands.Length, bench.CompletedAt.Count);
                Assert.Equal((commands.Length, read, written), (bench.Drive.Completed, bench.Drive.BytesRead, bench.Drive.BytesWritten));
                Assert.Equal(0, bench.Drive.InFlight.Level);
                Assert.Equal(0, bench.Drive.BusyUnits.Level);
                for (var pair = 0; pair < pairs; pair++) Assert.Equal(0, bench.Drive.Outstanding(pair));
                Assert.Equal(bench.Latency.Sum, bench.Drive.InFlight.AreaAt(bench.Calendar.Now));
            });
}
