using Sim.Testing;

namespace Sim.Estate.Tests;

/// <summary>Other people's samples; a test that needs one is skipped where it is absent.</summary>
internal static class RepositoryFiles
{
    public static string Root => Repository.Root;

    public static string Shared(string relative)
    {
        var path = Repository.Shared(relative);
        if (path is null) Assert.Skip($"sample {relative} is not there (looked for ../shared/data beside the repository)");
        return path!;
    }
}
