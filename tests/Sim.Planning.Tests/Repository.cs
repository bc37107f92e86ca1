namespace Sim.Planning.Tests;

/// <summary>Finds files the repository ships.</summary>
internal static class Repository
{
    public static string PathOf(string relative)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Sim.slnx"))) folder = folder.Parent;
        return Path.Combine(folder?.FullName ?? throw new InvalidOperationException("Sim.slnx is in no folder above the tests"), relative);
    }
}
