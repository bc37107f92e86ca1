namespace Sim.Estate.Series;

/// <summary>A text file of a trace, perhaps from inside an archive.</summary>
/// <param name="Name">What findings call it, e.g. <c>traces.tar.gz: 20110303/vm7</c>.</param>
/// <param name="SeriesName">The file's name without folders and extensions.</param>
/// <param name="Lines">Its lines, at least one.</param>
internal sealed record TextFile(string Name, string SeriesName, string[] Lines)
{
    /// <summary>Findings shown for one file; more of them say nothing new.</summary>
    public const int MaxFindings = 20;

    /// <summary>Twice the nominal clock: turbo takes a VM a little above 100 %, nothing takes it further.</summary>
    public const double MaxCpuPercent = 200;

    private static readonly string[] Extensions = [".gz", ".csv", ".txt"];

    public static string SeriesNameOf(string path)
    {
        var name = path[(path.LastIndexOfAny(['/', '\\']) + 1)..];
        foreach (var extension in Extensions)
            if (name.EndsWith(extension, StringComparison.OrdinalIgnoreCase)) name = name[..^extension.Length];
        return name;
    }

    public static string Shorten(string text) => text.Length <= 40 ? text : text[..37] + "...";
}
