using Sim.Core.Time;

namespace Sim.Core.Processes;

/// <summary>Waiting coroutines by priority, then first come, first served; linked through their boxes, so that anyone leaves in one step.</summary>
/// <remarks>Joining costs one step when nobody less urgent waits, and one more for each who does.</remarks>
internal sealed class WaitList : IWaitSource
{
    private CoroutineBox? _first;
    private CoroutineBox? _last;

    /// <summary>How many wait.</summary>
    public int Count { get; private set; }

    /// <summary>Queues a coroutine behind all of its priority.</summary>
    public void Add(CoroutineBox box)
    {
        var before = _last;
        while (before is not null && before.Priority > box.Priority) before = before.Previous;
        var after = before is null ? _first : before.Next;
        (box.Previous, box.Next) = (before, after);
        if (before is null) _first = box;
        else before.Next = box;
        if (after is null) _last = box;
        else after.Previous = box;
        Count++;
    }

    /// <summary>Takes out the one whose turn it is; nothing when nobody waits.</summary>
    public CoroutineBox? TakeFirst()
    {
        var box = _first;
        if (box is not null) Unlink(box);
        return box;
    }

    /// <inheritdoc />
    public bool TryRenege(CoroutineBox box)
    {
        Unlink(box);
        return true;
    }

    /// <inheritdoc />
    public bool TryLeave(CoroutineBox box, out SimDuration work)
    {
        work = SimDuration.Zero;
        if (box.IsWaking) return false;                       // who was taken out to be woken is no longer here
        Unlink(box);
        return true;
    }

    private void Unlink(CoroutineBox box)
    {
        if (box.Previous is null) _first = box.Next;
        else box.Previous.Next = box.Next;
        if (box.Next is null) _last = box.Previous;
        else box.Next.Previous = box.Previous;
        (box.Previous, box.Next) = (null, null);
        Count--;
    }
}
