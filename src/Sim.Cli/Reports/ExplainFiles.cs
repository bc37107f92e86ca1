using System.Globalization;
using System.Text;
using Sim.Cli.Output;
using Sim.Experiments.Explaining;
using Sim.Reporting;

namespace Sim.Cli.Reports;

/// <summary>What <c>hvsim explain -o</c> writes: explain.json, explain.csv, and a timeline of each request.</summary>
internal static class ExplainFiles
{
    private const string Timeline = "timeline";

    /// <summary>Everything is drawn first, then each file appears whole, explain.json last; timelines of an earlier explanation go.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    public static void Write(string directory, ExplainDocument document, Explanation explanation)
    {
        var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        var files = new List<(string Name, byte[] Content)> { ("explain.csv", utf8.GetBytes(document.ToCsv())) };
        for (var i = 0; i < explanation.Requests.Length; i++)
        {
            var name = i == 0 ? Timeline : string.Create(CultureInfo.InvariantCulture, $"{Timeline}-{i + 1}");
            var chart = ExplainTimeline.Of(name, document, explanation.Requests[i]).Render();
            files.Add((name + ".svg", utf8.GetBytes(chart.Svg)));
            files.Add((name + ".png", [.. chart.Png]));
            files.Add((name + ".csv", utf8.GetBytes(chart.Csv)));
        }

        files.Add((ReportWriter.ExplanationName, utf8.GetBytes(document.ToJson())));
        Directory.CreateDirectory(directory);
        var isOurs = File.Exists(Path.Combine(directory, ReportWriter.ExplanationName));
        foreach (var (name, content) in files)
        {
            var target = Path.Combine(directory, name);
            File.WriteAllBytes(target + ".part", content);
            File.Move(target + ".part", target, overwrite: true);
        }

        if (!isOurs) return;
        var written = files.Select(file => file.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var old in Directory.EnumerateFiles(directory, Timeline + "-*.*").Where(path => !written.Contains(Path.GetFileName(path)) && IsTimeline(path)).ToList()) File.Delete(old);
    }

    private static bool IsTimeline(string path) =>
        Path.GetExtension(path) is ".svg" or ".png" or ".csv"
        && int.TryParse(Path.GetFileNameWithoutExtension(path).AsSpan(Timeline.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out _);
}
