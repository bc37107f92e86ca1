using Sim.Core.Collections;

namespace Sim.Models.Hypervisor.Io;

/// <summary>Threads that each carry one request through a blocking system call (QEMU's <c>aio=threads</c>); a request waits when all are taken.</summary>
/// <remarks>The thread that came free last is taken first, so that few are used at low load. Source: QEMU util/thread-pool.c: at most 64 threads.
/// Page: docs/models/storage-path.md.</remarks>
/// <param name="threads">The threads.</param>
public sealed class WorkerPool(World[] threads)
{
    private readonly Stack<int> _free = new(Enumerable.Range(0, threads.Length).Reverse());
    private readonly RingQueue<int> _waiting = new();

    /// <summary>The thread of a number.</summary>
    public World this[int worker] => threads[worker];

    /// <summary>Takes a thread for a request.</summary>
    /// <param name="request">The request, which waits when there is none.</param>
    /// <param name="worker">The thread's number.</param>
    public bool TryTake(int request, out int worker)
    {
        if (_free.TryPop(out worker)) return true;
        _waiting.Enqueue(request);
        return false;
    }

    /// <summary>A thread is done with its request.</summary>
    /// <param name="worker">The thread's number.</param>
    /// <param name="next">The request that gets it at once.</param>
    /// <returns>Whether a request waited.</returns>
    public bool TryHandOn(int worker, out int next)
    {
        if (_waiting.TryDequeue(out next)) return true;
        _free.Push(worker);
        return false;
    }
}
