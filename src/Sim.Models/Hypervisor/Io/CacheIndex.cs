using System.Numerics;
using Sim.Core.Diagnostics;

namespace Sim.Models.Hypervisor.Io;

/// <summary>Which blocks a cache holds, which parts of them, in the order of their last use, and what of them the drives do not have yet.</summary>
/// <remarks>
/// A block has one slot from its first fill until it is the least recently used of those that may be dropped. Parts are 4 KiB, or a 64th of a block when that
/// is more. Memory grows with the blocks that were ever held at one time, not with the capacity.
/// </remarks>
internal sealed class CacheIndex
{
    private const int LeastPart = 4096;

    // The first two slots are the ends of two rings: the most recent is next to the end, the oldest before it.
    private const int Clean = 0;
    private const int Waiting = 1;

    private readonly Dictionary<long, int> _slots = [];
    private readonly long _capacity;
    private readonly int _blockShift;
    private readonly int _partShift;
    private Slot[] _table = new Slot[64];
    private int _used = 2;

    /// <summary>An empty cache.</summary>
    /// <param name="capacity">Bytes, one block or more.</param>
    /// <param name="blockSize">A power of two of 4 KiB or more.</param>
    public CacheIndex(long capacity, int blockSize)
    {
        Check.That(BitOperations.IsPow2(blockSize) && blockSize >= LeastPart && capacity >= blockSize, "a cache of no whole block");
        _capacity = capacity / blockSize;
        _blockShift = BitOperations.Log2((uint)blockSize);
        _partShift = BitOperations.Log2((uint)Math.Max(LeastPart, blockSize / 64));
        (_table[Clean].Next, _table[Clean].Previous) = (Clean, Clean);
        (_table[Waiting].Next, _table[Waiting].Previous) = (Waiting, Waiting);
    }

    /// <summary>Blocks held.</summary>
    public long Blocks => _slots.Count;

    /// <summary>Blocks with something that the drives do not have, those on their way included.</summary>
    public long Dirty { get; private set; }

    /// <summary>Blocks that it can hold.</summary>
    public long Capacity => _capacity;

    /// <summary>Whether all of a request is held; what it touches counts as used.</summary>
    public bool Covers(long offset, int bytes)
    {
        var last = (offset + bytes - 1) >> _blockShift;
        for (var block = offset >> _blockShift; block <= last; block++)
        {
            if (!_slots.TryGetValue(block, out var slot)) return false;
            var touched = Parts(block, offset, bytes, whole: false);
            if ((_table[slot].Valid & touched) != touched) return false;
        }

        for (var block = offset >> _blockShift; block <= last; block++) Use(_slots[block]);
        return true;
    }

    /// <summary>Keeps what was read; a block that needs a slot takes that of the one used longest ago.</summary>
    public void Fill(long offset, int bytes)
    {
        var last = (offset + bytes - 1) >> _blockShift;
        for (var block = offset >> _blockShift; block <= last; block++)
        {
            var slot = SlotFor(block);
            if (slot < 0) continue;
            _table[slot].Valid |= Parts(block, offset, bytes, whole: true);
            Use(slot);
        }
    }

    /// <summary>Whether the cache holds part of what is written, so that its copy has to be renewed; whole parts become valid.</summary>
    public bool Renew(long offset, int bytes)
    {
        var found = false;
        var last = (offset + bytes - 1) >> _blockShift;
        for (var block = offset >> _blockShift; block <= last; block++)
        {
            if (!_slots.TryGetValue(block, out var slot)) continue;
            found = true;
            _table[slot].Valid |= Parts(block, offset, bytes, whole: true);
            Use(slot);
        }

        return found;
    }

    /// <summary>Takes a write that the drives will get later.</summary>
    /// <param name="offset">First byte.</param>
    /// <param name="bytes">Size.</param>
    /// <param name="most">Dirty blocks that there may be.</param>
    /// <returns>Whether it was taken; not when too much waits already, or when the ends of the write are parts that are not held.</returns>
    public bool Take(long offset, int bytes, long most)
    {
        var last = (offset + bytes - 1) >> _blockShift;
        var fresh = 0;
        if (last - (offset >> _blockShift) >= _capacity / 2) return false;
        for (var block = offset >> _blockShift; block <= last; block++)
        {
            var isHeld = _slots.TryGetValue(block, out var slot);
            var unheld = Parts(block, offset, bytes, whole: false) & ~Parts(block, offset, bytes, whole: true);
            if (unheld != 0 && (!isHeld || (_table[slot].Valid & unheld) != unheld)) return false;
            if (!isHeld || (_table[slot].Dirty == 0 && !_table[slot].IsOnItsWay)) fresh++;
            if (isHeld) Use(slot);
        }

        if (fresh > 0 && Dirty + fresh > most) return false;
        for (var block = offset >> _blockShift; block <= last; block++)
        {
            // With room for the dirty ones there is a clean one to drop for each.
            var slot = SlotFor(block);
            Check.That(slot >= 0, "a cache has no room for a write it took");
            var touched = Parts(block, offset, bytes, whole: false);
            ref var held = ref _table[slot];
            held.Valid |= touched;
            if (held.Dirty == 0 && !held.IsOnItsWay)
            {
                Dirty++;
                Unlink(slot);
                Link(slot, Waiting);
            }

            held.Dirty |= touched;
        }

        return true;
    }

    /// <summary>Takes the block that has waited longest to be written to the drives.</summary>
    /// <param name="slot">Its number, for <see cref="Written"/>.</param>
    /// <param name="offset">First byte that has to be written.</param>
    /// <param name="bytes">From there to the last.</param>
    public bool TryTakeDirty(out int slot, out long offset, out int bytes)
    {
        slot = _table[Waiting].Previous;
        (offset, bytes) = (0, 0);
        if (slot == Waiting) return false;
        ref var held = ref _table[slot];
        Unlink(slot);
        var first = BitOperations.TrailingZeroCount(held.Dirty);
        var last = 63 - BitOperations.LeadingZeroCount(held.Dirty);
        (held.Dirty, held.IsOnItsWay) = (0, true);
        offset = (held.Block << _blockShift) + ((long)first << _partShift);
        bytes = (last - first + 1) << _partShift;
        return true;
    }

    /// <summary>A block is on the drives; it counts as just used, or waits again when it was written meanwhile.</summary>
    /// <param name="slot">Its number.</param>
    public void Written(int slot)
    {
        ref var held = ref _table[slot];
        held.IsOnItsWay = false;
        if (held.Dirty == 0) Dirty--;
        Link(slot, held.Dirty == 0 ? Clean : Waiting);
    }

    /// <summary>Parts of a block that a request touches, or fills whole.</summary>
    private ulong Parts(long block, long offset, int bytes, bool whole)
    {
        var start = block << _blockShift;
        var from = Math.Max(offset, start) - start;
        var to = Math.Min(offset + bytes, start + (1L << _blockShift)) - start;
        var part = (1L << _partShift) - 1;
        var first = (whole ? from + part : from) >> _partShift;
        var end = (whole ? to : to + part) >> _partShift;
        if (end <= first) return 0;
        var count = (int)(end - first);
        return (count == 64 ? ulong.MaxValue : (1UL << count) - 1) << (int)first;
    }

    private int SlotFor(long block)
    {
        if (_slots.TryGetValue(block, out var slot)) return slot;
        if (_slots.Count < _capacity)
        {
            slot = _used++;
            if (slot == _table.Length) Array.Resize(ref _table, _table.Length * 2);
        }
        else
        {
            slot = _table[Clean].Previous;
            if (slot == Clean) return -1;
            Unlink(slot);
            _slots.Remove(_table[slot].Block);
        }

        _table[slot] = new Slot { Block = block };
        _slots.Add(block, slot);
        Link(slot, Clean);
        return slot;
    }

    private void Use(int slot)
    {
        // What waits to be written keeps its turn, and nothing of it is dropped.
        if (_table[slot].Dirty != 0 || _table[slot].IsOnItsWay) return;
        Unlink(slot);
        Link(slot, Clean);
    }

    /// <summary>Behind the end of a list: the most recent of it.</summary>
    private void Link(int slot, int list)
    {
        var next = _table[list].Next;
        (_table[slot].Next, _table[slot].Previous) = (next, list);
        _table[next].Previous = slot;
        _table[list].Next = slot;
    }

    private void Unlink(int slot)
    {
        var (next, previous) = (_table[slot].Next, _table[slot].Previous);
        _table[previous].Next = next;
        _table[next].Previous = previous;
    }

    private struct Slot
    {
        public long Block;
        public ulong Valid;
        public ulong Dirty;
        public int Next;
        public int Previous;
        public bool IsOnItsWay;
    }
}
