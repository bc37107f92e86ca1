namespace Sim.Models.Hypervisor.Esxi;

/// <summary>What a world lost of late to the worlds that ran beside it on its core: three eighths of that time, forgotten when it is old.</summary>
/// <remarks>Kept in eight parts of the age, of which the oldest is forgotten at once. Source: Cpu.HTStolenAgeThreshold, cpu-and-memory 2.5.</remarks>
internal sealed class StolenTime
{
    /// <summary>Parts of the age.</summary>
    public const int Parts = 8;

    private readonly long[] _parts = new long[Parts];
    private long _part;
    private long _recent;

    /// <summary>Adds a loss.</summary>
    /// <param name="lost">Picoseconds.</param>
    /// <param name="part">Number of the part of time that it belongs to; never less than before.</param>
    public void Add(long lost, long part)
    {
        Forget(part);
        _parts[part % Parts] += lost;
        _recent += lost;
    }

    /// <summary>What is not forgotten yet, picoseconds.</summary>
    /// <param name="part">Number of the present part of time.</param>
    public long Recent(long part)
    {
        Forget(part);
        return _recent;
    }

    private void Forget(long part)
    {
        while (_part < part)
        {
            if (part - _part > Parts) _part = part - Parts;
            var slot = ++_part % Parts;
            _recent -= _parts[slot];
            _parts[slot] = 0;
        }
    }
}
