using Sim.Models.Hardware.Storage;

namespace Sim.Models.Hypervisor.Io;

/// <summary>A cache in front of one virtual disk's way to the drives: hits are read from the caching drive, misses from the drives and then kept.</summary>
/// <remarks>
/// Models hits by address, least recently used blocks that go, parts of blocks, write-through whose copies nobody waits for, write-back with its limit, and a
/// flush that both devices have to make. A request is a hit when all of it is held. Requests without a place pass it by. Leaves out reading ahead, bypasses for
/// sequential streams, the cache's own metadata, contents from before the run, and one command for each block of a request. Source: network-and-storage
/// 9 (S2); Linux drivers/md (bcache, dm-cache). Page: docs/models/storage-path.md.
/// </remarks>
internal sealed class CachedDisk(CachedBlocks blocks, IBlockGate? gate, IBlockBackend drives) : IBlockGate, IBlockClient
{
    private Passage[] _passages = new Passage[64];

    private enum Route
    {
        None,
        Cache,
        Drives,
        Miss,
    }

    public void Enter(IoOperation operation, long offset, int bytes, int vm, IBlockClient client, int index)
    {
        if (index >= _passages.Length) Array.Resize(ref _passages, Math.Max(index + 1, _passages.Length * 2));
        var hasPlace = offset >= 0;
        var route = operation switch
        {
            IoOperation.Read when hasPlace => Look(offset, bytes),
            IoOperation.Write when hasPlace && blocks.TryTake(offset, bytes) => Route.Cache,
            IoOperation.Flush when blocks.IsWriteBack && !blocks.HasPassed => Route.Cache,
            _ => Route.Drives,
        };
        _passages[index] = new Passage(route, operation, offset, bytes, vm, client);
        if (route == Route.Cache)
        {
            blocks.Cache.Drive.Submit(operation, bytes, vm, client, index);
            return;
        }

        if (operation == IoOperation.Write)
        {
            blocks.HasPassed = true;
            if (hasPlace && blocks.Index.Renew(offset, bytes)) blocks.Store(bytes, vm);
        }

        if (operation == IoOperation.Flush && blocks.IsWriteBack)
        {
            // First what the cache has taken, then what went past it.
            blocks.HasPassed = false;
            blocks.Cache.Drive.Submit(IoOperation.Flush, 0, vm, this, index);
            return;
        }

        Pass(index);
    }

    public void Leave(int vm, int index)
    {
        var passage = _passages[index];
        _passages[index] = default;
        if (passage.Route is Route.Drives or Route.Miss) gate?.Leave(vm, index);
        if (passage.Route != Route.Miss) return;
        blocks.Index.Fill(passage.Offset, passage.Bytes);
        blocks.Store(passage.Bytes, vm);
    }

    public void OnBlockDone(int index) => Pass(index);

    private Route Look(long offset, int bytes)
    {
        var isHit = blocks.Index.Covers(offset, bytes);
        blocks.Cache.Count(isHit);
        return isHit ? Route.Cache : Route.Miss;
    }

    private void Pass(int index)
    {
        ref readonly var passage = ref _passages[index];
        if (gate is not null) gate.Enter(passage.Operation, passage.Offset, passage.Bytes, passage.Vm, passage.Client, index);
        else drives.Submit(passage.Operation, passage.Offset, passage.Bytes, passage.Vm, passage.Client, index);
    }

    private readonly record struct Passage(Route Route, IoOperation Operation, long Offset, int Bytes, int Vm, IBlockClient Client);
}
