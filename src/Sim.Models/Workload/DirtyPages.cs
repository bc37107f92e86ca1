using System.Numerics;

namespace Sim.Models.Workload;

/// <summary>A set of pages as one bit each.</summary>
/// <param name="pages">Pages, 1 or more.</param>
internal sealed class DirtyPages(long pages)
{
    private readonly ulong[] _bits = new ulong[(pages + 63) / 64];
    private long _cursor;

    /// <summary>Pages in it.</summary>
    public long Count { get; private set; }

    /// <summary>Puts a page in.</summary>
    /// <returns>Whether it was not in yet.</returns>
    public bool Add(long page)
    {
        ref var word = ref _bits[page >> 6];
        var bit = 1UL << (int)(page & 63);
        if ((word & bit) != 0) return false;
        word |= bit;
        Count++;
        return true;
    }

    /// <summary>Takes out the next page in the order of their places, from the first again behind the last; there must be one.</summary>
    public long Take()
    {
        var place = _cursor >> 6;
        var word = _bits[place] & (ulong.MaxValue << (int)(_cursor & 63));
        while (word == 0)
        {
            place = place + 1 < _bits.Length ? place + 1 : 0;
            word = _bits[place];
        }

        var bit = BitOperations.TrailingZeroCount(word);
        _bits[place] &= ~(1UL << bit);
        Count--;
        var page = (place << 6) + bit;
        _cursor = page + 1 < pages ? page + 1 : 0;
        return page;
    }

    /// <summary>Takes all out.</summary>
    public void Clear()
    {
        if (Count > 0) Array.Clear(_bits);
        Count = 0;
    }
}
