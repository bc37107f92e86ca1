namespace Sim.Models.Parameters;

/// <summary>What a number in a file measures; its unit is written in the text.</summary>
public enum Dimension
{
    /// <summary>A plain number: no unit may follow.</summary>
    None,

    /// <summary>A frequency, stored in hertz.</summary>
    Frequency,

    /// <summary>An amount of memory or storage, stored in bytes.</summary>
    Bytes,

    /// <summary>A network speed, stored in bits per second.</summary>
    BitRate,

    /// <summary>A storage or memory bandwidth, stored in bytes per second.</summary>
    ByteRate,

    /// <summary>Happenings per second (requests, operations, packets).</summary>
    Rate,

    /// <summary>A share, written in percent and stored as a fraction.</summary>
    Fraction,

    /// <summary>Electrical power, stored in watts.</summary>
    Power,

    /// <summary>Clock cycles of the core that runs the work.</summary>
    Cycles,

    /// <summary>A length of time on the calendar (months, years), stored in months.</summary>
    Months,
}
