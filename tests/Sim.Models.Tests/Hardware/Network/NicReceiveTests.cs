using CsCheck;
using Sim.Core.Time;
using Sim.Models.Hardware.Network;
using Sim.Testing;

namespace Sim.Models.Tests.Hardware.Network;

public sealed class NicReceiveTests
{
    private static readonly NicParameters Port = new() { LineRate = 10e9, Queues = 1 };

    // From the far end's send to host memory, beside serialisation.
    private static SimDuration Path => Port.WireLatency + Port.SwitchLatency + Port.ReceiveDmaLatency;

    private static SimTime InMemory(int smallFrames) => SimTime.Zero + SimDuration.FromNanoseconds(67.2 * smallFrames) + Path;

    [Fact]
    public void A_lone_frame_interrupts_when_the_moderation_time_is_over()
    {
        var bench = new PortBench(Port);
        bench.ArriveAt(SimTime.Zero, new Frame(5, 1, 64, 1));
        bench.Drain();
        Assert.Equal([(InMemory(1) + Port.ModerationTime, 0)], bench.Interrupts);
        Assert.Equal(1, bench.Nic.ReceivePending(0));
    }

    [Fact]
    public void Enough_frames_interrupt_before_the_time_is_over()
    {
        // 64 small frames at line rate take 4.3 us, less than the 8 us; the 64th interrupts at the instant it is in memory.
        var bench = new PortBench(Port);
        for (var i = 0; i < 63; i++) bench.Nic.ArriveFromWire(new Frame(5, i, 64, 1));
        bench.Calendar.RunUntil(InMemory(63));
        bench.Nic.ArriveFromWire(new Frame(5, 63, 64, 1));
        bench.Drain();
        // The 64th starts when the 63rd has long left the wire: at the instant of its own sending.
        var last = InMemory(63) + SimDuration.FromNanoseconds(67.2) + Path;
        Assert.Equal([(last, 0)], bench.Interrupts);
    }

    [Fact]
    public void A_throttled_queue_interrupts_a_lone_frame_at_once_and_the_next_after_the_gap()
    {
        var bench = new PortBench(Port with { Moderation = InterruptModeration.SinceLastInterrupt }) { PollsAtOnce = true };
        bench.ArriveAt(SimTime.Zero, new Frame(5, 0, 64, 1));
        bench.ArriveAt(SimTime.Zero + SimDuration.FromMicroseconds(3), new Frame(5, 1, 64, 1));
        bench.Drain();
        Assert.Equal([(InMemory(1), 0), (InMemory(1) + Port.ModerationTime, 0)], bench.Interrupts);
    }

    [Fact]
    public void A_masked_queue_stays_silent_until_it_is_armed()
    {
        var bench = new PortBench(Port);
        bench.ArriveAt(SimTime.Zero, new Frame(5, 0, 64, 1));
        bench.Calendar.RunUntil(InMemory(1) + Port.ModerationTime);
        for (var i = 1; i <= 100; i++) bench.Nic.ArriveFromWire(new Frame(5, i, 64, 1));
        bench.Calendar.RunUntil(SimTime.Zero + SimDuration.FromMilliseconds(1));
        Assert.Single(bench.Interrupts);

        // 101 wait, a poll takes its budget, 37 are left: below the threshold, so the moderation time counts from the arming.
        var batch = new Frame[128];
        Assert.Equal(64, bench.Nic.Poll(0, batch, 64));
        Assert.Equal((0, 63), (batch[0].RequestId, batch[63].RequestId));
        bench.Nic.Rearm(0);
        bench.Drain();
        Assert.Equal(SimTime.Zero + SimDuration.FromMilliseconds(1) + Port.ModerationTime, bench.Interrupts[1].Time);

        // Arming with a threshold's worth waiting interrupts at once.
        for (var i = 0; i < 64; i++) bench.Nic.ArriveFromWire(new Frame(5, i, 64, 1));
        bench.Calendar.RunUntil(bench.Calendar.Now + SimDuration.FromMilliseconds(1));
        var armed = bench.Calendar.Now;
        bench.Nic.Rearm(0);
        bench.Drain();
        Assert.Equal(armed, bench.Interrupts[2].Time);
        Assert.Equal(3, bench.Nic.Interrupts);
    }

    [Fact]
    public void A_full_ring_drops_and_counts()
    {
        var bench = new PortBench(Port with { ReceiveRing = 256 });
        for (var i = 0; i < 300; i++) bench.Nic.ArriveFromWire(new Frame(5, i, 64, 1));
        bench.Drain();
        Assert.Equal((256, 256, 44), (bench.Nic.ReceivePending(0), (int)bench.Nic.ReceivedFrames, (int)bench.Nic.DroppedFrames));
    }

    [Fact]
    public void A_merged_frame_takes_an_entry_a_segment_and_is_dropped_whole()
    {
        // 46 segments each: five fit into 256 entries, and after them 26 single frames.
        var bench = new PortBench(Port with { ReceiveRing = 256 });
        for (var i = 0; i < 6; i++) bench.Nic.ArriveFromWire(Port.Framing.Carry(5, i, 65536));
        for (var i = 0; i < 30; i++) bench.Nic.ArriveFromWire(new Frame(5, i, 64, 1));
        bench.Drain();
        Assert.Equal((256, 46 + 4), (bench.Nic.ReceivePending(0), (int)bench.Nic.DroppedFrames));

        // A budget of 64 is overshot by the second super-frame (92 segments) and then ends the poll.
        Assert.Equal(2, bench.Nic.Poll(0, new Frame[8], 64));
        Assert.Equal(256 - 92, bench.Nic.ReceivePending(0));
    }

    [Fact]
    public void The_wire_towards_the_host_carries_no_more_than_its_rate()
    {
        var bench = new PortBench(Port with { ReceiveRing = 65536 });
        for (var i = 0; i < 10_000; i++) bench.Nic.ArriveFromWire(new Frame(5, i, 1518, 1));
        bench.Calendar.RunUntil(SimTime.Zero + SimDuration.FromMilliseconds(1) + Path);
        // 1538 B hold 10 Gbit/s for 1.2304 us: 812 whole frames in a millisecond.
        Assert.Equal(812, bench.Nic.ReceivedFrames);
        Assert.Equal(bench.Calendar.Now - SimTime.Zero, bench.Nic.ReceiveBusy);
    }

    [Theory]
    [InlineData(2, 10.83)]
    [InlineData(8, 24.32)]
    [InlineData(16, 37.70)]
    public void Flows_spread_over_the_queues(int queues, double limit)
    {
        // Chi-square with queues - 1 degrees of freedom; the limit is exceeded by chance once in a thousand.
        var nic = new PortBench(Port with { Queues = queues }).Nic;
        var counts = new int[queues];
        for (var flow = 0; flow < 10_000; flow++) counts[nic.ReceiveQueueOf(flow)]++;
        var expected = 10_000.0 / queues;
        Assert.InRange(counts.Sum(count => (count - expected) * (count - expected) / expected), 0, limit);
    }

    [Fact]
    public void A_flow_stays_on_its_queue_and_in_order_and_no_frame_is_lost_uncounted() =>
        Gen.Select(
                Gen.Select(Gen.Int[1, 8], Gen.Int[1, 64], Gen.Int[1, 100], Gen.Bool),
                Gen.Select(Gen.Int[0, 20], Gen.Int[0, 30_000], Gen.Int[0, 3_000]).Array[1, 200])
            .Sample((shape, sends) =>
            {
                var (queues, ring, threshold, sinceLast) = shape;
                var port = Port with
                {
                    Queues = queues,
                    ReceiveRing = ring,
                    ModerationFrames = threshold,
                    Moderation = sinceLast ? InterruptModeration.SinceLastInterrupt : InterruptModeration.SinceFirstFrame,
                };
                var bench = new PortBench(port) { PollsAtOnce = true };
                long segments = 0;
                for (var i = 0; i < sends.Length; i++)
                {
                    var (flow, payload, gap) = sends[i];
                    var frame = port.Framing.Carry(flow, i, payload);
                    segments += frame.Segments;
                    bench.ArriveAt(bench.Calendar.Now + SimDuration.FromNanoseconds(gap), frame);
                }

                bench.Drain();
                Assert.Equal(segments, bench.Nic.ReceivedFrames + bench.Nic.DroppedFrames);
                Assert.Equal(bench.Nic.ReceivedFrames, bench.Taken.Sum(frame => (long)frame.Segments));
                Assert.Equal(0, bench.Nic.ReceiveQueued.Level);
                foreach (var flow in bench.Taken.GroupBy(frame => frame.FlowId))
                    Assert.Equal(flow.Select(frame => frame.RequestId).Order(), flow.Select(frame => frame.RequestId));
            });

    [Fact]
    public void Frames_of_one_flow_meet_on_the_queue_the_port_names()
    {
        var bench = new PortBench(Port with { Queues = 8 });
        for (var i = 0; i < 20; i++) bench.Nic.ArriveFromWire(new Frame(77, i, 1518, 1));
        bench.Drain();
        Assert.Equal(20, bench.Nic.ReceivePending(bench.Nic.ReceiveQueueOf(77)));
        Assert.Single(bench.Interrupts);
    }

    [Fact]
    public void The_end_of_the_warm_up_keeps_the_state_and_forgets_the_counts()
    {
        var bench = new PortBench(Port);
        for (var i = 0; i < 10; i++) bench.Nic.ArriveFromWire(new Frame(5, i, 1518, 1));
        // Five and a half frames have crossed: the reset keeps the other four and a half, 5.5368 us of wire, for the new count.
        bench.Calendar.RunUntil(SimTime.Zero + SimDuration.FromMicroseconds(1.2304 * 5.5));
        bench.Nic.ResetStatistics(bench.Calendar.Now);
        var receivedBefore = bench.Nic.ReceivePending(0);
        bench.Drain();
        Assert.Equal(SimDuration.FromMicroseconds(1.2304 * 4.5), bench.Nic.ReceiveBusy);
        Assert.Equal(10 - receivedBefore, bench.Nic.ReceivedFrames);
        Assert.Equal(10, bench.Nic.ReceivePending(0));
    }

    [Fact]
    public void A_warm_port_allocates_nothing()
    {
        var bench = new PortBench(Port with { Queues = 4 }) { PollsAtOnce = true, Silent = true };
        bench.Repeat(Port.Framing.Carry(9, 0, 4000), SimDuration.FromMicroseconds(4));
        bench.Calendar.RunUntil(SimTime.Zero + SimDuration.FromSeconds(0.05));
        Assert.Equal(0, Allocations.Of(() => bench.Calendar.RunUntil(bench.Calendar.Now + SimDuration.FromSeconds(0.15))));
        Assert.True(bench.Nic.TransmittedFrames > 100_000);
    }
}
