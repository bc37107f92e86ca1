using System.Xml.Linq;

namespace Sim.Cli.Tests;

/// <summary>The command is installed as a .NET tool.</summary>
public sealed class PackageTests
{
    [Theory]
    [InlineData("PackAsTool", "true")]
    [InlineData("IsPackable", "true")]
    [InlineData("ToolCommandName", "hvsim")]
    [InlineData("PackageId", "hvsim")]
    public void Project_packs_as_a_tool(string property, string value)
    {
        var project = XDocument.Load(Repository.PathOf("src/Sim.Cli/Sim.Cli.csproj"));
        Assert.Equal(value, project.Descendants(property).Single().Value);
    }
}
