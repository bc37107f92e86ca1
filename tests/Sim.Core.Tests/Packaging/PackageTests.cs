using System.Globalization;
using System.IO.Compression;
using System.Xml.Linq;
using Sim.Core.Tests.Tutorial;
using Sim.Core.Time;
using Sim.Testing;

namespace Sim.Core.Tests.Packaging;

/// <summary>The engine as strangers get it: what is in the package, and a program that has nothing else.</summary>
[Trait("Category", "Slow")]
public sealed class PackageTests(EnginePackage package) : IClassFixture<EnginePackage>
{
    [Fact]
    public void The_package_says_what_it_is_and_depends_on_nothing()
    {
        using var archive = ZipFile.OpenRead(package.File);
        var nuspec = Xml(archive, archive.Entries.Single(entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).FullName);
        Assert.Equal("Hvsim.Core", Value(nuspec, "id"));
        Assert.Equal("Apache-2.0", Value(nuspec, "license"));
        Assert.Equal("README.md", Value(nuspec, "readme"));
        Assert.StartsWith("Discrete-event simulation engine", Value(nuspec, "description"), StringComparison.Ordinal);
        Assert.DoesNotContain(nuspec.Descendants(), element => element.Name.LocalName is "dependency" or "frameworkReference");
        Assert.DoesNotContain("warn", package.PackOutput, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void The_package_holds_the_engine_its_documentation_and_its_readme_alone()
    {
        using var archive = ZipFile.OpenRead(package.File);
        Assert.Equal(["lib/net10.0/Sim.Core.dll", "lib/net10.0/Sim.Core.xml"], archive.Entries.Select(entry => entry.FullName).Where(name => name.StartsWith("lib/", StringComparison.Ordinal)));
        Assert.Contains(Xml(archive, "lib/net10.0/Sim.Core.xml").Descendants("member"), member => member.Attribute("name")?.Value == "T:Sim.Core.Events.EventCalendar");
        using var readme = new StreamReader(archive.GetEntry("README.md")!.Open());
        Assert.Equal(Readme(), readme.ReadToEnd().ReplaceLineEndings("\n"));
    }

    [Fact]
    public void The_program_of_the_readme_runs_on_the_package_alone()
    {
        var consumer = Directory.CreateDirectory(Path.Combine(package.Feed, "consumer")).FullName;
        var version = Path.GetFileNameWithoutExtension(package.File)["Hvsim.Core.".Length..];
        var code = Readme().Split("```csharp\n")[1].Split("```")[0];
        File.WriteAllText(Path.Combine(consumer, "Program.cs"), code);

        // Its own feed and its own cache: a package of the same version from an earlier build would be taken otherwise.
        File.WriteAllText(Path.Combine(consumer, "NuGet.config"), $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="packages" /></config>
              <fallbackPackageFolders><clear /></fallbackPackageFolders>
              <packageSources><clear /><add key="packed" value="{package.Feed}" /></packageSources>
            </configuration>
            """);
        File.WriteAllText(Path.Combine(consumer, "Consumer.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <NuGetAudit>false</NuGetAudit>
                <UseAppHost>false</UseAppHost>
                <InvariantGlobalization>true</InvariantGlobalization>
              </PropertyGroup>
              <ItemGroup><PackageReference Include="Hvsim.Core" Version="{version}" /></ItemGroup>
            </Project>
            """);

        var printed = DotNet.Run(consumer, "run", "-c", "Release").ReplaceLineEndings("\n");

        // The tutorial's model is the same code; equal seeds must give equal runs also from the package.
        var expected = Enumerable.Range(0, 5).Select(replication =>
        {
            var model = new Mm1(replication);
            model.Run(SimTime.Zero + SimDuration.FromMilliseconds(200));
            return string.Create(CultureInfo.InvariantCulture, $"{model.Response.Count} customers stayed {model.Response.Mean:F3} us; M/M/1 says 5 us\n");
        });
        Assert.Equal(string.Concat(expected), printed);
    }

    private static string Readme() => File.ReadAllText(Repository.PathOf("src/Sim.Core/README.md")).ReplaceLineEndings("\n");

    private static XDocument Xml(ZipArchive archive, string entry)
    {
        using var stream = archive.GetEntry(entry)!.Open();
        return XDocument.Load(stream);
    }

    private static string Value(XDocument nuspec, string name) => nuspec.Descendants().Single(element => element.Name.LocalName == name).Value;
}
