using Sim.Core.Time;
using Sim.Models.Hardware.Storage;

namespace Sim.Models.Tests.Hardware.Storage;

public sealed class CoalescingTests
{
    // 65,536 units and no spread: reads submitted at one instant complete 0.1 ns apart at most.
    private static readonly NvmeParameters Drive = new()
    {
        CommandTime = SimDuration.Zero,
        MediaUnits = 65536,
        ProgramsPerErase = 1,
        ReadSpread = 0,
        SteerableShare = 0,
        ReadBandwidth = 0,
        Link = new PcieParameters { Generation = PcieGeneration.Gen5, Lanes = 16 },
    };

    private static readonly NvmeParameters Coalescing = Drive with { CoalesceThreshold = 8, CoalesceTime = SimDuration.FromMicroseconds(200) };

    [Fact]
    public void A_lone_completion_waits_for_company_as_long_as_it_may()
    {
        Assert.Equal(Latest(Drive, 1) + Coalescing.CoalesceTime, Latest(Coalescing, 1));
    }

    [Fact]
    public void The_threshold_raises_the_interrupt_at_once()
    {
        // All eight are told when the last completes; a ninth waits alone, from its own completion on.
        Assert.Equal(Latest(Drive, 8), Latest(Coalescing, 8));
        Assert.Equal(Latest(Drive, 9) + Coalescing.CoalesceTime, Latest(Coalescing, 9));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(8, 8)]
    [InlineData(64, 8)]
    public void A_busy_queue_raises_one_interrupt_for_so_many_completions(int depth, int completions)
    {
        var bench = new DriveBench(Coalescing with { CoalesceTime = SimDuration.FromMicroseconds(25_500) });
        bench.KeepInFlight(depth, IoOperation.Read, 4096);
        bench.RunFor(8_000);
        // With fewer in flight than the threshold each interrupt is the timer's.
        Assert.Equal(8_000d / completions, bench.Drive.Interrupts, 1d);
    }

    [Fact]
    public void Queues_wait_for_themselves()
    {
        var bench = new DriveBench(Coalescing) { KeepTimes = true };
        for (var i = 0; i < 8; i++) bench.Submit(IoOperation.Read, 4096, queuePair: i % 2);
        bench.Drain();
        Assert.Equal(2, bench.Drive.Interrupts);
        Assert.True(bench.CompletedAt.Values.Min() - SimTime.Zero > Coalescing.CoalesceTime);
    }

    private static SimDuration Latest(NvmeParameters drive, int reads)
    {
        var bench = new DriveBench(drive);
        for (var i = 0; i < reads; i++) bench.Submit(IoOperation.Read, 4096);
        bench.Drain();
        return bench.Latency.Maximum;
    }
}
