using System.Globalization;
using Sim.Core.Events;
using Sim.Core.Time;

namespace Sim.Benchmarks;

/// <summary>Counts events by target and kind, from the flight recorder, without a counter in the engine.</summary>
public static class EventCensus
{
    // So short that hardly ever more events fire in one step than the recorder remembers; where more do, the last ones stand for all.
    private static readonly SimDuration Step = SimDuration.FromMicroseconds(20);

    /// <summary>Runs a calendar and prints events per simulated second by kind, most frequent first.</summary>
    /// <param name="calendar">A running model.</param>
    /// <param name="length">How long to count.</param>
    public static void Print(EventCalendar calendar, SimDuration length)
    {
        var counts = new SortedDictionary<string, double>(StringComparer.Ordinal);
        var end = calendar.Now + length;
        while (calendar.Now < end)
        {
            var before = calendar.Fired;
            calendar.RunUntil(calendar.Now + Step);
            var fired = (int)(calendar.Fired - before);
            var lines = calendar.Recorder.Lines();
            var seen = Math.Min(fired, lines.Count);
            for (var i = lines.Count - seen; i < lines.Count; i++)
            {
                // "1.5 ms NvmeDevice kind 3 index 7 arg 0"
                var words = lines[i].Split(' ');
                var kind = $"{words[2]} {words[4]}";
                counts[kind] = counts.GetValueOrDefault(kind) + ((double)fired / seen);
            }
        }

        var total = counts.Values.Sum();
        foreach (var (kind, count) in counts.OrderByDescending(pair => pair.Value))
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{kind,-28} {count / length.Seconds,12:f0} /s {count / total,7:p1}"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"all",-28} {total / length.Seconds,12:f0} /s"));
    }
}
