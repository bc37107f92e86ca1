namespace Sim.Core.Tracing;

/// <summary>Picks objects of a run by name: <c>*</c> stands for any characters, <c>?</c> for one; a VM's name alone stands for all that belongs to it.</summary>
internal static class ObjectPattern
{
    /// <summary>Whether a pattern picks an object.</summary>
    /// <param name="pattern">The pattern, e.g. <c>web3/*</c>, <c>*/disk0</c> or <c>web3</c>; case counts.</param>
    /// <param name="name">The object, e.g. <c>web3/vcpu0</c>.</param>
    public static bool Picks(string pattern, string name)
    {
        if (Matches(pattern, name)) return true;
        for (var slash = name.IndexOf('/', StringComparison.Ordinal); slash >= 0; slash = name.IndexOf('/', slash + 1))
        {
            if (Matches(pattern, name.AsSpan(0, slash))) return true;
        }

        return false;
    }

    private static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> name)
    {
        // The last star seen swallows one character more whenever what follows it does not fit.
        int p = 0, n = 0, star = -1, swallowed = 0;
        while (n < name.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                star = p++;
                swallowed = n;
            }
            else if (p < pattern.Length && (pattern[p] == '?' || pattern[p] == name[n]))
            {
                p++;
                n++;
            }
            else if (star >= 0)
            {
                p = star + 1;
                n = ++swallowed;
            }
            else
            {
                return false;
            }
        }

        return pattern[p..].TrimStart('*').IsEmpty;
    }
}
