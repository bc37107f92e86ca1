using System.Runtime.CompilerServices;

namespace Sim.Core.Events;

/// <summary>Chains of keys in the order they were appended, in chunks of one pool: a bucket costs memory only while it holds something.</summary>
internal sealed class KeyChunks
{
    public const int Bits = 4;
    public const int Size = 1 << Bits;

    private EventKey[] _keys = new EventKey[Size * 64];
    private int[] _next = new int[64];
    private int _free = -1;
    private int _used;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Append(ref Chain chain, EventKey key)
    {
        var within = chain.Count++ & (Size - 1);
        if (within == 0) Extend(ref chain);
        _keys[(chain.Last << Bits) + within] = key;
    }

    /// <summary>The keys of one chunk; <paramref name="left"/> of them and the chunks after it are still to come.</summary>
    public ReadOnlySpan<EventKey> Read(int chunk, int left) => _keys.AsSpan(chunk << Bits, Math.Min(left, Size));

    /// <summary>Gives a chunk back and names the one after it. What was read from it stays until the next append.</summary>
    public int Return(int chunk)
    {
        var next = _next[chunk];
        _next[chunk] = _free;
        _free = chunk;
        return next;
    }

    private void Extend(ref Chain chain)
    {
        var chunk = _free;
        if (chunk >= 0)
        {
            _free = _next[chunk];
        }
        else
        {
            if (_used == _next.Length) Grow();
            chunk = _used++;
        }

        if (chain.Count == 1) chain.First = chunk;
        else _next[chain.Last] = chunk;
        chain.Last = chunk;
    }

    private void Grow()
    {
        Array.Resize(ref _next, _next.Length * 2);
        Array.Resize(ref _keys, _keys.Length * 2);
    }

    internal struct Chain
    {
        public int First;
        public int Last;
        public int Count;
    }
}
