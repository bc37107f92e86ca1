using System.Text;
using Sim.Reporting.Html;

namespace Sim.Reporting;

/// <summary>Writes a report to a directory: report.html and charts/NAME.svg, .png, .csv.</summary>
/// <remarks>Everything is written into a new directory beside the target first; on any failure that directory is removed and the
/// target is as it was. A target that does not exist, or is empty, then appears in one move. A target from an earlier run (it holds
/// <c>report.html</c> written by hvsim, or a <c>results.json</c> or <c>explain.json</c> that names hvsim) is updated file by file, each replaced in one step,
/// report.html last; charts of the earlier report that the new one lacks (three files of one name) are removed; other files stay. Any other directory that
/// holds something is refused.</remarks>
public static class ReportWriter
{
    /// <summary>Name of the page inside the directory.</summary>
    public const string PageName = "report.html";

    /// <summary>Name of the folder of charts inside the directory.</summary>
    public const string ChartsName = "charts";

    /// <summary>Name of what single requests were explained by.</summary>
    public const string ExplanationName = "explain.json";

    private const string ResultsName = "results.json";
    private const string GeneratorMark = "<meta name=\"generator\" content=\"hvsim ";
    private const string OwnMark = "\"tool\": \"hvsim\"";
    private const int HeadLength = 4096;
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);
    private static readonly ImmutableArray<string> ChartExtensions = [".svg", ".png", ".csv"];

    /// <summary>Writes <paramref name="report"/> and its charts. Returns the paths written, relative to the directory, with '/'.</summary>
    /// <exception cref="ReportDirectoryException">The directory holds something that hvsim did not write.</exception>
    /// <exception cref="IOException">The disk failed; nothing half-written is left.</exception>
    /// <exception cref="ArgumentException">The report is not complete; see <see cref="HtmlReport.ToHtml"/>.</exception>
    public static ImmutableArray<string> Write(string directory, HtmlReport report)
    {
        var target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory));
        Check(target);
        var files = Files(report);

        var parent = Path.GetDirectoryName(target) ?? throw new ReportDirectoryException($"'{directory}' cannot be an output directory.");
        Directory.CreateDirectory(parent);
        var draft = Path.Combine(parent, $".{Path.GetFileName(target)}.{Path.GetRandomFileName()}");
        try
        {
            Directory.CreateDirectory(Path.Combine(draft, ChartsName));
            foreach (var (name, content) in files)
                File.WriteAllBytes(Path.Combine(draft, name), content);
            Publish(draft, target, files);
        }
        finally
        {
            if (Directory.Exists(draft))
                Directory.Delete(draft, recursive: true);
        }

        return [.. files.Select(f => f.Name)];
    }

    private static ImmutableArray<(string Name, byte[] Content)> Files(HtmlReport report)
    {
        var files = ImmutableArray.CreateBuilder<(string, byte[])>();
        var page = Utf8.GetBytes(report.ToHtml());
        foreach (var chart in report.Charts)
        {
            files.Add(($"{ChartsName}/{chart.Name}.svg", Utf8.GetBytes(chart.Svg)));
            files.Add(($"{ChartsName}/{chart.Name}.png", [.. chart.Png]));
            files.Add(($"{ChartsName}/{chart.Name}.csv", Utf8.GetBytes(chart.Csv)));
        }

        files.Add((PageName, page));   // last: who sees the new page finds the new charts
        return files.ToImmutable();
    }

    /// <summary>Refuses what <see cref="Write"/> would refuse, so that a caller can ask before long work.</summary>
    /// <exception cref="ReportDirectoryException">The directory is a file, holds something that hvsim did not write, or cannot be written to.</exception>
    public static void Check(string directory)
    {
        var target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory));
        if (File.Exists(target))
            throw new ReportDirectoryException($"'{target}' is a file; name a directory for the report.");
        DemandWritable(target);
        if (!Directory.Exists(target) || !Directory.EnumerateFileSystemEntries(target).Any())
            return;
        if (!Mentions(Path.Combine(target, PageName), GeneratorMark)
            && !Mentions(Path.Combine(target, ResultsName), OwnMark) && !Mentions(Path.Combine(target, ExplanationName), OwnMark))
        {
            throw new ReportDirectoryException(
                $"'{target}' holds files that are not an earlier hvsim report or run; nothing was written. Name a new or empty directory.");
        }
    }

    private static void DemandWritable(string target)
    {
        var existing = target;
        while (!Directory.Exists(existing) && Path.GetDirectoryName(existing) is { } parent)
        {
            if (File.Exists(existing))
                throw new ReportDirectoryException($"'{target}' lies below '{existing}', which is a file; name a directory for the report.");
            existing = parent;
        }

        try
        {
            using var probe = new FileStream(
                Path.Combine(existing, $".{Path.GetRandomFileName()}"), FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ReportDirectoryException($"'{target}' cannot be written: {failure.Message} Name a directory that can.");
        }
    }

    /// <summary>Removes the page and the charts of an earlier report, for a verb that writes none: beside newer results they would belong to nothing.</summary>
    /// <remarks>The page goes when hvsim wrote it, charts when three files of one name are there and there was such a page; all else stays.</remarks>
    /// <param name="directory">An output directory; need not exist.</param>
    public static void RemoveEarlier(string directory)
    {
        var page = Path.Combine(directory, PageName);
        if (!Mentions(page, GeneratorMark))
            return;
        File.Delete(page);   // first: who still sees the page finds its charts
        var charts = Path.Combine(directory, ChartsName);
        if (!Directory.Exists(charts))
            return;
        RemoveOldCharts(charts, []);
        if (!Directory.EnumerateFileSystemEntries(charts).Any())
            Directory.Delete(charts);
    }

    private static bool Mentions(string path, string mark)
    {
        if (!File.Exists(path))
            return false;

        using var file = new StreamReader(path, Utf8);
        var head = new char[HeadLength];
        var length = file.ReadBlock(head, 0, head.Length);
        return head.AsSpan(0, length).IndexOf(mark.AsSpan(), StringComparison.Ordinal) >= 0;
    }

    private static void Publish(string draft, string target, ImmutableArray<(string Name, byte[] Content)> files)
    {
        if (Directory.Exists(target) && !Directory.EnumerateFileSystemEntries(target).Any())
            Directory.Delete(target);
        if (!Directory.Exists(target))
        {
            Directory.Move(draft, target);
            return;
        }

        var charts = Directory.CreateDirectory(Path.Combine(target, ChartsName)).FullName;
        foreach (var (name, _) in files)
            File.Move(Path.Combine(draft, name), Path.Combine(target, name), overwrite: true);

        RemoveOldCharts(charts, files.Select(f => Path.GetFileNameWithoutExtension(f.Name)).ToHashSet(StringComparer.Ordinal));
    }

    private static void RemoveOldCharts(string charts, HashSet<string> current)
    {
        var old = Directory.EnumerateFiles(charts, "*.svg").Select(f => Path.GetFileNameWithoutExtension(f)).Where(n => !current.Contains(n));
        foreach (var name in old.ToImmutableArray())
        {
            var files = ChartExtensions.Select(e => Path.Combine(charts, name + e)).ToImmutableArray();
            if (!files.All(File.Exists))   // not a chart of ours
                continue;
            foreach (var file in files)
                File.Delete(file);
        }
    }
}
