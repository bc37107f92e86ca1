using Sim.Core.Time;

namespace Sim.Models.Hypervisor;

/// <summary>Predicts how long a pCPU will be idle from its last eight idle times: their mean, once they agree, without the longest that disagree.</summary>
/// <remarks>
/// The repeating-pattern detector of the menu governor: the mean counts when it is above six standard deviations and at most a quarter of the
/// samples were left out, or when the deviation is at most 20 us. Whole microseconds, as there. Leaves out the next timer, which a host with
/// guests of unknown timers seldom knows. Source: Linux drivers/cpuidle/governors/menu.c, get_typical_interval. Page: docs/models/cpu.md.
/// </remarks>
/// <param name="pcpus">pCPUs of the host.</param>
public sealed class TypicalIdle(int pcpus)
{
    private const int Intervals = 8;
    private const long Longest = 1_000_000;

    private readonly long[] _microseconds = new long[pcpus * Intervals];
    private readonly byte[] _next = new byte[pcpus];
    private readonly byte[] _known = new byte[pcpus];

    /// <summary>Notes an idle time; what is above a second counts as a second.</summary>
    public void Note(int pcpu, SimDuration idle)
    {
        _microseconds[(pcpu * Intervals) + _next[pcpu]] = Math.Min(idle.Picoseconds / SimDuration.PerMicrosecond, Longest);
        _next[pcpu] = (byte)((_next[pcpu] + 1) % Intervals);
        if (_known[pcpu] < Intervals) _known[pcpu]++;
    }

    /// <summary>Nothing repeats: longer than any idle time.</summary>
    public static SimDuration Unknown { get; } = new(long.MaxValue);

    /// <summary>The idle time to expect, or <see cref="Unknown"/>.</summary>
    public SimDuration Predict(int pcpu)
    {
        if (_known[pcpu] < Intervals) return Unknown;
        var past = _microseconds.AsSpan(pcpu * Intervals, Intervals);
        var threshold = Longest;
        while (true)
        {
            long sum = 0, largest = 0, squares = 0;
            var count = 0;
            foreach (var value in past)
            {
                if (value > threshold) continue;
                sum += value;
                largest = Math.Max(largest, value);
                count++;
            }

            if (count == 0) return Unknown;
            var mean = sum / count;
            foreach (var value in past)
            {
                if (value <= threshold) squares += (value - mean) * (value - mean);
            }

            var variance = squares / count;
            if ((mean * mean > variance * 36 && count * 4 >= Intervals * 3) || variance <= 400) return new SimDuration(mean * SimDuration.PerMicrosecond);
            if (count * 4 <= Intervals * 3) return Unknown;
            threshold = largest - 1;
        }
    }
}
