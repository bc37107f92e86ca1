using System.Collections.Immutable;
using Sim.Core.Time;
using Sim.Models.Parameters;

namespace Sim.Models.Hardware.Storage;

/// <summary>Drives by name: data-sheet rows, and what was fitted to measurements.</summary>
/// <remarks>
/// Source: network-and-storage 1.7; rows from general knowledge are marked assumed and should be checked against the vendor's data sheet
/// before a purchase hangs on them. What is derived from a row: <see cref="DriveSheet"/> and docs/models/nvme.md.
/// </remarks>
public static class NvmePresets
{
    /// <summary>A data-centre TLC drive on PCIe gen 4, 7.68 TB (Samsung PM9A3 class): the defaults of <see cref="NvmeParameters"/>.</summary>
    public static NvmeParameters EnterpriseGen4Tlc { get; } = new() { Preset = "enterprise-gen4-tlc" };

    /// <summary>Samsung 980 PRO 1 TB: reads fitted to the polled-driver columns of a published queue-depth sweep.</summary>
    /// <remarks>
    /// Reads: 32 units of 40.5 us +/- 15 % and 19 us of fixed time (fetch 1.0, firmware 2 x 8.4, link 0.6, completion 0.6), from the raw
    /// fio files of Ren et al., ICPE 2024. Writes and flush: assumed; spare space for a write amplification of 4.
    /// </remarks>
    public static NvmeParameters Samsung980Pro { get; } = new()
    {
        Preset = "samsung-980-pro",
        Capacity = 1_000_000_000_000,
        CommandTime = SimDuration.Zero,
        ReadLatencyBefore = SimDuration.FromMicroseconds(8.4),
        ReadLatencyAfter = SimDuration.FromMicroseconds(8.4),
        MediaUnits = 32,
        ReadTime = SimDuration.FromMicroseconds(40.5),
        ReadSpread = 0.15,
        ReadUnit = 4096,
        SteerableShare = 0.1,
        WriteLatency = SimDuration.FromMicroseconds(10),
        ProgramBandwidth = 2e9,
        OverProvisioning = 0.151,
        PowerLossProtected = false,
        FlushLatency = SimDuration.FromMicroseconds(500),
        ReadBandwidth = 0,
    };

    /// <summary>Every preset with the name that scenarios use.</summary>
    public static ImmutableArray<NamedPreset> Named { get; } =
    [
        new("enterprise-gen4-tlc", EnterpriseGen4Tlc, Certainty.Secondary, "Samsung PM9A3 class"),
        new("samsung-980-pro", Samsung980Pro, Certainty.Secondary, "reads fitted to Ren et al., ICPE 2024; writes assumed"),
        Row("intel-p3700-800gb", new() { CapacityTb = 0.8, Link = PcieGeneration.Gen3, Sequential = (2.8, 1.9), Random = (460, 90), Alone = (77.5, 20), Flash = (64, 50) }, Certainty.Assumed, "general knowledge: MLC; QD 1 between 75 and 80 us"),
        Row("intel-optane-p4800x", new() { CapacityTb = 0.75, Link = PcieGeneration.Gen3, Sequential = (2.4, 2.048), Random = (550, 500), Alone = (9, 9), Flash = (16, 3), ProgramTime = 5, WritesInPlace = true }, Certainty.Secondary, "AnandTech 2017, specification table; QD 1 below 10 us, parts assumed"),
        Row("intel-optane-p5800x", new() { CapacityTb = 0.8, Link = PcieGeneration.Gen4, Sequential = (7.2, 6.144), Random = (1500, 1500), Alone = (5, 5), Flash = (16, 2), ProgramTime = 2, WritesInPlace = true }, Certainty.Assumed, "general knowledge"),
        Row("intel-p4610-1.6tb", new() { CapacityTb = 1.6, Link = PcieGeneration.Gen3, Sequential = (3.2, 2.08), Random = (643, 199), Alone = (77, 18), Flash = (128, 60) }, Certainty.Secondary, "Intel ARK as quoted by mrvsan.com"),
        Row("micron-9200-7.68tb", new() { CapacityTb = 7.68, Link = PcieGeneration.Gen3, Sequential = (3.5, 3.5), Random = (840, 285), Alone = (92, 21), Flash = (128, 60) }, Certainty.Primary, "Micron 9200 data sheet; upper figures of the series"),
        Row("micron-9300-pro-7.68tb", new() { CapacityTb = 7.68, Link = PcieGeneration.Gen3, Sequential = (3.5, 3.5), Random = (835, 310), Alone = (86, 11), Flash = (128, 60) }, Certainty.Assumed, "general knowledge"),
        Row("intel-d7-p5500-7.68tb", new() { CapacityTb = 7.68, Link = PcieGeneration.Gen4, Sequential = (7.0, 4.3), Random = (1000, 130), Flash = (128, 60) }, Certainty.Secondary, "launch figures of 2020; latencies at depth 1 assumed"),
        Row("intel-d7-p5600-6.4tb", new() { CapacityTb = 6.4, Link = PcieGeneration.Gen4, Sequential = (7.0, 4.3), Random = (1000, 260), Flash = (128, 60) }, Certainty.Secondary, "launch figures of 2020; latencies at depth 1 assumed"),
        Row("solidigm-d7-p5510-7.68tb", new() { CapacityTb = 7.68, Link = PcieGeneration.Gen4, Sequential = (7.0, 4.2), Random = (930, 190), Alone = (82, 15), Flash = (128, 50) }, Certainty.Assumed, "general knowledge"),
        Row("solidigm-d7-p5520-7.68tb", new() { CapacityTb = 7.68, Link = PcieGeneration.Gen4, Sequential = (7.1, 4.2), Random = (1050, 210), Alone = (75, 15), Flash = (128, 50) }, Certainty.Assumed, "general knowledge: 1,000 to 1,100 and 200 to 220 thousand a second"),
        Row("solidigm-d7-p5810-0.8tb", new() { CapacityTb = 0.8, Link = PcieGeneration.Gen4, Sequential = (6.4, 4.0), Random = (865, 495), Alone = (50, 12.5), Flash = (64, 25), ProgramTime = 200 }, Certainty.Secondary, "CNews 2023; depth 1: reads assumed, writes 10 to 15 us"),
        Row("samsung-pm9a3-7.68tb", new() { CapacityTb = 7.68, Link = PcieGeneration.Gen4, Sequential = (6.5, 3.5), Random = (900, 200), Alone = (80, 25), Flash = (128, 55) }, Certainty.Secondary, "heise 2020; latencies at depth 1 assumed"),
        Row("samsung-pm1743-7.68tb", new() { CapacityTb = 7.68, Link = PcieGeneration.Gen5, Sequential = (14, 6.5), Random = (2500, 250), Alone = (60, 20), Flash = (256, 42) }, Certainty.Assumed, "general knowledge, but 14 GB/s: hardwaretimes 2021; writes between 6 and 7 GB/s"),
        Row("samsung-pm9d3a-7.68tb", new() { CapacityTb = 7.68, Link = PcieGeneration.Gen5, Sequential = (12, 6.8), Random = (2000, 400), Alone = (70, 15), Flash = (256, 42) }, Certainty.Secondary, "AnandTech at FMS 2024; latencies at depth 1 assumed"),
        Row("samsung-pm1753-7.68tb", new() { CapacityTb = 7.68, Link = PcieGeneration.Gen5, Sequential = (14.8, 11), Random = (3400, 600), Alone = (60, 15), Flash = (384, 40) }, Certainty.Assumed, "general knowledge, but sequential: AnandTech at FMS 2024"),
        Row("micron-7450-pro-7.68tb", new() { CapacityTb = 7.68, Link = PcieGeneration.Gen4, Sequential = (6.8, 5.6), Random = (1000, 215), Alone = (80, 15), Flash = (128, 47) }, Certainty.Assumed, "general knowledge, but sequential: ServeTheHome 2022"),
        Row("micron-7450-max-6.4tb", new() { CapacityTb = 6.4, Link = PcieGeneration.Gen4, Sequential = (6.8, 5.6), Random = (1000, 410), Alone = (80, 15), Flash = (128, 47) }, Certainty.Assumed, "general knowledge, but sequential: ServeTheHome 2022"),
        Row("micron-7400-7.68tb", new() { CapacityTb = 7.68, Link = PcieGeneration.Gen4, Sequential = (6.6, 5.4), Random = (1000, 190), Flash = (128, 60) }, Certainty.Secondary, "hardwaretimes 2021, sequential and depth 1 assumed"),
        Row("micron-7600-max-6.4tb", new() { CapacityTb = 6.4, Link = PcieGeneration.Gen5, Sequential = (12, 7), Random = (2100, 675), Alone = (70, 15), Flash = (256, 40) }, Certainty.Secondary, "StorageReview 2025; latencies at depth 1 assumed"),
        Row("micron-9650-7.68tb", new() { CapacityTb = 7.68, Link = PcieGeneration.Gen6, Sequential = (28, 14), Random = (5500, 900), Alone = (60, 15), Flash = (512, 40) }, Certainty.Secondary, "Tom's Hardware 2025; latencies at depth 1 assumed"),
        Row("kioxia-cm6-r-7.68tb", new() { CapacityTb = 7.68, Link = PcieGeneration.Gen4, Sequential = (6.9, 4.2), Random = (1400, 170), Flash = (256, 60) }, Certainty.Secondary, "heise 2020; latencies at depth 1 assumed"),
        Row("kioxia-cm6-v-6.4tb", new() { CapacityTb = 6.4, Link = PcieGeneration.Gen4, Sequential = (6.9, 4.2), Random = (1400, 350), Flash = (256, 60) }, Certainty.Secondary, "heise 2020; latencies at depth 1 assumed"),
        Row("kioxia-cm7-r-7.68tb", new() { CapacityTb = 7.68, Link = PcieGeneration.Gen5, Sequential = (14, 7), Random = (2700, 310), Alone = (70, 15), Flash = (256, 42) }, Certainty.Assumed, "general knowledge; 14 and 7 GB/s quoted of a prototype, 2021"),
        Row("samsung-bm1743-122.88tb", new() { CapacityTb = 122.88, Link = PcieGeneration.Gen4, Sequential = (7.2, 2.5), Random = (1600, 45), Alone = (160, 20), Flash = (1024, 127), ProgramTime = 2300, MappingUnit = 16 * 1024 }, Certainty.Secondary, "AnandTech at FMS 2024: 45,000 writes of 16 KiB; writes 2 to 3 GB/s; latencies at depth 1 assumed"),
        Row("sata-ssd-tlc-3.84tb", new() { CapacityTb = 3.84, Link = PcieGeneration.Sata3, Sequential = (0.56, 0.53), Random = (97, 30), Alone = (110, 30), Flash = (64, 60) }, Certainty.Assumed, "general knowledge: data-centre SATA drive of 6 Gbit/s, one queue of 32"),
    ];

    private static NamedPreset Row(string name, DriveSheet sheet, Certainty certainty, string source) => new(name, sheet.Drive(name), certainty, source);
}
