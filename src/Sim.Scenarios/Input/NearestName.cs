namespace Sim.Scenarios.Input;

/// <summary>Finds the name a user most likely meant.</summary>
public static class NearestName
{
    /// <summary>Fewer letters than these stand in names by chance.</summary>
    private const int ShortestPart = 4;

    /// <summary>
    /// The candidate with the smallest edit distance; where none is close (distance above a third of the length, at least 2), the first that holds the name,
    /// as a drive's full name holds its model; or an empty text.
    /// </summary>
    /// <param name="name">What the user wrote; compared without regard to case.</param>
    /// <param name="candidates">The right names.</param>
    public static string Of(string name, IEnumerable<string> candidates)
    {
        var best = "";
        var bestDistance = Math.Max(2, name.Length / 3) + 1;
        foreach (var candidate in candidates)
        {
            var distance = Distance(name.ToUpperInvariant(), candidate.ToUpperInvariant());
            if (distance < bestDistance) (best, bestDistance) = (candidate, distance);
        }

        if (best.Length > 0 || name.Length < ShortestPart) return best;
        return candidates.FirstOrDefault(candidate => candidate.Contains(name, StringComparison.OrdinalIgnoreCase)) ?? "";
    }

    /// <summary>Optimal string alignment: insert, delete, replace and swap of neighbours cost one each.</summary>
    private static int Distance(string a, string b)
    {
        var rows = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++) rows[i, 0] = i;
        for (var j = 0; j <= b.Length; j++) rows[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var replace = rows[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                rows[i, j] = Math.Min(replace, Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
            }
        }

        return rows[a.Length, b.Length];
    }
}
