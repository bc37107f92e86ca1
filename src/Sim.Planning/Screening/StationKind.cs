namespace Sim.Planning.Screening;

/// <summary>How a station of a closed network serves.</summary>
public enum StationKind
{
    /// <summary>Customers queue for one or more servers.</summary>
    Queue,

    /// <summary>Every customer is served at once: think time, fixed latency.</summary>
    Delay,
}
