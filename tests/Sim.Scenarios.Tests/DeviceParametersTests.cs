using System.Reflection;
using Sim.Core.Time;
using Sim.Models.Hardware.Network;
using Sim.Models.Hardware.Storage;
using Sim.Models.Parameters;
using Sim.Scenarios.Binding;
using Sim.Scenarios.Input;

namespace Sim.Scenarios.Tests;

public sealed class DeviceParametersTests
{
    public static TheoryData<object> Devices => [.. NvmePresets.All.Select(preset => (object)preset.Parameters), new NicParameters(), new RateLimit()];

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
    public void A_port_is_read_from_text()
    {
        var port = RecordBinder.Parse<NicParameters>("lineRate: 100 Gbit/s\nmoderation: since-last-interrupt\nmtu: 9000 B\n", "nic.yaml").Value;
        Assert.Equal((100e9, InterruptModeration.SinceLastInterrupt, 9018), (port.LineRate, port.Moderation, port.Framing.LargestFrame));
    }

    [Theory]
    [InlineData("writeAmplification: 0.5\n", "writeAmplification: 0.5 is out of range", "1 to 100")]
    [InlineData("readtime: 40 us\n", "is not a known key", "did you mean 'readTime'?")]
    [InlineData("link: { generation: gen6 }\n", "'gen6' is not a choice", "gen3, gen4, gen5")]
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
            if (value is not (SimDuration or IConvertible) || value is Enum or bool) continue;
            var scale = ValueDescription.Scale(property.PropertyType, facts);
            var number = value is SimDuration duration ? duration.Picoseconds : ((IConvertible)value).ToDouble(null);
            Assert.True(number >= facts.Min * scale && number <= facts.Max * scale, $"{property.Name}: {number} outside {facts.Min} to {facts.Max} {facts.Unit}");
        }
    }
}
