using System.Globalization;
using Sim.Core.Events;
using Sim.Core.Processes;
using Sim.Core.Time;

namespace Sim.Core.Diagnostics;

/// <summary>The last events that a calendar fired, for the report of a fault.</summary>
public sealed class FlightRecorder
{
    private readonly (long Time, EventAction Action)[] _ring;
    private long _noted;

    /// <summary>An empty recorder.</summary>
    /// <param name="capacity">Events remembered, a power of two.</param>
    internal FlightRecorder(int capacity)
    {
        Check.That(capacity > 0 && (capacity & (capacity - 1)) == 0, "flight recorder capacity must be a power of two");
        _ring = new (long, EventAction)[capacity];
    }

    internal void Note(long time, in EventAction action)
    {
        var ring = _ring;
        ring[(int)_noted++ & (ring.Length - 1)] = (time, action);
    }

    /// <summary>The remembered events, oldest first, one line each: time, target, kind, index, argument.</summary>
    public IReadOnlyList<string> Lines()
    {
        var lines = new List<string>();
        for (var i = Math.Max(0, _noted - _ring.Length); i < _noted; i++)
        {
            var (time, action) = _ring[i & (_ring.Length - 1)];
            lines.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"{new SimTime(time)} {NameOf(action.Target)} kind {action.Kind} index {action.Index} arg {action.Arg}"));
        }

        return lines;
    }

    // A coroutine is its method to the reader, not the frame it runs in.
    private static string NameOf(IEventTarget target) => target is CoroutineBox coroutine ? coroutine.Name : target.GetType().Name;
}
