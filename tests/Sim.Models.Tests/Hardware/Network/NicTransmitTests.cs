using CsCheck;
using Sim.Core.Time;
using Sim.Models.Hardware.Network;
using Sim.Testing.Oracles;

namespace Sim.Models.Tests.Hardware.Network;

public sealed class NicTransmitTests
{
    private static readonly NicParameters Port = new() { LineRate = 10e9, Queues = 2 };

    private static SimDuration Path => Port.WireLatency + Port.SwitchLatency;

    [Fact]
    public void Small_frames_leave_at_line_rate()
    {
        // 84 B at 10 Gbit/s are 67.2 ns: 14.88 million a second.
        var bench = new PortBench(Port);
        for (var i = 0; i < 1000; i++) Assert.True(bench.Nic.TryTransmit(0, new Frame(0, i, 64, 1)));
        bench.Drain();
        for (var i = 0; i < 1000; i++)
        {
            var sent = SimTime.Zero + Port.TransmitDmaLatency + SimDuration.FromNanoseconds(67.2 * (i + 1));
            Assert.Equal((sent, i), (bench.Sent[i].Time, bench.Sent[i].Frame.RequestId));
            Assert.Equal((sent + Path, i), (bench.Arrived[i].Time, bench.Arrived[i].Frame.RequestId));
        }

        Assert.Equal(SimDuration.FromMicroseconds(67.2), bench.Nic.TransmitBusy);
        Assert.Equal((1000, 64_000), (bench.Nic.TransmittedFrames, bench.Nic.TransmittedBytes));
    }

    [Theory]
    [InlineData(10, 64, 67_200)]
    [InlineData(25, 64, 26_880)]
    [InlineData(100, 1518, 123_040)]
    [InlineData(400, 9018, 180_760)]
    public void Serialisation_is_exact(double gigabits, int bytes, long picoseconds)
    {
        var port = Port with { LineRate = gigabits * 1e9, Mtu = 9000 };
        var bench = new PortBench(port);
        bench.Nic.TryTransmit(0, new Frame(0, 0, bytes, 1));
        bench.Drain();
        Assert.Equal(picoseconds, (bench.Sent[0].Time - SimTime.Zero - port.TransmitDmaLatency).Picoseconds);
    }

    [Fact]
    public void Payload_of_super_frames_reaches_the_goodput_ceiling()
    {
        // 45 full segments of 1448 B each: 94.15 % of 10 Gbit/s, to the picosecond per super-frame.
        var bench = new PortBench(Port);
        const int Payload = 45 * 1448;
        for (var i = 0; i < 100; i++) bench.Nic.TryTransmit(0, Port.Framing.Carry(0, i, Payload));
        bench.Drain();
        var seconds = (bench.Sent[^1].Time - SimTime.Zero - Port.TransmitDmaLatency).Seconds;
        Assert.Equal(Port.Framing.Goodput, 100 * Payload * 8 / seconds / Port.LineRate, 9);
    }

    [Fact]
    public void A_full_ring_refuses_until_a_frame_has_left()
    {
        var bench = new PortBench(Port with { TransmitRing = 3 });
        for (var i = 0; i < 3; i++) Assert.True(bench.Nic.TryTransmit(0, new Frame(0, i, 1518, 1)));
        Assert.False(bench.Nic.TryTransmit(0, new Frame(0, 3, 1518, 1)));
        Assert.True(bench.Nic.TryTransmit(1, new Frame(0, 4, 1518, 1)));
        bench.Calendar.RunUntil(SimTime.Zero + Port.TransmitDmaLatency + Port.SerialisationTime(1538));
        Assert.Single(bench.Sent);
        Assert.True(bench.Nic.TryTransmit(0, new Frame(0, 3, 1518, 1)));
        bench.Drain();
        Assert.Equal((5, 1), (bench.Nic.TransmittedFrames, bench.Nic.TransmitRefusals));
    }

    [Fact]
    public void Queues_take_turns()
    {
        var bench = new PortBench(Port);
        for (var i = 0; i < 4; i++) bench.Nic.TryTransmit(0, new Frame(0, i, 1518, 1));
        for (var i = 0; i < 4; i++) bench.Nic.TryTransmit(1, new Frame(1, i, 1518, 1));
        bench.Drain();
        Assert.Equal([0, 1, 0, 1, 0, 1, 0, 1], bench.Sent.Select(sent => sent.Queue));
    }

    // Poisson frames of one size: M/D/1. At 70 % of 1538 B at 10 Gbit/s: 1.2304 us of service and 1.4355 us of waiting.
    [Fact]
    public void A_wire_is_an_md1_queue()
    {
        const double Utilisation = 0.7;
        var service = Port.SerialisationTime(1538).Microseconds;
        var exact = QueueingFormulas.Mg1Response(Utilisation / service, service, serviceVariance: 0);
        var means = new List<double>();
        for (var replication = 0; replication < 20; replication++)
        {
            var bench = new PortBench(Port with { TransmitRing = 65536 });
            var stream = new Core.Random.RngStream(7, replication, "arrivals");
            var handed = new List<SimTime>();
            var time = SimTime.Zero;
            for (var i = 0; i < 30_000; i++)
            {
                time += SimDuration.FromMicroseconds(service / Utilisation * stream.NextExponential());
                bench.Calendar.RunUntil(time);
                handed.Add(time);
                bench.Nic.TryTransmit(0, new Frame(0, i, 1518, 1));
            }

            bench.Drain();
            // The first tenth is the warm-up: thousands of times the relaxation time of the queue.
            means.Add(bench.Sent.Skip(3_000).Average(sent =>
                (sent.Time - handed[sent.Frame.RequestId] - Port.TransmitDmaLatency).Microseconds));
        }

        OracleCheck.Of("mean time to leave", exact, means).Demand();
    }

    // One queue, first in first out: a faster wire lets every frame leave no later.
    [Fact]
    public void A_faster_line_delays_no_frame() =>
        Gen.Select(Gen.Double[1, 10], Gen.Select(Gen.Int[0, 2000], Gen.Int[64, 1518]).Array[1, 100]).Sample((factor, frames) =>
        {
            var slow = Departures(Port, frames);
            var fast = Departures(Port with { LineRate = Port.LineRate * factor }, frames);
            for (var i = 0; i < slow.Count; i++)
            {
                if (fast[i] > slow[i]) return false;
            }

            return true;
        });

    private static List<SimTime> Departures(NicParameters port, (int Gap, int Bytes)[] frames)
    {
        var bench = new PortBench(port);
        foreach (var (gap, bytes) in frames)
        {
            bench.Calendar.RunUntil(bench.Calendar.Now + SimDuration.FromNanoseconds(gap));
            bench.Nic.TryTransmit(0, new Frame(0, 0, bytes, 1));
        }

        bench.Drain();
        return [.. bench.Sent.Select(sent => sent.Time)];
    }
}
