using System.Collections.Immutable;
using Sim.Core.Time;
using Sim.Models.Parameters;
using Sim.Scenarios.Binding;
using Sim.Scenarios.Input;
using Sim.Scenarios.Units;

namespace Sim.Scenarios.Tests;

public sealed class RecordBinderTests
{
    private enum Colour
    {
        Red,
        DarkBlue,
    }

    private sealed record Inner
    {
        [Parameter("Memory.", Dimension = Dimension.Bytes, Min = 1, Max = 64, Unit = "GiB")]
        public required long Memory { get; init; }
    }

    private sealed record Outer
    {
        [Parameter("Name.")]
        public required string Name { get; init; }

        [Parameter("Clock.", Dimension = Dimension.Frequency)]
        public double Clock { get; init; } = 2e9;

        [Parameter("Cost of a kick.", Min = 0, Max = 100, Unit = "us", Certainty = Certainty.Assumed, Source = "nobody")]
        public SimDuration Kick { get; init; } = SimDuration.FromMicroseconds(1.2);

        [Parameter("Colour.")]
        public Colour Colour { get; init; }

        [Parameter("Price.", Min = 0, Max = 10)]
        public Money? Price { get; init; }

        [Parameter("Named parts.")]
        public ImmutableSortedDictionary<string, Inner> Named { get; init; } = ImmutableSortedDictionary<string, Inner>.Empty;

        [Parameter("Named numbers.", Min = 0)]
        public ImmutableSortedDictionary<string, double> Counts { get; init; } = ImmutableSortedDictionary<string, double>.Empty;

        [Parameter("Parts.")]
        public ImmutableArray<Inner> Parts { get; init; } = [];
    }

    [Fact]
    public void Reads_units_choices_and_lists()
    {
        var read = RecordBinder.Parse<Outer>("name: a\nclock: 2.6 GHz\nkick: 70 us\ncolour: dark-blue\nparts:\n  - memory: 4 GiB\n", "x.yaml").Value;
        Assert.Equal(2.6e9, read.Clock);
        Assert.Equal(70_000_000, read.Kick.Picoseconds);
        Assert.Equal(Colour.DarkBlue, read.Colour);
        Assert.Equal(4L << 30, read.Parts[0].Memory);
    }

    [Theory]
    [InlineData("name: a\nclok: 2 GHz\n", "x.yaml, line 2, column 1: clok: is not a known key", "did you mean 'clock'?")]
    [InlineData("name: a\nclock: 2.6\n", "line 2, column 8: clock: '2.6' has no unit", "GHz")]
    [InlineData("name: a\nclock: 2.6 ghz\n", "'ghz' in '2.6 ghz' is not a unit", "did you mean 'GHz'?")]
    [InlineData("name: a\nkick: 101 us\n", "kick: 101 us is out of range", "0 us to 100 us")]
    [InlineData("clock: 2 GHz\n", "name: is missing", "")]
    [InlineData("name: a\ncolour: dark-blu\n", "'dark-blu' is not a choice; allowed: red, dark-blue", "did you mean 'dark-blue'?")]
    [InlineData("name: a\nparts:\n  - memory: 128 GiB\n", "line 3, column 13: parts[0].memory: 128 GiB is out of range", "1 GiB to 64 GiB")]
    [InlineData("name: a\nprice: 3\n", "line 2, column 8: price: '3' has no currency", "such as 135 USD, 0 to 10")]
    [InlineData("name: a\nprice: 3 usd\n", "'usd' in '3 usd' is not a currency", "did you mean 'USD'?")]
    [InlineData("name: a\nprice: 11 USD\n", "price: 11 USD is out of range", "0 to 10")]
    [InlineData("name: a\nnamed: 3\n", "named: '3' stands where named entries", "")]
    [InlineData("name: a\nnamed:\n  big:\n    memory: 128 GiB\n", "line 4, column 13: named.big.memory: 128 GiB is out of range", "")]
    [InlineData("name: a\nnamed:\n  a.b:\n    memory: 1 GiB\n", "line 3, column 3: named.a.b: is not a name", "")]
    [InlineData("name: a\ncounts:\n  x: -1\n", "line 3, column 6: counts.x: -1 is out of range", "")]
    [InlineData("name: [a\n", "is not YAML", "")]
    [InlineData("", "is empty", "")]
    public void Names_line_field_value_range_and_nearest_name(string yaml, string expected, string also)
    {
        var failure = Assert.Throws<InputException>(() => RecordBinder.Parse<Outer>(yaml, "x.yaml"));
        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
        Assert.Contains(also, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Reads_money_and_named_entries()
    {
        var read = RecordBinder.Parse<Outer>("name: a\nprice: 0.146 EUR\nnamed:\n  b: {memory: 2 GiB}\n  a: {memory: 1 GiB}\ncounts: {cpu-x: 2}\n", "x.yaml").Value;
        Assert.Equal(new Money(0.146, "EUR"), read.Price);
        Assert.Equal(["a", "b"], read.Named.Keys);
        Assert.Equal(2L << 30, read.Named["b"].Memory);
        Assert.Equal(2, read.Counts["cpu-x"]);
    }

    [Fact]
    public void Extends_overrides_one_named_entry_and_says_which_file_each_came_from()
    {
        var folder = Directory.CreateTempSubdirectory("hvsim-named");
        File.WriteAllText(Path.Combine(folder.FullName, "base.yaml"), "name: base\nnamed:\n  a: {memory: 1 GiB}\n  b: {memory: 2 GiB}\n");
        var child = Path.Combine(folder.FullName, "child.yaml");
        File.WriteAllText(child, "extends: base.yaml\nnamed:\n  b: {memory: 3 GiB}\n");
        var files = "";
        var read = RecordBinder.Read<Outer>(child, (_, report) =>
            files = Path.GetFileName(report.FileOf("named.a.memory")) + " " + Path.GetFileName(report.FileOf("named.b.memory"))).Value;
        Assert.Equal((1L << 30, 3L << 30), (read.Named["a"].Memory, read.Named["b"].Memory));
        Assert.Equal("base.yaml child.yaml", files);
        folder.Delete(recursive: true);
    }

    [Fact]
    public void Collects_every_finding() =>
        Assert.Equal(3, Assert.Throws<InputException>(() => RecordBinder.Parse<Outer>("clock: 2\nkick: x\n", "x.yaml")).Findings.Length);

    [Fact]
    public void Lists_defaults_with_their_certainty()
    {
        var defaults = RecordBinder.Parse<Outer>("name: a\n", "x.yaml").Defaults;
        var kick = Assert.Single(defaults, item => item.Field == "kick");
        Assert.Equal(("1.2 us", Certainty.Assumed, "nobody"), (kick.Value, kick.Certainty, kick.Source));
    }

    [Fact]
    public void Extends_merges_mappings_and_keeps_file_names()
    {
        var folder = Directory.CreateTempSubdirectory("hvsim-extends");
        File.WriteAllText(Path.Combine(folder.FullName, "base.yaml"), "name: base\nclock: 3 GHz\nkick: 900 us\n");
        var child = Path.Combine(folder.FullName, "child.yaml");
        File.WriteAllText(child, "extends: base.yaml\nname: child\n");
        var failure = Assert.Throws<InputException>(() => RecordBinder.Read<Outer>(child));
        Assert.Contains("base.yaml, line 3, column 7: kick: 900 us", failure.Message, StringComparison.Ordinal);
        File.WriteAllText(child, "extends: base.yaml\nname: child\nkick: 9 us\n");
        var read = RecordBinder.Read<Outer>(child).Value;
        Assert.Equal(("child", 3e9), (read.Name, read.Clock));
        folder.Delete(recursive: true);
    }
}
