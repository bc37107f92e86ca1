namespace Sim.Planning.Prices;

/// <summary>What one price buys.</summary>
public enum PriceUnit
{
    /// <summary>One billable physical core for one year.</summary>
    CoreYear,

    /// <summary>One populated CPU socket for one year.</summary>
    SocketYear,

    /// <summary>One pair of CPU sockets for one year.</summary>
    SocketPairYear,

    /// <summary>One physical host for one year.</summary>
    HostYear,

    /// <summary>A perpetual licence for sixteen physical cores.</summary>
    SixteenCores,

    /// <summary>One piece, bought once.</summary>
    Piece,

    /// <summary>One gibibyte of memory (DIMMs are sold in powers of two), bought once.</summary>
    Gibibyte,

    /// <summary>One decimal terabyte of storage, bought once.</summary>
    Terabyte,

    /// <summary>One tebibyte of raw storage for one year.</summary>
    TebibyteYear,

    /// <summary>One kilowatt-hour.</summary>
    KilowattHour,

    /// <summary>One kilowatt of provisioned power for one month.</summary>
    KilowattMonth,

    /// <summary>One full-time administrator for one year, with all employer costs.</summary>
    AdministratorYear,

    /// <summary>One virtual machine, once.</summary>
    Vm,
}
