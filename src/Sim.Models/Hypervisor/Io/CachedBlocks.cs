using Sim.Core.Collections;
using Sim.Models.Hardware.Storage;

namespace Sim.Models.Hypervisor.Io;

/// <summary>What a cache holds, of one disk or of all that share it, and its writing back.</summary>
/// <remarks>A block is read from the caching drive and written to the drives, oldest first, as many at one time as the depth allows, while more wait than the target.</remarks>
internal sealed class CachedBlocks(SsdCache cache, IBlockBackend drives) : IBlockClient
{
    private readonly SsdCacheParameters _parameters = cache.Parameters;
    private readonly Slab<Move> _moves = new();

    public SsdCache Cache => cache;

    public CacheIndex Index { get; } = new(cache.Parameters.Capacity, cache.Parameters.BlockSize);

    public bool IsWriteBack => _parameters.Mode == SsdCacheMode.WriteBack;

    /// <summary>Whether the drives may hold writes that they have not made durable, beside what the cache has.</summary>
    public bool HasPassed { get; set; }

    public bool TryTake(long offset, int bytes)
    {
        if (!IsWriteBack || !Index.Take(offset, bytes, (long)(Index.Capacity * _parameters.DirtyLimit))) return false;
        WriteBack();
        return true;
    }

    /// <summary>Writes into the cache what nobody waits for: a fill, or the copy of a write.</summary>
    public void Store(int bytes, int queue) => cache.Drive.Submit(IoOperation.Write, bytes, queue, Unheard.Instance, 0);

    public void OnBlockDone(int index)
    {
        ref var move = ref _moves[index];
        if (!move.IsRead)
        {
            move.IsRead = true;
            drives.Submit(IoOperation.Write, move.Offset, move.Bytes, 0, this, index);
            return;
        }

        Index.Written(move.Slot);
        _moves.Return(index);
        WriteBack();
    }

    private void WriteBack()
    {
        while (_moves.Rented < _parameters.WriteBackDepth && Index.Dirty - _moves.Rented > (long)(Index.Capacity * _parameters.DirtyTarget)
            && Index.TryTakeDirty(out var slot, out var offset, out var bytes))
        {
            var id = _moves.Rent();
            _moves[id] = new Move { Slot = slot, Offset = offset, Bytes = bytes };
            cache.Drive.Submit(IoOperation.Read, bytes, 0, this, id);
        }
    }

    private sealed class Unheard : IBlockClient
    {
        public static Unheard Instance { get; } = new();

        public void OnBlockDone(int index)
        {
            // Nobody waits for it.
        }
    }

    private struct Move
    {
        public int Slot;
        public int Bytes;
        public bool IsRead;
        public long Offset;
    }
}
