using System.Text;

namespace Sim.Architecture.Tests;

/// <summary>Where two texts part, short enough for a failure message.</summary>
internal static class LineDifference
{
    private const int MostLines = 10;

    /// <summary>The first lines that only one of two texts has, with the number where they part; null when the texts are equal.</summary>
    public static string? Between(string stored, string actual)
    {
        if (stored == actual) return null;
        var (before, after) = (stored.Split('\n'), actual.Split('\n'));
        var same = 0;
        while (same < before.Length && same < after.Length && before[same] == after[same]) same++;
        var text = new StringBuilder($"from line {same + 1} on\n");
        foreach (var line in Missing(before, after)) text.Append($"- {line}\n");
        foreach (var line in Missing(after, before)) text.Append($"+ {line}\n");
        return text.ToString();

        // A line that was moved or repeated is in both: then the lines at the parting themselves are shown.
        IEnumerable<string> Missing(string[] from, string[] other)
        {
            var known = other.ToHashSet(StringComparer.Ordinal);
            var own = from.Skip(same).Where(line => !known.Contains(line)).Take(MostLines).ToArray();
            return own.Length > 0 ? own : from.Skip(same).Take(1);
        }
    }
}
