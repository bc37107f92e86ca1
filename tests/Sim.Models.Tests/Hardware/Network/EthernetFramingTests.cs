using Sim.Core.Diagnostics;
using Sim.Models.Hardware.Network;

namespace Sim.Models.Tests.Hardware.Network;

public sealed class EthernetFramingTests
{
    private static readonly int[] FrameSizes = [64, 128, 256, 512, 1024, 1518, 9018, 9234];

    // Millions of frames per second = rate / 8 / (frame + 20), to the digits of the published table.
    [Theory]
    [InlineData(10, new[] { 14.881, 8.446, 4.529, 2.350, 1.197, 0.813, 0.138, 0.135 })]
    [InlineData(25, new[] { 37.202, 21.115, 11.322, 5.874, 2.993, 2.032, 0.346, 0.338 })]
    [InlineData(40, new[] { 59.524, 33.784, 18.116, 9.398, 4.789, 3.251, 0.553, 0.540 })]
    [InlineData(100, new[] { 148.81, 84.459, 45.290, 23.496, 11.973, 8.127, 1.383, 1.351 })]
    [InlineData(200, new[] { 297.62, 168.92, 90.580, 46.992, 23.946, 16.255, 2.766, 2.702 })]
    [InlineData(400, new[] { 595.24, 337.84, 181.16, 93.985, 47.893, 32.510, 5.532, 5.403 })]
    public void Packet_rates_are_exact(double gigabits, double[] millions)
    {
        for (var i = 0; i < millions.Length; i++)
        {
            // Five significant digits at most, three decimals at most: half a unit of the last one.
            var tolerance = millions[i] >= 100 ? 0.005 : 0.0005;
            Assert.Equal(millions[i], EthernetFraming.PacketRate(gigabits * 1e9, FrameSizes[i]) / 1e6, tolerance + 1e-9);
        }
    }

    // Payload as a share of the line rate. TCP over IPv4 with timestamps 52 B, without 40 B, UDP 28 B of headers.
    [Theory]
    [InlineData(1500, 52, 0, 94.15)]
    [InlineData(9000, 52, 0, 99.00)]
    [InlineData(9216, 52, 0, 99.03)]
    [InlineData(1500, 40, 0, 94.93)]
    [InlineData(9000, 40, 0, 99.14)]
    [InlineData(9216, 40, 0, 99.16)]
    [InlineData(1500, 28, 0, 95.71)]
    [InlineData(9000, 28, 0, 99.27)]
    [InlineData(9216, 28, 0, 99.29)]
    [InlineData(1500, 52, 4, 93.90)]
    [InlineData(1500, 52, 50, 91.18)]
    [InlineData(9000, 52, 50, 98.46)]
    public void Goodput_ceilings_are_exact(int mtu, int protocolHeaders, int encapsulation, double percent) =>
        Assert.Equal(percent, new EthernetFraming(mtu, protocolHeaders, encapsulation).Goodput * 100, 2);

    [Fact]
    public void A_super_frame_repeats_headers_and_gaps_in_every_segment()
    {
        // 64 KiB at 1448 B a segment are 46 segments; each carries 70 B of headers and 20 B of preamble and gap.
        var framing = new EthernetFraming(1500, 52, 0);
        var frame = framing.Carry(flowId: 3, requestId: 9, payload: 65536);
        Assert.Equal(new Frame(3, 9, 65606, 46), frame);
        Assert.Equal(65536 + (46 * 90), framing.WireBytes(frame));
    }

    [Fact]
    public void A_full_segment_has_the_size_of_the_largest_frame()
    {
        var framing = new EthernetFraming(1500, 52, 0);
        Assert.Equal(1518, framing.LargestFrame);
        Assert.Equal(new Frame(0, 0, 1518, 1), framing.Carry(0, 0, 1448));
        Assert.Equal(2, framing.Carry(0, 0, 1449).Segments);
    }

    [Fact]
    public void A_short_frame_is_padded()
    {
        var framing = new EthernetFraming(1500, 28, 0);
        Assert.Equal(84, framing.WireBytes(framing.Carry(0, 0, 1)));
        Assert.Equal(84, framing.WireBytes(new Frame(0, 0, 50, 1)));
    }

    [Fact]
    public void A_frame_beyond_the_mtu_is_a_fault()
    {
        var framing = new EthernetFraming(1500, 52, 0);
        Assert.Equal(1538, framing.WireBytes(new Frame(0, 0, 1518, 1)));
        Assert.Throws<SimulationFault>(() => framing.WireBytes(new Frame(0, 0, 1519, 1)));
        Assert.Throws<SimulationFault>(() => framing.WireBytes(new Frame(0, 0, 1518, 0)));
    }
}
