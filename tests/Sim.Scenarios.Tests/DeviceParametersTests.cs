using System.Reflection;
using Sim.Core.Time;
using Sim.Models.Hardware.Network;
using Sim.Models.Hardware.Storage;
using Sim.Models.Hardware.Storage.Raid;
using Sim.Models.Parameters;
using Sim.Scenarios.Binding;
using Sim.Scenarios.Input;

namespace Sim.Scenarios.Tests;

public sealed class DeviceParametersTests
{
    public static TheoryData<object> Devices => [.. NvmePresets.Named.Select(preset => (object)preset.Parameters), .. HddParameters.Presets.Select(preset => (object)preset.Parameters), new RaidParameters(), new NicParameters(), new RateLimit()];

    [Theory]
    [MemberData(nameof(Devices))]
    public void Defaults_and_presets_lie_in_their_own_ranges(object device) => DemandInRange(device);

    [Fact]
    public void A_drive_is_read_from_text()
    {
        var drive = RecordBinder.Parse<NvmeParameters>(
            """
            mediaUnits: 64
            readTime: 40.5 us
            readSpread: 15 %
            writeBuffer: 32 MiB
            programBandwidth: 2 GB/s
            age: fresh
            link: { generation: gen5, lanes: 4 }
            limit: { operations: 5 k/s, operationsBurst: 300, bandwidth: 200 MB/s }
            """,
            "drive.yaml").Value;
        Assert.Equal((64, SimDuration.FromMicroseconds(40.5), 0.15), (drive.MediaUnits, drive.ReadTime, drive.ReadSpread));
        Assert.Equal((32L << 20, 2e9, DriveAge.Fresh), (drive.WriteBuffer, drive.ProgramBandwidth, drive.Age));
        Assert.Equal((PcieGeneration.Gen5, 5000, 300, 2e8), (drive.Link.Generation, drive.Limit!.Operations, drive.Limit.OperationsBurst, drive.Limit.Bandwidth));
    }

    [Fact]
    public void A_preset_is_where_a_drive_starts_from()
    {
        var read = RecordBinder.Parse<NvmeParameters>("mediaUnits: 64\npreset: solidigm-d7-p5510-7.68tb\nlink: {maxPayload: 512 B}\n", "drive.yaml");
        var drive = read.Value;
        Assert.Equal(("solidigm-d7-p5510-7.68tb", 64, 4.2e9), (drive.Preset, drive.MediaUnits, drive.ProgramBandwidth));
        Assert.Equal((PcieGeneration.Gen4, 512), (drive.Link.Generation, drive.Link.MaxPayload));

        // What the preset set is noted with its source, what it left alone with the parameter's own.
        var bandwidth = read.Defaults.Single(one => one.Field == "programBandwidth");
        Assert.Equal(("4200 MB/s", Certainty.Assumed, "solidigm-d7-p5510-7.68tb: general knowledge"), (bandwidth.Value, bandwidth.Certainty, bandwidth.Source));
        Assert.Equal(Certainty.Primary, read.Defaults.Single(one => one.Field == "programSuspend").Certainty);
        Assert.DoesNotContain(read.Defaults, one => one.Field is "preset" or "mediaUnits");
    }

    [Fact]
    public void A_port_is_read_from_text()
    {
        var port = RecordBinder.Parse<NicParameters>("lineRate: 100 Gbit/s\nmoderation: since-last-interrupt\nmtu: 9000 B\n", "nic.yaml").Value;
        Assert.Equal((100e9, InterruptModeration.SinceLastInterrupt, 9018), (port.LineRate, port.Moderation, port.Framing.LargestFrame));
    }

    [Theory]
    [InlineData("overProvisioning: 0 %\n", "overProvisioning: 0 % is out of range", "0.5 % to 1000 %")]
    [InlineData("writeAmplification: 4\n", "has become overProvisioning", "Space for cleaning")]
    [InlineData("preset: samsung-pm9a3-7.68\n", "'samsung-pm9a3-7.68' is no preset", "did you mean 'samsung-pm9a3-7.68tb'?")]
    [InlineData("readtime: 40 us\n", "is not a known key", "did you mean 'readTime'?")]
    [InlineData("link: { generation: gen9 }\n", "'gen9' is not a choice", "gen3, gen4, gen5, gen6")]
    public void A_wrong_drive_is_named(string yaml, string expected, string also)
    {
        var failure = Assert.Throws<InputException>(() => RecordBinder.Parse<NvmeParameters>(yaml, "drive.yaml"));
        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
        Assert.Contains(also, failure.Message, StringComparison.Ordinal);
    }

    private static void DemandInRange(object record)
    {
        foreach (var property in FieldNames.PropertiesOf(record.GetType()))
        {
            var facts = property.GetCustomAttribute<ParameterAttribute>();
            Assert.True(facts is not null, $"{property.Name} has no [Parameter]");
            var value = property.GetValue(record);
            if (value is PcieParameters or RateLimit) DemandInRange(value);
            if (value is not (SimDuration or IConvertible) || value is Enum or bool or string) continue;
            var scale = ValueDescription.Scale(property.PropertyType, facts);
            var number = value is SimDuration duration ? duration.Picoseconds : ((IConvertible)value).ToDouble(null);
            Assert.True(number >= facts.Min * scale && number <= facts.Max * scale, $"{property.Name}: {number} outside {facts.Min} to {facts.Max} {facts.Unit}");
        }
    }
}
