using System.Globalization;
using System.Numerics;
using System.Text;

namespace Sim.Models.Hardware.Cpu;

/// <summary>A set of pCPUs (or of NUMA nodes), as an affinity mask holds it.</summary>
/// <remarks>Written as libvirt and the kernel write CPU lists: <c>0-3,8,^2</c>, taken from left to right. Source: libvirt src/util/virbitmap.c, virBitmapParse.</remarks>
public sealed class PcpuSet
{
    /// <summary>No set has a number as large as this.</summary>
    public const int Most = 1 << 14;

    private readonly ulong[] _words;

    /// <summary>A set of numbers.</summary>
    /// <param name="members">Its members, 0 to <see cref="Most"/> - 1, in any order.</param>
    public PcpuSet(IEnumerable<int> members)
    {
        var words = new List<ulong>();
        foreach (var member in members)
        {
            while (words.Count <= member >> 6) words.Add(0);
            words[member >> 6] |= 1UL << (member & 63);
        }

        _words = [.. words];
        foreach (var word in _words) Count += BitOperations.PopCount(word);
    }

    /// <summary>How many members it has.</summary>
    public int Count { get; }

    /// <summary>Its members, ascending.</summary>
    public IEnumerable<int> Members
    {
        get
        {
            for (var i = 0; i < _words.Length * 64; i++)
            {
                if (Contains(i)) yield return i;
            }
        }
    }

    /// <summary>Whether a number is in it.</summary>
    public bool Contains(int member) => member >> 6 < _words.Length && (_words[member >> 6] >> (member & 63) & 1) != 0;

    /// <summary>The first member at or after a number and before an end, or -1.</summary>
    public int FirstIn(int from, int end)
    {
        for (var i = from; i < end; i++)
        {
            if (Contains(i)) return i;
        }

        return -1;
    }

    /// <summary>64 members as bits, word by word; 0 beyond the last.</summary>
    internal ulong Word(int index) => index < _words.Length ? _words[index] : 0;

    /// <summary>Reads a list.</summary>
    /// <param name="text">Numbers and ranges separated by commas; <c>^</c> takes out what came before.</param>
    /// <param name="set">The set, if the text is one; it may be empty.</param>
    /// <param name="problem">What is wrong with it otherwise.</param>
    public static bool TryParse(string text, out PcpuSet set, out string problem)
    {
        var members = new SortedSet<int>();
        (set, problem) = (new PcpuSet([]), "");
        foreach (var entry in text.Split(','))
        {
            var part = entry.Trim();
            var isTakenOut = part.StartsWith('^');
            var bounds = (isTakenOut ? part[1..] : part).Split('-');
            if (bounds.Length > 2 || !TryNumber(bounds[0], out var first) || !TryNumber(bounds[^1], out var last))
            {
                problem = $"'{part}' is neither a number nor a range";
                return false;
            }

            if (last < first)
            {
                problem = $"'{part}' runs backwards";
                return false;
            }

            for (var member = first; member <= last; member++)
            {
                if (isTakenOut) members.Remove(member);
                else members.Add(member);
            }
        }

        set = new PcpuSet(members);
        return true;
    }

    /// <summary>The list of a set that is known to be right.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static PcpuSet Parse(string text) => TryParse(text, out var set, out var problem) ? set : throw new FormatException(problem);

    /// <summary>The list: ranges in ascending order.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        for (var first = FirstIn(0, _words.Length * 64); first >= 0; first = FirstIn(first, _words.Length * 64))
        {
            var last = first;
            while (Contains(last + 1)) last++;
            if (text.Length > 0) text.Append(',');
            text.Append(CultureInfo.InvariantCulture, $"{first}");
            if (last > first) text.Append(CultureInfo.InvariantCulture, $"-{last}");
            first = last + 1;
        }

        return text.ToString();
    }

    private static bool TryNumber(string text, out int number) =>
        int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out number) && number < Most;
}
