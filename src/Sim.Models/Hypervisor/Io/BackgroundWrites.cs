using Sim.Core.Collections;
using Sim.Models.Hardware.Storage;

namespace Sim.Models.Hypervisor.Io;

/// <summary>What a disk's layers write later: dirty pages of the host's cache, metadata of a file system.</summary>
/// <remarks>A flush waits until as many bytes are stored as had been left before it. Page: docs/models/storage-path.md.</remarks>
/// <param name="backend">Where it goes.</param>
/// <param name="queue">The disk's number there.</param>
public sealed class BackgroundWrites(IBlockBackend backend, int queue) : IBlockClient
{
    private readonly RingQueue<Flush> _flushes = new();
    private long _left;
    private long _stored;

    /// <summary>Bytes that requests have left to write, and are not yet stored.</summary>
    public long PendingBytes => _left - _stored;

    /// <summary>A request leaves bytes to be written.</summary>
    public void Leave(int bytes) => _left += bytes;

    /// <summary>Writes bytes that were left, without anybody waiting.</summary>
    public void Write(int bytes) => backend.Submit(IoOperation.Write, IoCommand.Anywhere, bytes, queue, this, bytes);

    /// <summary>Flushes the backend as soon as everything left so far is stored.</summary>
    /// <param name="client">Who is told.</param>
    /// <param name="index">The client's own number.</param>
    public void FlushBehind(IBlockClient client, int index)
    {
        if (PendingBytes == 0) backend.Submit(IoOperation.Flush, IoCommand.Anywhere, 0, queue, client, index);
        else _flushes.Enqueue(new Flush(client, index, _left));
    }

    /// <inheritdoc />
    public void OnBlockDone(int index)
    {
        _stored += index;
        while (_flushes.Count > 0 && _flushes.Peek().Behind <= _stored)
        {
            _flushes.TryDequeue(out var flush);
            backend.Submit(IoOperation.Flush, IoCommand.Anywhere, 0, queue, flush.Client, flush.Index);
        }
    }

    private readonly record struct Flush(IBlockClient Client, int Index, long Behind);
}
