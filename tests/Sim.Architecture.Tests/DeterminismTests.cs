namespace Sim.Architecture.Tests;

/// <summary>What would make two equal runs differ is not called: checked in the compiled code, where no pragma hides it.</summary>
public sealed class DeterminismTests
{
    public static TheoryData<string> Banned =>
    [
        "System.DateTime.get_Now", "System.DateTime.get_UtcNow", "System.DateTimeOffset.get_Now", "System.DateTimeOffset.get_UtcNow",
        "System.Diagnostics.Stopwatch", "System.Environment.get_TickCount", "System.Environment.get_TickCount64",
        "System.Random", "System.Guid.NewGuid", "System.Security.Cryptography.RandomNumberGenerator",
        "System.Threading.Tasks.Task", "System.Threading.Tasks.Parallel", "System.Threading.Thread.",
        "System.HashCode.", "System.String.GetHashCode",
    ];

    [Theory]
    [MemberData(nameof(Banned))]
    public void Engine_and_models_do_not_use(string banned)
    {
        foreach (var assembly in CompiledAssembly.Product.Where(assembly => assembly.Name is "Sim.Core" or "Sim.Models"))
        {
            Assert.NotEmpty(assembly.Members);
            Assert.DoesNotContain(banned, assembly.Types);
            Assert.DoesNotContain(assembly.Members, member => member == banned || (banned.EndsWith('.') && member.StartsWith(banned, StringComparison.Ordinal)));
        }
    }

    [Fact]
    public void Nobody_draws_from_the_shared_source_of_MathNet()
    {
        // Its samplers take a global System.Random when none is given; quantiles and densities are fine.
        foreach (var assembly in CompiledAssembly.Product)
        {
            Assert.DoesNotContain(assembly.Types, type => type.StartsWith("MathNet.Numerics.Random.", StringComparison.Ordinal));
            Assert.DoesNotContain(assembly.Members, member => member.StartsWith("MathNet.Numerics.Distributions.", StringComparison.Ordinal)
                && member.Split('.')[^1] is "Sample" or "Samples");
        }
    }

    [Fact]
    public void No_product_code_uses_unseeded_chance()
    {
        // Machine facts and progress may look at the clock; chance may not come from anywhere but a named stream.
        foreach (var assembly in CompiledAssembly.Product)
        {
            Assert.DoesNotContain("System.Random", assembly.Types);
            Assert.DoesNotContain("System.Guid.NewGuid", assembly.Members);
        }
    }
}
