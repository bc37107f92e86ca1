namespace Sim.Cli.Tests;

/// <summary>Finds files the repository ships.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string PathOf(string relative) => Path.Combine(Root, relative);

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Sim.slnx"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("Sim.slnx is in no folder above the tests");
    }
}
