using Sim.Models.Hardware.Storage;

namespace Sim.Models.Tests.Hardware.Storage;

public sealed class PcieParametersTests
{
    // Gigabytes per second: the raw rate is GT/s x lanes x 128/130 / 8; the payload rate divides by 1 + 26 / maximum payload.
    [Theory]
    [InlineData(PcieGeneration.Gen3, 4, 3.94, 3.27, 3.58, 3.75)]
    [InlineData(PcieGeneration.Gen3, 8, 7.88, 6.55, 7.15, 7.50)]
    [InlineData(PcieGeneration.Gen3, 16, 15.75, 13.09, 14.30, 14.99)]
    [InlineData(PcieGeneration.Gen4, 4, 7.88, 6.55, 7.15, 7.50)]
    [InlineData(PcieGeneration.Gen4, 8, 15.75, 13.09, 14.30, 14.99)]
    [InlineData(PcieGeneration.Gen4, 16, 31.51, 26.19, 28.60, 29.99)]
    [InlineData(PcieGeneration.Gen5, 4, 15.75, 13.09, 14.30, 14.99)]
    [InlineData(PcieGeneration.Gen5, 16, 63.02, 52.38, 57.21, 59.97)]
    public void Rates_are_those_of_the_published_model(PcieGeneration generation, int lanes, double raw, double at128, double at256, double at512)
    {
        var link = new PcieParameters { Generation = generation, Lanes = lanes };
        Assert.Equal(raw, link.RawRate / 1e9, 2);
        Assert.Equal(at128, (link with { MaxPayload = 128 }).PayloadRate / 1e9, 2);
        Assert.Equal(at256, (link with { MaxPayload = 256 }).PayloadRate / 1e9, 2);
        Assert.Equal(at512, (link with { MaxPayload = 512 }).PayloadRate / 1e9, 2);
    }

    // Millions of 4 KiB transfers per second that the link alone allows, to the two figures of network-and-storage 1.2.
    [Theory]
    [InlineData(PcieGeneration.Gen3, 0.87)]
    [InlineData(PcieGeneration.Gen4, 1.75)]
    [InlineData(PcieGeneration.Gen5, 3.5)]
    public void Four_kibibyte_transfers_are_bounded(PcieGeneration generation, double millions) =>
        Assert.Equal(millions, 1 / new PcieParameters { Generation = generation }.TransferTime(4096).Microseconds, 0.01 * millions);

    [Fact]
    public void A_partly_filled_packet_costs_a_whole_header()
    {
        // Gen 3 x1 moves 8e9 x 128/130 / 8 = 984,615,384.6 B/s; 257 B are two packets: 257 + 2 x 26 = 309 B, 313,828.1 ps.
        var link = new PcieParameters { Generation = PcieGeneration.Gen3, Lanes = 1 };
        Assert.Equal(313_828, link.TransferTime(257).Picoseconds);
    }
}
