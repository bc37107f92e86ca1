namespace Sim.Core.Time;

/// <summary>An instant of simulated time: whole picoseconds since the start of the replication.</summary>
/// <param name="Picoseconds">Picoseconds since the start, 0 or more.</param>
public readonly record struct SimTime(long Picoseconds) : IComparable<SimTime>
{
    /// <summary>The start of the replication.</summary>
    public static SimTime Zero => default;

    /// <summary>The last instant that can be written, about 106 days after the start.</summary>
    public static SimTime Max => new(long.MaxValue);

    /// <summary>Seconds since the start.</summary>
    public double Seconds => Picoseconds / (double)SimDuration.PerSecond;

    /// <summary>The instant <paramref name="duration"/> after <paramref name="time"/>.</summary>
    public static SimTime operator +(SimTime time, SimDuration duration) => new(time.Picoseconds + duration.Picoseconds);

    /// <summary>The instant <paramref name="duration"/> before <paramref name="time"/>.</summary>
    public static SimTime operator -(SimTime time, SimDuration duration) => new(time.Picoseconds - duration.Picoseconds);

    /// <summary>The time from <paramref name="earlier"/> to <paramref name="later"/>.</summary>
    public static SimDuration operator -(SimTime later, SimTime earlier) => new(later.Picoseconds - earlier.Picoseconds);

    /// <summary>Before.</summary>
    public static bool operator <(SimTime left, SimTime right) => left.Picoseconds < right.Picoseconds;

    /// <summary>After.</summary>
    public static bool operator >(SimTime left, SimTime right) => left.Picoseconds > right.Picoseconds;

    /// <summary>Not after.</summary>
    public static bool operator <=(SimTime left, SimTime right) => left.Picoseconds <= right.Picoseconds;

    /// <summary>Not before.</summary>
    public static bool operator >=(SimTime left, SimTime right) => left.Picoseconds >= right.Picoseconds;

    /// <inheritdoc />
    public int CompareTo(SimTime other) => Picoseconds.CompareTo(other.Picoseconds);

    /// <summary>The instant as a time since the start.</summary>
    public override string ToString() => new SimDuration(Picoseconds).ToString();
}
