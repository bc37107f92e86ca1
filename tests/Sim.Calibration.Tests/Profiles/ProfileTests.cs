using System.Globalization;
using CsCheck;
using Sim.Calibration.Profiles;
using Sim.Scenarios.Input;

namespace Sim.Calibration.Tests.Profiles;

public sealed class ProfileTests
{
    private static readonly Gen<Profile> Profiles =
        from texts in Gen.String.Array[6]
        from number in Gen.Double[0, 1e9]
        from values in Gen.Double[1, 1e6].Array[ParameterCatalog.Entries.Length]
        from sizes in Gen.Long[1, 1L << 32].Array[0, 4]
        from depths in Gen.Int[1, 4096].Array[0, 4]
        from role in Gen.Enum<FitRole>()
        from kind in Gen.Enum<NoteKind>()
        select new Profile
        {
            SchemaVersion = 1,
            ToolVersion = texts[0],
            Parameters =
            [
                .. ParameterCatalog.Entries.Select((entry, i) => new ProfileParameter
                {
                    Name = entry.Name, Value = entry.Text(values[i]), Low = entry.Text(values[i]), High = entry.Text(values[i] * 2),
                    Estimator = texts[1], Samples = depths.Length, From = [texts[2]],
                }),
            ],
            Ranges = [new ProfileRange { Part = texts[3], Patterns = [texts[4]], BlockSizes = [.. sizes], Depths = [.. depths] }],
            Fit =
            [
                new ProfileFit
                {
                    Case = texts[5], Metric = "iops", Role = role, Measured = number, MeasuredLow = number / 3, MeasuredHigh = number * 3, Model = number / 7, RelativeError = -number,
                },
            ],
            Notes = [new ProfileNote { About = texts[0], Kind = kind, Text = texts[1] }],
            Files = [new ProfileFile { Name = texts[2], Sha256 = texts[3] }],
        };

    [Fact]
    public void What_is_written_reads_back_the_same() => Profiles.Sample(
        profile =>
        {
            var text = ProfileWriter.Write(profile);
            var back = ProfileReader.Parse(text, "p.profile.yaml");
            Assert.Equal(text, ProfileWriter.Write(back));
            Assert.Equal(profile.Parameters.Select(p => (p.Name, p.Value, p.Low, p.High, p.Estimator)), back.Parameters.Select(p => (p.Name, p.Value, p.Low, p.High, p.Estimator)));
            Assert.Equal(profile.Fit, back.Fit.AsEnumerable());
            Assert.Equal(profile.Notes, back.Notes.AsEnumerable());
            Assert.Equal(profile.Files, back.Files.AsEnumerable());
            Assert.Equal(profile.Ranges[0].BlockSizes, back.Ranges[0].BlockSizes.AsEnumerable());
        },
        iter: 200);

    [Theory]
    [InlineData("storage.read.servise", "60 us", "50 us", "70 us", "line 4", "did you mean 'storage.read.service'?")]
    [InlineData("storage.read.service", "60", "50 us", "70 us", "line 5", "'60' has no unit")]
    [InlineData("storage.read.service", "80 us", "50 us", "70 us", "line 5", "outside its interval")]
    [InlineData("storage.read.parallelism", "4 us", "1", "5", "line 5", "has a unit")]
    [InlineData("storage.read.parallelism", "4", "0.5", "5", "line 6", "0.5 is out of range; allowed: 1 or more")]
    public void A_wrong_parameter_names_its_line(string name, string value, string low, string high, string line, string message)
    {
        var text = $"schemaVersion: 1\ntoolVersion: x\nparameters:\n  - name: {name}\n    value: {value}\n    low: {low}\n    high: {high}\n    estimator: e\n    samples: 1\n";
        var finding = Assert.Single(Assert.Throws<InputException>(() => ProfileReader.Parse(text, "p.yaml")).Findings).ToString();
        Assert.Contains(line, finding, StringComparison.Ordinal);
        Assert.Contains(message, finding, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_of_another_version_is_an_error() =>
        Assert.Throws<InputException>(() => ProfileReader.Parse("schemaVersion: 2\ntoolVersion: x\n", "p.yaml"));

    [Fact]
    public void Saving_replaces_the_file_in_one_step()
    {
        var folder = Directory.CreateTempSubdirectory("hvsim-profile");
        try
        {
            var path = Path.Combine(folder.FullName, "host.profile.yaml");
            File.WriteAllText(path, "old");
            ProfileWriter.Save(new Profile { SchemaVersion = 1, ToolVersion = "x" }, path);
            Assert.Equal("x", ProfileReader.Read(path).ToolVersion);
            Assert.Single(folder.GetFiles()); // nothing half-written stays behind
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Values_are_stored_in_nanoseconds() =>
        Assert.Equal(61_250, ParameterCatalog.Find("storage.read.service")!.Number(string.Create(CultureInfo.InvariantCulture, $"{61.25} us")));
}
