using Sim.Core.Time;

namespace Sim.Core.Tracing;

/// <summary>The operations of one component, by the component's own numbers. A number may be used again once its operation is over.</summary>
public sealed class AsyncTrace
{
    private readonly RunTrace _trace;
    private readonly int _source;
    private int[] _slots = new int[64];

    internal AsyncTrace(RunTrace trace, int source) => (_trace, _source) = (trace, source);

    /// <summary>An operation begins.</summary>
    /// <param name="index">The component's own number, 0 or more.</param>
    /// <param name="name">What it is.</param>
    /// <param name="now">The present instant.</param>
    /// <param name="value">Its first number.</param>
    /// <param name="extra">Its second number.</param>
    /// <param name="parent">Id of the operation it serves, or 0.</param>
    public void Begin(int index, int name, SimTime now, int value = 0, int extra = 0, long parent = 0)
    {
        if (_source < 0) return;
        if (index >= _slots.Length) Array.Resize(ref _slots, Math.Max(index + 1, 2 * _slots.Length));
        _slots[index] = _trace.Begin(_source, name, now, value, extra, parent) + 1;
    }

    /// <summary>The operation enters its next stage, and leaves the one before.</summary>
    public void Stage(int index, int name, SimTime now)
    {
        if (SlotOf(index) is >= 0 and var slot) _trace.Stage(slot, name, now);
    }

    /// <summary>The operation passes through a thread: an arrow from where it passed before.</summary>
    /// <param name="index">The component's own number.</param>
    /// <param name="thread">The thread, which is in a state now; or -1.</param>
    /// <param name="isLast">Whether it is known to be the last.</param>
    /// <param name="now">The present instant.</param>
    public void Hop(int index, int thread, bool isLast, SimTime now)
    {
        if (SlotOf(index) is >= 0 and var slot) _trace.Hop(slot, thread, isLast, now);
    }

    /// <summary>The operation is over.</summary>
    public void End(int index, SimTime now)
    {
        if (SlotOf(index) is not (>= 0 and var slot)) return;
        _slots[index] = 0;
        _trace.End(slot, now);
    }

    /// <summary>The operation's id in the whole trace, or 0 when it is not traced.</summary>
    public long IdOf(int index) => SlotOf(index) is >= 0 and var slot ? _trace.IdOf(slot) : 0;

    private int SlotOf(int index) => index < _slots.Length ? _slots[index] - 1 : -1;
}
