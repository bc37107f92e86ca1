using System.Text.RegularExpressions;

namespace Sim.Architecture.Tests;

/// <summary>Dependencies point one way: Cli -> Planning, Calibration, Reporting -> Experiments -> Models -> Core.</summary>
public sealed partial class LayerTests
{
    /// <summary>What each assembly may see of the others. A new project adds its line here, and an arrow is drawn on purpose.</summary>
    private static readonly Dictionary<string, string[]> MaySee = new(StringComparer.Ordinal)
    {
        ["Sim.Core"] = [],
        ["Sim.Models"] = ["Sim.Core"],
        ["Sim.Reporting"] = [],
        ["Sim.Scenarios"] = ["Sim.Core", "Sim.Models"],
        ["Sim.Experiments"] = ["Sim.Core", "Sim.Models"],
        ["Sim.Estate"] = ["Sim.Core", "Sim.Models", "Sim.Scenarios"],
        ["Sim.Calibration"] = ["Sim.Core", "Sim.Models", "Sim.Scenarios", "Sim.Experiments"],
        ["Sim.Planning"] = ["Sim.Core", "Sim.Models", "Sim.Scenarios", "Sim.Experiments", "Sim.Estate"],
        ["hvsim"] = ["Sim.Core", "Sim.Models", "Sim.Reporting", "Sim.Scenarios", "Sim.Experiments", "Sim.Estate", "Sim.Calibration", "Sim.Planning"],
    };

    /// <summary>Packages that live in one layer: prefix of the assembly's name, and who may use it.</summary>
    public static TheoryData<string, string[]> Packages => new()
    {
        { "MathNet", ["Sim.Experiments", "Sim.Calibration", "Sim.Planning"] },
        { "OxyPlot", ["Sim.Reporting"] },
        { "SkiaSharp", ["Sim.Reporting"] },
        { "System.CommandLine", ["hvsim"] },
        { "Spectre", ["hvsim"] },
    };

    [Fact]
    public void Every_assembly_sees_only_the_layers_below_it()
    {
        Assert.Equal(MaySee.Keys.Order(StringComparer.Ordinal), CompiledAssembly.Product.Select(assembly => assembly.Name).Order(StringComparer.Ordinal));
        foreach (var assembly in CompiledAssembly.Product)
        {
            var forbidden = assembly.References.Where(name => MaySee.ContainsKey(name) && !MaySee[assembly.Name].Contains(name));
            Assert.True(!forbidden.Any(), $"{assembly.Name} must not see {string.Join(", ", forbidden)}");
        }
    }

    [Theory]
    [InlineData("Sim.Core")]
    [InlineData("Sim.Models")]
    public void The_engine_and_the_models_use_no_package(string name)
    {
        var foreign = CompiledAssembly.Product.Single(assembly => assembly.Name == name).References
            .Where(reference => reference != "System" && !reference.StartsWith("System.", StringComparison.Ordinal) && !MaySee.ContainsKey(reference));
        Offenders.AssertNone(foreign);
    }

    [Theory]
    [MemberData(nameof(Packages))]
    public void A_package_stays_in_its_layer(string prefix, string[] owners)
    {
        var users = CompiledAssembly.Product
            .Where(assembly => assembly.References.Any(reference => reference.StartsWith(prefix, StringComparison.Ordinal)))
            .Select(assembly => assembly.Name);
        Offenders.AssertNone(users.Except(owners));
    }

    [Theory]
    [InlineData("Kvm", "Esxi")]
    [InlineData("Esxi", "Kvm")]
    public void Hypervisors_never_see_each_other(string mine, string other)
    {
        // Types of one assembly leave no trace in its references, so the source is read: any use needs the namespace's name.
        var files = SourceTree.Sources.Where(path => path.Contains($"/{mine}/", StringComparison.Ordinal)).ToArray();
        if (files.Length == 0) Assert.Skip($"no folder {mine} yet");
        var pattern = new Regex($@"(\.{other}\b|\b{other}\.)", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(5));
        Offenders.AssertNone(files.Where(path => pattern.IsMatch(WithoutComments(SourceTree.Read(path)))));
    }

    [Theory]
    [InlineData("src/Sim.Models/Hardware/", "Sim.Models.Hypervisor")]
    [InlineData("src/Sim.Models/Hardware/", "Sim.Models.Workload")]
    [InlineData("src/Sim.Models/Hypervisor/", "Sim.Models.Workload")]
    public void Inside_the_models_workload_sees_hypervisor_sees_hardware(string folder, string forbidden)
    {
        var files = SourceTree.Sources.Where(path => path.StartsWith(folder, StringComparison.Ordinal)).ToArray();
        if (files.Length == 0) Assert.Skip($"no folder {folder} yet");
        Offenders.AssertNone(files.Where(path => WithoutComments(SourceTree.Read(path)).Contains(forbidden, StringComparison.Ordinal)));
    }

    private static string WithoutComments(string source) => Comment().Replace(source, "");

    [GeneratedRegex(@"//[^\n]*", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex Comment();
}
