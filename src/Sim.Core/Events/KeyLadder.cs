using System.Numerics;
using System.Runtime.CompilerServices;

namespace Sim.Core.Events;

/// <summary>Keys of the far future, unsorted but for the bucket of time they lie in; the next bucket is handed out when it is due.</summary>
/// <remarks>
/// A ladder queue: keys beyond every rung wait in the top; when they are due, the top becomes a rung of equal buckets over their range, and
/// a bucket with many keys becomes a finer rung of its own. A key is moved once a rung, in the order of appending and through memory in
/// sequence, so that its cost does not grow with the number of keys. Source: Tang, Goh and Thng, "Ladder queue: an O(1) priority queue
/// structure for large-scale discrete event simulation", ACM TOMACS 15(3), 2005; the chunks, the sorted batch and the heap in front are ours.
/// </remarks>
/// <param name="topLimit">A top up to this long is handed out whole, so that few keys need no rungs.</param>
/// <param name="batchLimit">A batch up to this long is handed out, a longer one split if its keys differ in time.</param>
internal sealed class KeyLadder(int topLimit, int batchLimit)
{
    private const int KeysPerBucket = 8;
    private const int MaxBuckets = 1024;

    private readonly KeyChunks _chunks = new();
    private Rung[] _rungs = new Rung[16];
    private KeyChunks.Chain[] _buckets = new KeyChunks.Chain[2048];   // a stretch for each rung, the finest last; all empty beyond
    private int _depth;
    private KeyChunks.Chain _top;
    private long _topFirst = long.MaxValue;
    private long _topLast = long.MinValue;
    private double _topSum;

    /// <summary>Keys held, dead ones included.</summary>
    public int Count { get; private set; }

    /// <summary>The last instant in front of the ladder: keys up to it never come here.</summary>
    public long Near { get; private set; } = long.MaxValue;

    /// <summary>Takes a key that lies after <see cref="Near"/>.</summary>
    public void Add(EventKey key)
    {
        Count++;
        for (var i = _depth - 1; i >= 0; i--)
        {
            ref var rung = ref _rungs[i];
            if (key.Time > rung.Last) continue;
            Put(ref rung, key);
            return;
        }

        AddToTop(key);
    }

    /// <summary>Takes all keys in front of the ladder back, as a rung of their own.</summary>
    /// <param name="keys">One key or more, none after <see cref="Near"/>.</param>
    /// <param name="first">The least time among them.</param>
    /// <param name="last">The greatest.</param>
    public void TakeBack(ReadOnlySpan<EventKey> keys, long first, long last)
    {
        // Without rungs nothing bounds the front, and what lies after these keys will wait in the top.
        ref var rung = ref Descend(first, _depth == 0 ? last : Near, keys.Length);
        foreach (var key in keys) Put(ref rung, key);
        Count += keys.Length;
        Near = first - 1;
    }

    /// <summary>Hands out the keys of the next stretch of time and moves <see cref="Near"/> to its end.</summary>
    /// <param name="batch">The keys in the order they came, dead ones included; longer than the limit only when all are of one instant.</param>
    /// <returns>Whether there were any.</returns>
    public bool TryTake(out KeyChunks.Chain batch)
    {
        while (true)
        {
            if (_depth == 0)
            {
                if (_top.Count > topLimit)
                {
                    SpreadTop();
                    continue;
                }

                batch = TakeTop();
                Near = long.MaxValue;
                Count -= batch.Count;
                return batch.Count > 0;
            }

            ref var rung = ref _rungs[_depth - 1];
            if (rung.Count == 0)
            {
                _depth--;
                continue;
            }

            var buckets = _buckets.AsSpan(rung.Offset);
            while (buckets[rung.Current].Count == 0) rung.Current++;
            batch = buckets[rung.Current];
            buckets[rung.Current] = default;
            rung.Count -= batch.Count;
            var start = rung.StartOf(rung.Current++);
            Near = rung.EndOfTaken();
            if (batch.Count <= batchLimit || start == Near)
            {
                Count -= batch.Count;
                return true;
            }

            Distribute(batch, ref Descend(start, Near, batch.Count));
        }
    }

    /// <summary>Copies the live keys of a batch out and gives its chunks back.</summary>
    /// <param name="batch">From <see cref="TryTake"/>.</param>
    /// <param name="slots">What keys stand for, by slot.</param>
    /// <param name="keys">At least as long as the batch.</param>
    /// <returns>How many are alive.</returns>
    public int Copy(KeyChunks.Chain batch, EventSlot[] slots, Span<EventKey> keys)
    {
        var (chunk, alive) = (batch.First, 0);
        for (var left = batch.Count; left > 0; left -= KeyChunks.Size)
        {
            // The slots are read here, where their cache misses overlap, rather than one by one as the events fire.
            foreach (ref readonly var key in _chunks.Read(chunk, left))
            {
                if (slots[key.Slot].Order == key.Order) keys[alive++] = key;
            }

            chunk = _chunks.Return(chunk);
        }

        return alive;
    }

    /// <summary>Drops every dead key.</summary>
    /// <param name="slots">What keys stand for, by slot.</param>
    public void Sweep(EventSlot[] slots)
    {
        var mean = _topSum / Math.Max(1, _top.Count);
        Count = Sweep(ref _top, slots);
        _topSum = mean * Count;                               // a hint for the width of buckets: the mean need not be exact
        for (var i = 0; i < _depth; i++)
        {
            ref var rung = ref _rungs[i];
            rung.Count = 0;
            for (var b = rung.Current; b <= rung.LastBucket; b++) rung.Count += Sweep(ref _buckets[rung.Offset + b], slots);
            Count += rung.Count;
        }
    }

    private int Sweep(ref KeyChunks.Chain chain, EventSlot[] slots)
    {
        var (chunk, alive) = (chain.First, default(KeyChunks.Chain));
        for (var left = chain.Count; left > 0; left -= KeyChunks.Size)
        {
            foreach (ref readonly var key in _chunks.Read(chunk, left))
            {
                if (slots[key.Slot].Order == key.Order) _chunks.Append(ref alive, key);
            }

            chunk = _chunks.Return(chunk);
        }

        chain = alive;
        return alive.Count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Put(ref Rung rung, EventKey key)
    {
        rung.Count++;
        _chunks.Append(ref _buckets[rung.Offset + (int)((ulong)(key.Time - rung.Start) >> rung.Shift)], key);
    }

    private void AddToTop(EventKey key)
    {
        if (key.Time < _topFirst) _topFirst = key.Time;
        if (key.Time > _topLast) _topLast = key.Time;
        _topSum += key.Time;
        _chunks.Append(ref _top, key);
    }

    private KeyChunks.Chain TakeTop()
    {
        var top = _top;
        (_top, _topFirst, _topLast, _topSum) = (default, long.MaxValue, long.MinValue, 0);
        return top;
    }

    // The first rung reaches to four times the mean rather than to the last key, so that a few far ones do not make all buckets wide.
    private void SpreadTop()
    {
        var (first, last) = (_topFirst, _topLast);
        var reach = 4 * ((_topSum / _top.Count) - first);
        if (reach < last - first) last = first + (long)Math.Max(reach, 0);
        var top = TakeTop();
        ref var rung = ref Descend(first, last, top.Count);
        var chunk = top.First;
        for (var left = top.Count; left > 0; left -= KeyChunks.Size)
        {
            foreach (ref readonly var key in _chunks.Read(chunk, left))
            {
                if (key.Time <= last) Put(ref rung, key);
                else AddToTop(key);
            }

            chunk = _chunks.Return(chunk);                    // after its keys moved, because an append may take it
        }
    }

    private void Distribute(KeyChunks.Chain chain, ref Rung rung)
    {
        var chunk = chain.First;
        for (var left = chain.Count; left > 0; left -= KeyChunks.Size)
        {
            foreach (ref readonly var key in _chunks.Read(chunk, left)) Put(ref rung, key);
            chunk = _chunks.Return(chunk);                    // after its keys moved, because an append may take it
        }
    }

    private ref Rung Descend(long start, long last, int count)
    {
        if (_depth == _rungs.Length) Array.Resize(ref _rungs, _depth * 2);
        var offset = _depth == 0 ? 0 : _rungs[_depth - 1].End;
        ref var rung = ref _rungs[_depth++];
        rung.Cover(start, last, Math.Clamp(count / KeysPerBucket, 2, MaxBuckets), offset);
        if (rung.End > _buckets.Length) Array.Resize(ref _buckets, (int)BitOperations.RoundUpToPowerOf2((uint)rung.End));
        return ref rung;
    }

    private struct Rung
    {
        public long Start;
        public long Last;
        public int Shift;
        public int Current;
        public int Count;
        public int Offset;                                    // of its first bucket

        public readonly int End => Offset + LastBucket + 1;

        public readonly int LastBucket => (int)((ulong)(Last - Start) >> Shift);

        /// <summary>Buckets of 2^shift picoseconds, as few as cover the range and at most twice <paramref name="buckets"/> of them.</summary>
        public void Cover(long start, long last, int buckets, int offset)
        {
            (Start, Last, Current, Count, Offset) = (start, last, 0, 0, offset);
            Shift = Math.Max(0, 64 - BitOperations.LeadingZeroCount((ulong)(last - start)) - BitOperations.Log2((uint)buckets) - 1);
        }

        public readonly long StartOf(int bucket) => Start + (long)((ulong)bucket << Shift);

        /// <summary>The last instant of the bucket before <see cref="Current"/>.</summary>
        public readonly long EndOfTaken() => Current > LastBucket ? Last : StartOf(Current) - 1;
    }
}
