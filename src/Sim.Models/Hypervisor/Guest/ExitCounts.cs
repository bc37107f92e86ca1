namespace Sim.Models.Hypervisor.Guest;

/// <summary>A VM's exits by reason since the accounts were reset, those that are events of their own; rates and ticks are counted where they are known.</summary>
public sealed class ExitCounts
{
    private readonly long[] _counts = new long[(int)ExitReason.Other + 1];

    /// <summary>Exits for a reason.</summary>
    public long this[ExitReason reason] => _counts[(int)reason];

    /// <summary>Counts exits.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="count">How many.</param>
    internal void Add(ExitReason reason, long count = 1) => _counts[(int)reason] += count;

    /// <summary>Clears the counts: the end of the warm-up.</summary>
    internal void Reset() => Array.Clear(_counts);
}
