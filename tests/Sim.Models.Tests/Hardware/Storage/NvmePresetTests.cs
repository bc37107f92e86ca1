using Sim.Models.Hardware.Storage;

namespace Sim.Models.Tests.Hardware.Storage;

/// <summary>Each preset, simulated, lands on the figures of its data-sheet row (network-and-storage 1.7).</summary>
/// <remarks>
/// Reads: the controller or the engine towards the host is the bottleneck and is never idle at these depths; 1 % is left for the units, which are chosen
/// at random. Steady writes: spare space is a whole number of blocks, half of 41 at worst (1.2 %), and so many per cent of write amplification.
/// </remarks>
public sealed class NvmePresetTests
{
    // name; sequential read, write GB/s; random read, steady random write of 4 KiB, 1,000/s; QD 1 read, write us (0: the row has none).
    [Theory]
    [InlineData("intel-p3700-800gb", 2.8, 1.9, 460, 90, 77.5, 20)]
    [InlineData("intel-optane-p4800x", 2.4, 2.0, 550, 500, 9, 9)]
    [InlineData("intel-optane-p5800x", 7.2, 6.1, 1500, 1500, 5, 5)]
    [InlineData("intel-p4610-1.6tb", 3.2, 2.08, 643, 199, 77, 18)]
    [InlineData("micron-9200-7.68tb", 3.5, 3.5, 840, 285, 92, 21)]
    [InlineData("micron-9300-pro-7.68tb", 3.5, 3.5, 835, 310, 86, 11)]
    [InlineData("intel-d7-p5500-7.68tb", 7.0, 4.3, 1000, 130, 0, 0)]
    [InlineData("intel-d7-p5600-6.4tb", 7.0, 4.3, 1000, 260, 0, 0)]
    [InlineData("solidigm-d7-p5510-7.68tb", 7.0, 4.2, 930, 190, 82, 15)]
    [InlineData("solidigm-d7-p5520-7.68tb", 7.1, 4.2, 1050, 210, 75, 15)]
    [InlineData("solidigm-d7-p5810-0.8tb", 6.4, 4.0, 865, 495, 0, 12.5)]
    [InlineData("samsung-pm9a3-7.68tb", 6.5, 3.5, 900, 200, 80, 25)]
    [InlineData("samsung-pm1743-7.68tb", 14, 6.5, 2500, 250, 60, 20)]
    [InlineData("samsung-pm9d3a-7.68tb", 12, 6.8, 2000, 400, 0, 0)]
    [InlineData("samsung-pm1753-7.68tb", 14.8, 11, 3400, 600, 0, 0)]
    [InlineData("micron-7450-pro-7.68tb", 6.8, 5.6, 1000, 215, 80, 15)]
    [InlineData("micron-7450-max-6.4tb", 6.8, 5.6, 1000, 410, 80, 15)]
    [InlineData("micron-7400-7.68tb", 6.6, 5.4, 1000, 190, 0, 0)]
    [InlineData("micron-7600-max-6.4tb", 12, 7, 2100, 675, 0, 0)]
    [InlineData("micron-9650-7.68tb", 28, 14, 5500, 900, 0, 0)]
    [InlineData("kioxia-cm6-r-7.68tb", 6.9, 4.2, 1400, 170, 0, 0)]
    [InlineData("kioxia-cm6-v-6.4tb", 6.9, 4.2, 1400, 350, 0, 0)]
    [InlineData("kioxia-cm7-r-7.68tb", 14, 7, 2700, 310, 0, 0)]
    [InlineData("samsung-bm1743-122.88tb", 7.2, 2.5, 1600, 45, 0, 0)]
    [InlineData("sata-ssd-tlc-3.84tb", 0.56, 0.53, 97, 30, 110, 30)]
    public void A_preset_lands_on_its_row(string name, double read, double write, double reads, double writes, double aloneRead, double aloneWrite)
    {
        var drive = Assert.IsType<NvmeParameters>(NvmePresets.Named.Single(preset => preset.Name == name).Parameters);
        var most = Math.Min(drive.QueueDepth, drive.CommandSlots);
        Near(read * 1e9, DriveBench.Measure(drive, Math.Min(most, 128), IoOperation.Read, 131072, 4_000).Iops * 131072, 0.01);
        Near(reads * 1e3, DriveBench.Measure(drive, Math.Min(most, 1000), IoOperation.Read, 4096, 40_000).Iops, 0.015);
        var fresh = drive with { Age = DriveAge.Fresh, WriteBuffer = 8 << 20 };
        // The rows of Optane give 2.0 and 6.1 GB/s beside 500,000 and 1,500,000 x 4 KiB, which are 2.4 and 0.7 % more.
        Near(write * 1e9, DriveBench.Measure(fresh, Math.Min(most, 128), IoOperation.Write, 131072, 4_000).Iops * 131072, 0.026);
        // Full before the measured part begins, and room for all programs that are under way at 14 GB/s x 500 us.
        var steady = drive with { WriteBuffer = drive.WritesInPlace ? 1 << 20 : 8 << 20 };
        Near(writes * 1e3, DriveBench.Measure(steady, Math.Min(most, 256), IoOperation.Write, 4096, 40_000).Iops, 0.02);
        // 2,000 reads of at most 127 us +/- 15 % uniform: a standard error of 0.25 us.
        if (aloneRead > 0) Assert.Equal(aloneRead, DriveBench.Measure(drive, 1, IoOperation.Read, 4096, 2_000).Mean.Microseconds, 1d);
        if (aloneWrite > 0) Assert.Equal(aloneWrite, DriveBench.Measure(drive, 1, IoOperation.Write, 4096, 500).Mean.Microseconds, 0.1);

        void Near(double expected, double simulated, double tolerance) =>
            Assert.True(Math.Abs(simulated - expected) <= tolerance * expected, $"{name}: expected {expected}, simulated {simulated}");
    }

    [Fact]
    public void Every_row_of_a_name_says_where_it_comes_from()
    {
        foreach (var preset in NvmePresets.Named)
        {
            Assert.Equal(preset.Name, preset.Parameters.Preset);
            Assert.NotEmpty(preset.Source);
        }

        Assert.Equal(NvmePresets.Named.Length, NvmePresets.Named.Select(preset => preset.Name).Distinct().Count());
    }
}
