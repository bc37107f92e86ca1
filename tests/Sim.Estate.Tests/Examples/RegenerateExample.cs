using Sim.Estate.Examples;

namespace Sim.Estate.Tests.Examples;

/// <summary>Rewrites the shipped example when asked to: <c>HVSIM_REGENERATE=1</c>.</summary>
public sealed class RegenerateExample
{
    [Fact]
    public void Rewrites_the_shipped_estate_on_request()
    {
        if (Environment.GetEnvironmentVariable("HVSIM_REGENERATE") != "1") Assert.Skip("set HVSIM_REGENERATE=1 to rewrite " + EstateExample.RelativePath);
        Assert.True(File.Exists(EstateExample.Regenerate(RepositoryFiles.Root)));
    }
}
